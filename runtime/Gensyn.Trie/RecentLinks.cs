using System.Numerics;
using System.Runtime.InteropServices;

namespace Gensyn.Trie;

/// <summary>The links of nodes that a change of state dealt with lately, by hash; those whose places are taken by others are forgotten.</summary>
/// <remarks>What it finds may be another node's link: who follows a link sees what it leads to.</remarks>
internal sealed class RecentLinks
{
    private const int Fewest = 1 << 6;
    private const int Most = 1 << 15;

    private (uint Tag, ulong Link)[] _entries = new (uint, ulong)[Fewest];

    /// <summary>How many bytes of memory that takes.</summary>
    public long Held => 2L * sizeof(ulong) * _entries.Length;

    /// <summary>Makes room for what a change of this many nodes may note.</summary>
    public void Expect(int nodes)
    {
        int length = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(8L * nodes, Fewest, Most));
        if (length > _entries.Length) _entries = new (uint, ulong)[length];
    }

    public void Note(ReadOnlySpan<byte> hash, ulong link)
    {
        (int at, uint tag) = Place(hash);
        _entries[at] = (tag, link);
    }

    /// <summary>The link noted last for a hash, or 0.</summary>
    public ulong Find(ReadOnlySpan<byte> hash)
    {
        (int at, uint tag) = Place(hash);
        return _entries[at].Tag == tag ? _entries[at].Link : 0;
    }

    private (int At, uint Tag) Place(ReadOnlySpan<byte> hash)
    {
        ulong first = MemoryMarshal.Read<ulong>(hash);
        return ((int)first & (_entries.Length - 1), (uint)(first >> 32));
    }
}
