using System.Collections.Concurrent;
using Gensyn.Primitives;

namespace Gensyn.Node.Storage;

/// <summary>The trie nodes used lately.</summary>
/// <remarks>Two generations: what is not used while the young one fills goes with the old one. Safe for many threads.</remarks>
internal sealed class NodeCache(long capacityBytes)
{
    // What an entry costs beside its bytes: dictionary node, array header, key; measured on .NET 10 as about 120.
    private const int EntryOverheadBytes = 120;

    private readonly Lock _turn = new();
    private ConcurrentDictionary<H256, byte[]> _young = new();
    private ConcurrentDictionary<H256, byte[]> _old = new();
    private long _youngBytes;

    public byte[]? Get(in H256 hash)
    {
        if (Volatile.Read(ref _young).TryGetValue(hash, out byte[]? node)) return node;
        if (!Volatile.Read(ref _old).TryGetValue(hash, out node)) return null;
        Add(hash, node);
        return node;
    }

    public void Add(in H256 hash, byte[] node)
    {
        if (!Volatile.Read(ref _young).TryAdd(hash, node)) return;
        if (Interlocked.Add(ref _youngBytes, node.Length + EntryOverheadBytes) <= capacityBytes / 2) return;
        lock (_turn)
        {
            if (Interlocked.Read(ref _youngBytes) <= capacityBytes / 2) return;
            Volatile.Write(ref _old, _young);
            Volatile.Write(ref _young, new ConcurrentDictionary<H256, byte[]>());
            Interlocked.Exchange(ref _youngBytes, 0);
        }
    }
}
