using System.Collections.Concurrent;
using Gensyn.Crypto;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Chain;

/// <summary>Remembers signatures that were found good, so that a transaction's is checked once between pool and block.</summary>
/// <remarks>Safe for threads. Bounded: when it is full it starts over, and some signatures are checked twice.</remarks>
public sealed class SignatureCache(ISignatureVerifier inner, int capacity = 65_536) : ISignatureVerifier
{
    private readonly ConcurrentDictionary<H256, byte> _good = new();

    // The dictionary counts itself only with all its locks.
    private int _count;

    /// <inheritdoc/>
    public bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer)
    {
        H256 key = KeyOf(scheme, signature, message, signer);
        if (_good.ContainsKey(key)) return true;
        if (!inner.Verify(scheme, signature, message, signer)) return false;
        Remember(key);
        return true;
    }

    /// <summary>Whether a signature was found good before.</summary>
    internal bool Knows(in H256 key) => _good.ContainsKey(key);

    /// <summary>Notes that a signature is good.</summary>
    internal void Remember(in H256 key)
    {
        if (!_good.TryAdd(key, 0) || Interlocked.Increment(ref _count) <= capacity) return;
        _good.Clear();
        Volatile.Write(ref _count, 0);
    }

    /// <summary>What a signature is remembered by.</summary>
    internal static H256 KeyOf(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer)
    {
        // Lengths go first, so that no two different inputs run into one string.
        Span<byte> head = stackalloc byte[13];
        head[0] = (byte)scheme;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(head[1..], signature.Length);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(head[5..], signer.Length);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(head[9..], message.Length);
        Blake2bHasher hasher = Blake2bHasher.Create();
        hasher.Update(head);
        hasher.Update(signature);
        hasher.Update(signer);
        hasher.Update(message);
        Span<byte> hash = stackalloc byte[32];
        hasher.Finish(hash);
        return new H256(hash);
    }
}
