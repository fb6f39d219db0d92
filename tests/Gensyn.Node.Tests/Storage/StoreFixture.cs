using Gensyn.Node.Storage;
using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Node.Tests.Storage;

/// <summary>A directory with a database in it, and a model of what its blocks' states must hold.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    public static readonly StoreOptions Small = new()
    {
        KeptStates = 4,
        NodeCacheBytes = 1 << 12,
        TableMemoryBytes = 1 << 24,
        TableIndexBytes = 1 << 20,
        CheckpointBytes = 1 << 30,
    };

    private readonly Dictionary<H256, SortedDictionary<byte, byte[]>> _states = [];

    public StoreFixture(StoreOptions? options = null)
    {
        Options = options ?? Small;
        Directory = System.IO.Directory.CreateTempSubdirectory("gensyn-store-").FullName;
        Store = ChainStore.Open(Directory, Options);
    }

    public string Directory { get; }

    public StoreOptions Options { get; }

    public ChainStore Store { get; private set; }

    public IEnumerable<H256> Known => _states.Keys;

    /// <summary>Closes and opens the database.</summary>
    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = ChainStore.Open(Directory, Options);
    }

    /// <summary>A block on a parent, with keys of one byte set or, with null, removed.</summary>
    public BlockBatch Make(H256? parent, params (byte Key, byte[]? Value)[] changes)
    {
        SortedDictionary<byte, byte[]> state = parent is { } of ? new(_states[of]) : [];
        foreach ((byte key, byte[]? value) in changes)
        {
            if (value is null) state.Remove(key);
            else state[key] = value;
        }

        IStateReader before = parent is { } known ? Store.StateAt(known)! : new TrieDb(Store.Nodes, TrieRoot.Empty);
        TrieCommit commit = before.Commit(
            [.. changes.Select(static change => new KeyValuePair<byte[], byte[]?>(Key(change.Key), change.Value))], StateVersion.V1);
        uint number = parent is { } link ? Number(link) + 1 : 0;
        // The same changes on the same parent make different blocks.
        BlockHeader header = new(parent ?? default, number, commit.Root, H256.Zero, new Digest([new DigestItem.Other(BitConverter.GetBytes(_states.Count))]));
        _states[header.Hash()] = state;
        return new BlockBatch(header.Hash(), BlockHeader.Codec.ToBytes(header), [[1, 2], new byte[_states.Count % 50]], commit);
    }

    public H256 Add(H256? parent, bool best, bool final, params (byte Key, byte[]? Value)[] changes)
    {
        BlockBatch batch = Make(parent, changes) with { IsBest = best, IsFinalised = final };
        Store.CommitBlock(batch);
        return batch.Hash;
    }

    public uint Number(H256 block)
    {
        Assert.True(BlockHeader.Codec.TryDecode(Store.GetHeader(block), out BlockHeader header));
        return header.Number;
    }

    /// <summary>Asserts that a block's state is there and whole.</summary>
    public void AssertState(H256 block)
    {
        IStateReader state = Store.StateAt(block) ?? throw new Xunit.Sdk.XunitException($"The state of {block} is not kept.");
        Assert.Equal(_states[block].Select(static pair => (Convert.ToHexString(Key(pair.Key)), Convert.ToHexString(pair.Value))),
            state.Keys(default).Select(key => (Convert.ToHexString(key), Convert.ToHexString(state.Get(key)!))));
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    // Keys of two subtrees that are often equal, so that nodes are shared.
    public static byte[] Key(byte key) => [(byte)(key >> 4), 7, 7, (byte)(key & 0xf), 1];
}
