using System.Diagnostics;
using Gensyn.Node.Storage;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Trie;

namespace Gensyn.Node.Benchmarking;

/// <summary>Reads and writes keys of a state in the node's database.</summary>
/// <remarks>Source: frame-benchmarking-cli, storage/{read,write}.rs. A write is one of a block's: its share of root, log and table.</remarks>
internal sealed class StorageBench : IAsyncDisposable
{
    // What frame_system keeps of an account, which is what most keys of a state are.
    private const int ValueLength = 80;
    private const int KeyLength = 80;

    private readonly ChainStore _store;
    private readonly byte[][] _keys;
    private readonly Random _random = new(1);
    private BlockHeader _head;

    private StorageBench(ChainStore store, byte[][] keys, BlockHeader head) => (_store, _keys, _head) = (store, keys, head);

    /// <summary>Makes a database with this many accounts in a folder.</summary>
    public static StorageBench Create(string folder, int accounts)
    {
        // Nodes that were read once are not kept, so that each read goes to the database.
        ChainStore store = ChainStore.Open(folder, new StoreOptions { NodeCacheBytes = 0 });
        Random random = new(0);
        byte[][] keys = [.. Enumerable.Range(0, accounts).Select(_ => Bytes(random, KeyLength))];
        TrieCommit state = new TrieDb(store.Nodes, TrieRoot.Empty)
            .Commit([.. keys.Select(key => new KeyValuePair<byte[], byte[]?>(key, Bytes(random, ValueLength)))], StateVersion.V1);
        BlockHeader first = new(H256.Zero, 0, state.Root, H256.Zero, Digest.Empty);
        Commit(store, first, state);
        return new StorageBench(store, keys, first);
    }

    /// <summary>Nanoseconds of reading each key once, in no order.</summary>
    public IEnumerable<ulong> Read()
    {
        _random.Shuffle(_keys);
        IStateReader state = _store.StateAt(_head.Hash()) ?? throw new BenchmarkException("The state is gone.");
        foreach (byte[] key in _keys)
        {
            long began = Stopwatch.GetTimestamp();
            bool isThere = state.Get(key) is not null;
            ulong took = (ulong)Stopwatch.GetElapsedTime(began).TotalNanoseconds;
            if (!isThere) throw new BenchmarkException("A key is gone.");
            yield return took;
        }
    }

    /// <summary>Nanoseconds a key of writing all keys, so many to a block.</summary>
    public IEnumerable<ulong> Write(int batch)
    {
        _random.Shuffle(_keys);
        foreach (byte[][] keys in _keys.Chunk(batch).Where(chunk => chunk.Length == batch))
        {
            KeyValuePair<byte[], byte[]?>[] changes = [.. keys.Select(key => new KeyValuePair<byte[], byte[]?>(key, Bytes(_random, ValueLength)))];
            long began = Stopwatch.GetTimestamp();
            TrieCommit commit = new TrieDb(_store.Nodes, _head.StateRoot).Commit(changes, StateVersion.V1);
            BlockHeader next = new(_head.Hash(), _head.Number + 1, commit.Root, H256.Zero, Digest.Empty);
            Commit(_store, next, commit);
            ulong took = (ulong)Stopwatch.GetElapsedTime(began).TotalNanoseconds;
            _head = next;
            yield return took / (ulong)batch;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static void Commit(ChainStore store, BlockHeader header, TrieCommit state) =>
        store.CommitBlock(new BlockBatch(header.Hash(), BlockHeader.Codec.ToBytes(header), [], state) { IsFinalised = true });

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
