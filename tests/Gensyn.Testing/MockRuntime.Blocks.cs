using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Testing;

/// <content>Blocks: opened and closed by the real <see cref="Executive"/>, and committed to a trie.</content>
public partial class MockRuntime
{
    /// <summary>How many milliseconds of the chain's time pass from one block to the next.</summary>
    public const ulong BlockTime = 6_000;

    /// <summary>The header of the last closed block.</summary>
    public BlockHeader Best => _chain.Best;

    /// <summary>What the author of a block hands to the pallets' inherents; by default the time, <see cref="BlockTime"/> for every block.</summary>
    public Func<uint, InherentData> Inherents { get; set; } =
        static block => InherentData.Empty.With(InherentId.Timestamp, Codecs.U64.ToBytes(block * BlockTime));

    /// <summary>What the author of a block writes into its header; by default nothing.</summary>
    public Func<uint, Digest> DigestOf { get; set; } = static _ => Digest.Empty;

    /// <summary>Closes the open block and opens the next, with its hooks and inherents, until this one is open.</summary>
    /// <param name="block">The number of the block.</param>
    /// <param name="hooks">What to do in each block on the way.</param>
    public void RunToBlock(uint block, BlockHooks? hooks = null)
    {
        if (BlockNumber == 0 && block > 0) CloseGenesis();
        while (BlockNumber < block)
        {
            if (BlockNumber > 0) Close(hooks);
            Open(BlockNumber + 1, hooks);
        }
    }

    /// <summary>Closes the open block and opens this one as if it were the next: for times that no test can run through.</summary>
    public void SkipToBlock(uint block)
    {
        Start();
        if (block <= BlockNumber) throw new ArgumentOutOfRangeException(nameof(block), block, $"Block {BlockNumber} is open already.");
        Close(null);
        FrameSystem.NumberValue.Set(block - 1);
        _chain.Best = _chain.Best with { Number = block - 1 };
        Open(block, null);
    }

    private void Start() => RunToBlock(Math.Max(BlockNumber, 1));

    private void CloseGenesis()
    {
        if (Externalities.OpenTransactions > 0) throw new InvalidOperationException("A storage layer is open at the end of genesis.");
        StoreStorageVersions();
        _chain.State.Apply(Externalities.Drain());
        _chain.Best = _chain.Best with { StateRoot = _chain.State.CurrentRoot, ExtrinsicsRoot = Externalities.OrderedRoot([], StateVersion.V1) };
    }

    private void Open(uint block, BlockHooks? hooks)
    {
        _isComposed = true;
        hooks?.BeforeInitialize?.Invoke(block);
        Executive.InitializeBlock(new(_chain.Best.Hash(), block, default, default, DigestOf(block)));
        foreach (byte[] inherent in Executive.CreateInherents(Inherents(block)))
        {
            Assert.Null(Apply(inherent, out DispatchResult result));
            Assert.False(result.IsError, $"an inherent was refused: {Explain(result)}");
        }

        hooks?.AfterInitialize?.Invoke(block);
    }

    private void Close(BlockHooks? hooks)
    {
        hooks?.BeforeFinalize?.Invoke(BlockNumber);
        CheckEvents();
        BlockHeader header = Executive.FinalizeBlock();
        ImmutableArray<EventRecord> events = SystemEvents;
        _chain.State.Apply(Externalities.Drain());
        Assert.Equal(header.StateRoot, _chain.State.CurrentRoot);
        _chain.Past.AddRange(events);
        _chain.Best = header;
        hooks?.AfterFinalize?.Invoke(header.Number);
    }
}

/// <summary>What a test does in each block that <see cref="MockRuntime.RunToBlock"/> runs through; each is told the block's number.</summary>
public sealed record BlockHooks
{
    /// <summary>Before the block is opened, in the state of the one before.</summary>
    public Action<uint>? BeforeInitialize { get; init; }

    /// <summary>When the block is open: the pallets' on_initialize and the inherents have run.</summary>
    public Action<uint>? AfterInitialize { get; init; }

    /// <summary>Before the block is closed: on_idle and on_finalize have not run.</summary>
    public Action<uint>? BeforeFinalize { get; init; }

    /// <summary>When the block is closed and its state is in the trie.</summary>
    public Action<uint>? AfterFinalize { get; init; }
}

/// <summary>How a test writes the first state.</summary>
public static class MockGenesis
{
    /// <summary>Writes the first state of the pallets, and opens block 1.</summary>
    public static TRuntime WithGenesis<TRuntime>(this TRuntime runtime, Action<TRuntime> write)
        where TRuntime : MockRuntime
    {
        if (runtime.BlockNumber > 0) throw new InvalidOperationException("Block 1 is open already: genesis is over.");
        write(runtime);
        runtime.RunToBlock(1);
        return runtime;
    }
}
