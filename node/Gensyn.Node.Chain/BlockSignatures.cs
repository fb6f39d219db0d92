using System.Runtime.InteropServices;
using Gensyn.Crypto;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Node.Chain;

/// <summary>The signatures of a block under execution: sr25519 ones that are not known are taken for good at first, and checked together afterwards.</summary>
/// <remarks>
/// For one thread. Nothing that rests on a signature taken for good may be kept before <see cref="AreGood"/> has said yes. Together they cost less than
/// half of what they cost one by one.
/// </remarks>
/// <param name="cache">What is known of signatures; it learns of good ones, and checks those of other schemes.</param>
public sealed class BlockSignatures(SignatureCache cache) : ISignatureVerifier
{
    // More gain nothing: what they share is then a small part of the work.
    private const int BatchSize = 256;

    private readonly List<SignedMessage> _open = [];
    private readonly List<byte[]> _keys = [];

    /// <inheritdoc/>
    public bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer)
    {
        if (scheme != SignatureScheme.Sr25519) return cache.Verify(scheme, signature, message, signer);
        ScaleWriter key = new(stackalloc byte[SignatureCache.KeyRoom]);
        SignatureCache.WriteKey(scheme, signature, message, signer, ref key);
        if (cache.Knows(key.Written)) return true;
        _open.Add(new(signer.ToArray(), message.ToArray(), signature.ToArray()));
        _keys.Add(key.ToArray());
        return true;
    }

    /// <summary>Whether all signatures that were taken for good are; asked once, when the block is executed.</summary>
    public bool AreGood()
    {
        for (int from = 0; from < _open.Count; from += BatchSize)
        {
            int count = Math.Min(BatchSize, _open.Count - from);
            if (!Sr25519.VerifyBatch(CollectionsMarshal.AsSpan(_open).Slice(from, count))) return false;
        }

        foreach (byte[] key in _keys) cache.Remember(key);
        return true;
    }
}
