using System.Globalization;
using Gensyn.Node.Storage;
using Gensyn.Primitives;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Node.Tests.Storage;

/// <summary>A process that appends blocks until it is killed, and says each one's number once it is kept.</summary>
internal static class StoreWriter
{
    public const string Verb = "write-blocks";

    /// <summary>Checkpoints and new tables come often, so that the process is killed in some.</summary>
    public static StoreOptions Options { get; } = StoreFixture.Small with { CheckpointBytes = 60_000, CompactionBytes = 100_000, KeptStates = 8 };

    public static int Main(string[] arguments)
    {
        if (arguments is not [Verb, string directory])
        {
            Console.Error.WriteLine("This is a test assembly; run it with: dotnet test");
            return 1;
        }

        ChainStore store = ChainStore.Open(directory, Options);
        if (store.Genesis is null) store.CommitBlock(Next(store));
        while (true)
        {
            BlockBatch batch = Next(store);
            store.CommitBlock(batch);
            Console.WriteLine(BlockLinkNumber(batch.Header).ToString(CultureInfo.InvariantCulture));
            if (BlockLinkNumber(batch.Header) > 100_000) return 0;
        }
    }

    /// <summary>Asserts that the final block's state is exactly what its number says, and that older ones are readable.</summary>
    public static void AssertWhole(ChainStore store)
    {
        uint number = BlockLinkNumber(store.GetHeader(store.Finalised)!);
        for (uint at = store.OldestState; at <= number; at++)
        {
            H256 block = store.GetCanonicalHash(at)!.Value;
            Assert.NotNull(store.GetBody(block));
            IStateReader state = store.StateAt(block)!;
            foreach (byte[] key in state.Keys(default)) Assert.NotNull(state.Get(key));
            if (store.GetAux("writer"u8) is not null) Assert.Equal(Values(at).Count, state.Keys(default).Count());
        }
    }

    private static BlockBatch Next(ChainStore store)
    {
        bool first = store.Genesis is null;
        uint number = first ? 0 : BlockLinkNumber(store.GetHeader(store.Best)!) + 1;
        IStateReader before = first ? new TrieDb(store.Nodes, TrieRoot.Empty) : store.StateAt(store.Best)!;
        SortedDictionary<uint, byte[]> old = first ? [] : Values(number - 1);
        SortedDictionary<uint, byte[]> values = Values(number);
        List<KeyValuePair<byte[], byte[]?>> changes =
        [
            .. old.Keys.Except(values.Keys).Select(static key => new KeyValuePair<byte[], byte[]?>(Key(key), null)),
            .. values.Select(static pair => new KeyValuePair<byte[], byte[]?>(Key(pair.Key), pair.Value)),
        ];
        TrieCommit commit = before.Commit(changes, StateVersion.V1);
        BlockHeader header = new(first ? default : store.Best, number, commit.Root, H256.Zero, new Digest([]));
        return new BlockBatch(header.Hash(), BlockHeader.Codec.ToBytes(header), [new byte[number % 3000]], commit)
        {
            IsFinalised = true,
            Aux = [new("writer"u8.ToArray(), BitConverter.GetBytes(number))],
        };
    }

    // A window of keys that slides, so that every block inserts, changes and removes.
    private static SortedDictionary<uint, byte[]> Values(uint number)
    {
        SortedDictionary<uint, byte[]> values = [];
        for (uint key = number / 2; key < (number / 2) + 20; key++) values[key] = new byte[(key * 7 % 60) + 1];
        values[uint.MaxValue] = BitConverter.GetBytes(number);
        return values;
    }

    private static byte[] Key(uint key) => BitConverter.GetBytes(key * 2654435761);

    private static uint BlockLinkNumber(byte[] header) => BlockHeader.Codec.TryDecode(header, out BlockHeader decoded)
        ? decoded.Number
        : throw new InvalidDataException("The header cannot be read.");
}
