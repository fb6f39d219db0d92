using System.Collections.Concurrent;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Node.Chain;

/// <summary>Remembers signatures that were found good, so that a transaction's is checked once between pool and block.</summary>
/// <remarks>
/// Safe for threads. Bounded: when it is full it starts over, and some signatures are checked twice. Remembered are the signed bytes themselves, or their
/// hash where they are long: to compare them costs less than to hash them.
/// </remarks>
public sealed class SignatureCache : ISignatureVerifier
{
    /// <summary>Room on the stack in which every key fits.</summary>
    internal const int KeyRoom = 512;

    // What transactions sign is never longer (sp_runtime::generic::SignedPayload).
    private const int LongestPlainMessage = 256;

    private readonly ISignatureVerifier _inner;
    private readonly int _capacity;
    private readonly ConcurrentDictionary<byte[], byte> _good = new(KeyComparer.Instance);
    private readonly ConcurrentDictionary<byte[], byte>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    // The dictionary counts itself only with all its locks.
    private int _count;

    /// <summary>A cache that knows nothing yet.</summary>
    /// <param name="inner">Who checks what is not known.</param>
    /// <param name="capacity">How many signatures are remembered at most.</param>
    public SignatureCache(ISignatureVerifier inner, int capacity = 65_536)
    {
        _inner = inner;
        _capacity = capacity;
        _lookup = _good.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <inheritdoc/>
    public bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer)
    {
        ScaleWriter key = new(stackalloc byte[KeyRoom]);
        WriteKey(scheme, signature, message, signer, ref key);
        if (Knows(key.Written)) return true;
        if (!_inner.Verify(scheme, signature, message, signer)) return false;
        Remember(key.ToArray());
        return true;
    }

    /// <summary>Whether a signature was found good before.</summary>
    internal bool Knows(ReadOnlySpan<byte> key) => _lookup.ContainsKey(key);

    /// <summary>Notes that a signature is good.</summary>
    internal void Remember(byte[] key)
    {
        if (!_good.TryAdd(key, 0) || Interlocked.Increment(ref _count) <= _capacity) return;
        _good.Clear();
        Volatile.Write(ref _count, 0);
    }

    /// <summary>Writes what a signature is remembered by.</summary>
    internal static void WriteKey(
        SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer, ref ScaleWriter key)
    {
        // Lengths go first, so that no two different inputs run into one string.
        key.WriteByte((byte)scheme);
        key.WriteU32((uint)signature.Length);
        key.WriteU32((uint)signer.Length);
        key.WriteU32((uint)message.Length);
        key.WriteBytes(signature);
        key.WriteBytes(signer);
        if (message.Length <= LongestPlainMessage) key.WriteBytes(message);
        else key.WriteBytes(Hashing.Blake2_256(message).Span);
    }
}
