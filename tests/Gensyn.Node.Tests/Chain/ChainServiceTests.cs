using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Xunit;
using static Gensyn.Node.Tests.Chain.LedgerRuntime;

namespace Gensyn.Node.Tests.Chain;

public sealed class ChainServiceTests
{
    [Fact]
    public async Task Author_SealingWithFinality_MovesAllMarksAndTellsInOrder()
    {
        await using LedgerChain ledger = new();
        List<ChainEvent> heard = [];
        ledger.Chain.Tree.Subscribe(heard.Add);
        Assert.Null(ledger.Submit(Transaction(1, 0)));

        H256 block = await ledger.SealAsync();

        Assert.Equal(new BlockReference(block, 1), ledger.Chain.Tree.Best);
        Assert.Equal(new BlockReference(block, 1), ledger.Chain.Tree.Finalised);
        Assert.Equal(["Imported", "BestChanged", "Finalised"], heard.Select(news => news.GetType().Name));
        Assert.Equal(1u, ledger.Nonce(1));
        Assert.Equal(0u, ledger.Nonce(1, ledger.Chain.Tree.Genesis.Hash));
        Assert.Equal(2, ledger.Chain.Tree.Body(block)!.Value.Length);
        Assert.Equal(0, ledger.Chain.Pool.ReadyCount);
    }

    [Theory]
    [InlineData(LedgerAct.Trap)]
    [InlineData(LedgerAct.TrapInsideLayers)]
    [InlineData(LedgerAct.FailInBlock)]
    internal async Task Author_ATransactionThatMisbehaves_IsRemovedAndLeavesNoTrace(LedgerAct act)
    {
        await using LedgerChain ledger = new();
        List<TransactionStatus> heard = [];
        ledger.Submit(Transaction(1, 0, 9, act), heard);
        ledger.Submit(Transaction(1, 1, 9));
        ledger.Submit(Transaction(2, 0));

        await ledger.SealAsync();

        Assert.Equal([new TransactionStatus.Ready(), new TransactionStatus.Invalid()], heard);
        Assert.Equal(0u, ledger.Nonce(1));
        Assert.Equal(1u, ledger.Nonce(2));
        Assert.Equal(0, ledger.Chain.Pool.ReadyCount);
    }

    [Fact]
    public async Task Author_ATransactionThatDoesNotFit_StaysForALaterBlock()
    {
        await using LedgerChain ledger = new();
        ledger.Submit(Transaction(1, 0, 9, LedgerAct.Exhaust));
        ledger.Submit(Transaction(2, 0, 9, padding: 5 * 1024 * 1024));
        ledger.Submit(Transaction(3, 0));

        await ledger.SealAsync();

        Assert.Equal(1u, ledger.Nonce(3));
        Assert.Equal(2, ledger.Chain.Pool.ReadyCount);
    }

    [Fact]
    public async Task Author_WithAStalledClock_StillMakesBlocksWithLaterTimes()
    {
        await using LedgerChain ledger = new(clock: new ManualClock());

        await ledger.SealAsync();
        await ledger.SealAsync();
        H256 third = await ledger.SealAsync();

        Assert.Equal(1_700_000_000_002UL, BitConverter.ToUInt64(ledger.Chain.Tree.State(third).Get(NowKey)));
    }

    [Fact]
    public async Task Author_WhenTheDiskFails_TellsNobodyAndGoesOn()
    {
        await using LedgerChain ledger = new();
        List<ChainEvent> heard = [];
        ledger.Chain.Tree.Subscribe(heard.Add);
        ledger.Submit(Transaction(1, 0));
        ledger.Storage.FailNextCommit = true;

        SealException failure = await Assert.ThrowsAsync<SealException>(() => ledger.SealAsync());
        Assert.Equal(SealFailure.NotBuilt, failure.Failure);
        Assert.Empty(heard);
        Assert.Equal(0u, ledger.Chain.Tree.Best.Number);

        await ledger.SealAsync();
        Assert.Equal(1u, ledger.Nonce(1));
    }

    [Fact]
    public async Task Author_AskedForABlockWithoutTransactions_RefusesAnEmptyOne()
    {
        await using LedgerChain ledger = new();

        SealException failure = await Assert.ThrowsAsync<SealException>(() => ledger.Chain.Author.CreateAsync(false, true, null, CancellationToken.None));
        Assert.Equal(SealFailure.EmptyPool, failure.Failure);
        failure = await Assert.ThrowsAsync<SealException>(() => ledger.SealAsync(parent: Hashing.Blake2_256([1])));
        Assert.Equal(SealFailure.UnknownParent, failure.Failure);
    }

    [Fact]
    public async Task Sealing_AtIntervals_MakesBlocksByItself()
    {
        await using LedgerChain ledger = new(Sealing.Interval, blockTime: TimeSpan.FromMilliseconds(20));
        TaskCompletionSource third = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable registration = ledger.Chain.Tree.Subscribe(news =>
        {
            if (news is ChainEvent.Finalised { Header.Number: >= 3 }) third.TrySetResult();
        });

        await third.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Sealing_Instantly_MakesABlockForATransaction()
    {
        await using LedgerChain ledger = new(Sealing.Instant);
        TaskCompletionSource<TransactionStatus> final = new(TaskCreationOptions.RunContinuationsAsynchronously);

        ledger.Chain.Pool.Submit(TransactionSource.External, Transaction(1, 0), status =>
        {
            if (status.IsFinal) final.TrySetResult(status);
        });

        Assert.IsType<TransactionStatus.Finalized>(await final.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Tree_WithAForkThatIsFinalised_MovesTheBestChainAndTakesTransactionsBack()
    {
        await using LedgerChain ledger = new();
        List<TransactionStatus> heard = [];
        List<ChainEvent> news = [];
        ledger.Submit(Transaction(1, 0), heard);
        H256 left = await ledger.SealAsync(finalise: false);
        H256 right = await ledger.SealAsync(finalise: false, parent: ledger.Chain.Tree.Genesis.Hash);
        ledger.Chain.Tree.Subscribe(news.Add);
        Assert.Equal(left, ledger.Chain.Tree.Best.Hash);

        Assert.True(ledger.Chain.Finalise(right));

        Assert.Equal(right, ledger.Chain.Tree.Best.Hash);
        Assert.Equal(right, ledger.Chain.Tree.HashOf(1));
        ChainEvent.BestChanged moved = Assert.IsType<ChainEvent.BestChanged>(news[0]);
        Assert.Equal(left, Assert.Single(moved.Retracted).Block.Hash);
        Assert.Equal(right, Assert.Single(moved.Enacted).Block.Hash);
        Assert.Equal([left], Assert.IsType<ChainEvent.Finalised>(news[1]).Pruned);
        Assert.False(ledger.Chain.Finalise(left));
        Assert.Equal([new TransactionStatus.Ready(), new TransactionStatus.InBlock(left, 1), new TransactionStatus.Retracted(left), new TransactionStatus.Ready()], heard);

        H256 next = await ledger.SealAsync();
        Assert.Equal([new TransactionStatus.InBlock(next, 1), new TransactionStatus.Finalized(next, 1)], heard.Skip(4));
        Assert.Equal(1u, ledger.Nonce(1));
    }

    [Fact]
    public async Task Tree_FinalisingADescendant_FinalisesAllBeforeIt()
    {
        await using LedgerChain ledger = new();
        H256 first = await ledger.SealAsync(finalise: false);
        H256 second = await ledger.SealAsync(finalise: false);
        H256 third = await ledger.SealAsync(finalise: false);
        List<ChainEvent> news = [];
        ledger.Chain.Tree.Subscribe(news.Add);

        Assert.True(ledger.Chain.Finalise(second));

        Assert.Equal([first, second], Assert.IsType<ChainEvent.Finalised>(Assert.Single(news)).Blocks.Select(block => block.Hash));
        Assert.Equal(third, ledger.Chain.Tree.Best.Hash);
        Assert.Equal(second, ledger.Chain.Tree.Finalised.Hash);
        Assert.Equal([third], ledger.Chain.Tree.Unfinalised().Select(entry => entry.Block.Hash));
        Assert.Equal([first, second, third], new uint[] { 1, 2, 3 }.Select(number => ledger.Chain.Tree.HashOf(number)!.Value));
        Assert.Null(ledger.Chain.Tree.HashOf(4));
    }

    [Fact]
    public async Task Import_OfBlocksMadeElsewhere_LeadsToTheSameState()
    {
        await using LedgerChain author = new();
        await using LedgerChain importer = new();
        author.Submit(Transaction(1, 0));
        H256 hash = await author.SealAsync();
        Block block = new(author.Chain.Tree.Header(hash)!, author.Chain.Tree.Body(hash)!.Value);
        importer.Submit(Transaction(1, 0, 5));
        importer.Submit(Transaction(1, 2));

        importer.Chain.Import(block, finalise: true);
        importer.Chain.Import(block, finalise: true);

        Assert.Equal(hash, importer.Chain.Tree.Finalised.Hash);
        Assert.Equal(1u, importer.Nonce(1));
        Assert.Equal(0, importer.Chain.Pool.ReadyCount);
        Assert.Equal(1, importer.Chain.Pool.FutureCount);
    }

    [Fact]
    public async Task Import_OfABlockThatBreaksARule_IsRefused()
    {
        await using LedgerChain author = new();
        await using LedgerChain importer = new();
        H256 hash = await author.SealAsync();
        BlockHeader header = author.Chain.Tree.Header(hash)!;

        Assert.Throws<RuntimeException>(() => importer.Chain.Import(new Block(header with { StateRoot = H256.Zero }, author.Chain.Tree.Body(hash)!.Value), true));
        Assert.Throws<RuntimeException>(() => importer.Chain.Import(new Block(header, []), true));
        Assert.Throws<UnknownBlockException>(() => importer.Chain.Import(new Block(header with { ParentHash = header.StateRoot }, []), true));
        Assert.Equal(0u, importer.Chain.Tree.Best.Number);
    }

    [Fact]
    public async Task Host_AFaultInsideTheRuntime_IsATrap()
    {
        await using LedgerChain ledger = new();

        RuntimeException trap = Assert.Throws<RuntimeException>(() => ledger.Chain.Host.Call(ledger.Chain.Tree.Best.Hash, "Test_fault", []));
        Assert.Contains("a fault of the runtime", trap.Message, StringComparison.Ordinal);
        Assert.Throws<UnknownBlockException>(() => ledger.Chain.Host.Call(H256.Zero, "Core_version", []));
    }

    [Fact]
    public async Task Dispose_WhileBlocksAreMade_ClosesTheStorageOnce()
    {
        LedgerChain ledger = new(Sealing.Interval, blockTime: TimeSpan.FromMilliseconds(1));
        await Task.Delay(30);

        await ledger.DisposeAsync();

        Assert.Equal(1, ledger.Storage.Closed);
        uint best = ledger.Chain.Tree.Best.Number;
        await Task.Delay(20);
        Assert.Equal(best, ledger.Chain.Tree.Best.Number);
    }

    [Fact]
    public void Genesis_OfAnotherChain_IsRefused()
    {
        MemoryChainStorage storage = new();
        (BlockHeader header, H256 hash, bool written) = GenesisBlock.Initialise(storage, LedgerRuntime.Genesis);
        Assert.True(written);
        Assert.Equal(hash, storage.Best);
        Assert.Equal(0u, header.Number);

        Assert.False(GenesisBlock.Initialise(storage, LedgerRuntime.Genesis.Reverse()).Written);
        Assert.Throws<InvalidDataException>(() => GenesisBlock.Initialise(storage, LedgerRuntime.Genesis.Skip(1)));
    }
}
