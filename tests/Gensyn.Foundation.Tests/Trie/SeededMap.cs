using System.Buffers.Binary;

namespace Gensyn.Foundation.Tests.Trie;

/// <summary>The maps that tests/vectors/trie/generate.py describes: a seed, a count and a style give the same pairs here and there.</summary>
internal sealed class SeededMap
{
    private static readonly byte[] Alphabet = [0x00, 0x01, 0x10, 0x11, 0x20, 0xff];
    private static readonly int[] Lengths = [0, 1, 31, 32, 33, 34, 64];

    private ulong _state;

    public SeededMap(ulong seed, int count, string style)
    {
        _state = seed;
        byte[] last = [];
        for (int index = 0; index < count; index++)
        {
            last = Key(style, last);
            Pairs[last] = Value();
        }

        Removed = [.. Pairs.Keys.Where(_ => Below(3) == 0)];
    }

    public SortedDictionary<byte[], byte[]> Pairs { get; } = new(ByteOrder.Instance);

    /// <summary>Which keys are then removed, ascending.</summary>
    public byte[][] Removed { get; }

    private byte[] Key(string style, byte[] last)
    {
        switch (style)
        {
            case "short":
                byte[] key = new byte[Below(6)];
                for (int index = 0; index < key.Length; index++) key[index] = Alphabet[Below(6)];
                return key;
            case "account":
                return [.. Enumerable.Repeat((byte)(Below(4) * 17), 16), .. Bytes(16)];
            default:
                if (Below(2) == 0) return [.. last.AsSpan(0, Below(last.Length + 1)), .. Bytes(Below(200))];
                byte kind = Alphabet[Below(6)];
                return [.. Enumerable.Repeat(kind, Below(400)), .. Bytes(Below(3))];
        }
    }

    private byte[] Value()
    {
        int choice = Below(8);
        return Bytes(choice < 7 ? Lengths[choice] : Below(300));
    }

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[(count + 7) / 8 * 8];
        for (int at = 0; at < bytes.Length; at += 8) BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), Next());
        return bytes[..count];
    }

    private int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>SplitMix64.</summary>
    private ulong Next()
    {
        _state += 0x9e3779b97f4a7c15;
        ulong z = (_state ^ (_state >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
