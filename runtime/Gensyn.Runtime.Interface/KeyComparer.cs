using System.Buffers.Binary;

namespace Gensyn.Runtime.Interface;

/// <summary>Storage keys by content: equal when their bytes are, ordered as unsigned bytes.</summary>
public sealed class KeyComparer : IComparer<byte[]>, IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    private KeyComparer()
    {
    }

    private static readonly ulong Seed = Random(1);
    private static readonly ulong Secret = Random(2);

    /// <summary>The comparer.</summary>
    public static KeyComparer Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);

    /// <inheritdoc/>
    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc/>
    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    /// <inheritdoc/>
    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    /// <inheritdoc/>
    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    /// <inheritdoc/>
    public int GetHashCode(ReadOnlySpan<byte> alternate) => HashOf(alternate);

    /// <summary>A hash that differs from process to process, so that nobody can choose keys that collide; nothing ever iterates in its order.</summary>
    /// <remarks>Keys of a state are long and looked for all the time: eight bytes a multiplication, as wyhash does it.</remarks>
    internal static int HashOf(ReadOnlySpan<byte> key)
    {
        ulong hash = Seed ^ (uint)key.Length;
        ReadOnlySpan<byte> rest = key;
        for (; rest.Length > 16; rest = rest[16..]) hash = Fold(Word(rest) ^ Secret, Word(rest[8..]) ^ hash);
        ulong first = 0, last = 0;
        if (rest.Length >= 8)
        {
            (first, last) = (Word(rest), Word(rest[^8..]));
        }
        else
        {
            for (int index = 0; index < rest.Length; index++) first = (first << 8) | rest[index];
        }

        hash = Fold(first ^ Secret, last ^ hash);
        return unchecked((int)(hash ^ (hash >> 32)));
    }

    private static ulong Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static ulong Fold(ulong left, ulong right)
    {
        ulong upper = Math.BigMul(left, right, out ulong lower);
        return upper ^ lower;
    }

    // The base library's own hashes are seeded.
    private static ulong Random(int number) => unchecked(((ulong)(uint)HashCode.Combine(number) << 32) | (uint)HashCode.Combine(~number));
}
