using System.Runtime.CompilerServices;
using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>The hashes of keys that a map was asked for lately: a transaction reads and writes the same few accounts many times.</summary>
/// <remarks>A hash follows from its key alone, so whatever becomes of the state, nothing here goes stale. Keys of 32 bytes only: accounts and hashes.</remarks>
internal sealed class RecentHashes
{
    private const int KeyLength = 32;
    private const int HashLength = 16;
    private const int Slots = 16;

    private readonly Slot[] _slots = new Slot[Slots];

    /// <summary>Copies a key's hash, if it is known.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, Span<byte> hash)
    {
        if (key.Length != KeyLength || hash.Length != HashLength) return false;
        ref readonly Slot slot = ref _slots[Place(key)];
        if (!slot.IsTaken || !key.SequenceEqual(slot.Key.Span)) return false;
        ((ReadOnlySpan<byte>)slot.Hash).CopyTo(hash);
        return true;
    }

    /// <summary>Remembers a key's hash in place of another one's.</summary>
    public void Note(ReadOnlySpan<byte> key, ReadOnlySpan<byte> hash)
    {
        if (key.Length != KeyLength || hash.Length != HashLength) return;
        ref Slot slot = ref _slots[Place(key)];
        slot.IsTaken = true;
        slot.Key = new H256(key);
        hash.CopyTo(slot.Hash);
    }

    private static int Place(ReadOnlySpan<byte> key) => (key[0] ^ key[KeyLength - 1]) & (Slots - 1);

    [InlineArray(HashLength)]
    private struct HashBytes
    {
        private byte _first;
    }

    private struct Slot
    {
        public bool IsTaken;
        public H256 Key;
        public HashBytes Hash;
    }
}
