using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Xunit;
using static Gensyn.Node.Tests.Chain.LedgerRuntime;

namespace Gensyn.Node.Tests.Chain;

/// <summary>A state that cannot be read is the node's trouble: no transaction and no block is blamed for it, whatever the runtime makes of it.</summary>
public sealed class StateFaultTests
{
    private const string Unreadable = "The state cannot be read: the disk cannot be read";

    /// <summary>What a runtime does with an exception of its state.</summary>
    public enum Manner
    {
        LetsItPass,
        CallsItATrap,
        RefusesTheTransaction,
    }

    [Theory]
    [InlineData(Manner.LetsItPass)]
    [InlineData(Manner.CallsItATrap)]
    [InlineData(Manner.RefusesTheTransaction)]
    public async Task Author_WhenTheStateCannotBeRead_MakesNoBlockAndKeepsTheTransactions(Manner manner)
    {
        FaultyRuntime runtime = new(manner);
        await using LedgerChain ledger = new(runtime: runtime);
        List<TransactionStatus> heard = [];
        ledger.Submit(Transaction(1, 0), heard);
        ledger.Submit(Transaction(2, 0));
        runtime.Before = (method, arguments) => ledger.Storage.FailReads = method == "BlockBuilder_apply_extrinsic" && arguments[1] == 0x84;

        SealException failure = await Assert.ThrowsAsync<SealException>(() => ledger.SealAsync());

        Assert.Equal((SealFailure.NotBuilt, Unreadable), (failure.Failure, failure.Message));
        Assert.Equal(2, ledger.Chain.Pool.ReadyCount);
        Assert.Equal([new TransactionStatus.Ready()], heard);

        runtime.Before = null;
        ledger.Storage.FailReads = false;
        await ledger.SealAsync();
        Assert.Equal((1u, 1u), (ledger.Nonce(1), ledger.Nonce(2)));
    }

    [Theory]
    [InlineData(Manner.LetsItPass)]
    [InlineData(Manner.CallsItATrap)]
    public async Task Import_WhenTheStateCannotBeRead_FailsAndMayBeTriedAgain(Manner manner)
    {
        await using LedgerChain author = new();
        await using LedgerChain importer = new(runtime: new FaultyRuntime(manner));
        author.Submit(Transaction(1, 0));
        H256 hash = await author.SealAsync();
        Block block = new(author.Chain.Tree.Header(hash)!, author.Chain.Tree.Body(hash)!.Value);

        importer.Storage.FailReads = true;
        Assert.Equal(Unreadable, Assert.Throws<StateException>(() => importer.Chain.Import(block, finalise: true)).Message);
        importer.Storage.FailReads = false;
        importer.Chain.Import(block, finalise: true);

        Assert.Equal(hash, importer.Chain.Tree.Finalised.Hash);
    }

    [Fact]
    public async Task Pool_WhenTheStateCannotBeRead_BansNothingAndKeepsWhatItHas()
    {
        await using LedgerChain ledger = new(runtime: new FaultyRuntime(Manner.CallsItATrap));
        BlockTree tree = ledger.Chain.Tree;
        TransactionPool pool = new(ledger.Chain.Host, new PoolOptions { BanTime = TimeSpan.FromHours(1) }, TimeProvider.System, tree.Best);
        Assert.Null(pool.Submit(TransactionSource.External, Transaction(1, 0)));
        await ledger.SealAsync();
        pool.Follow([], [new ChainedBlock(tree.Best, tree.Genesis.Hash, [])]);
        ledger.Storage.FailReads = true;

        Assert.Equal(new PoolRefusal.VerificationFailed(Unreadable), pool.Submit(TransactionSource.External, Transaction(2, 0)));
        Assert.Throws<StateException>(() => pool.Revalidate());

        ledger.Storage.FailReads = false;
        Assert.Equal(1, pool.ReadyCount);
        Assert.Null(pool.Submit(TransactionSource.External, Transaction(2, 0)));
    }

    /// <summary>The ledger runtime, which tells what it is called for and has its own way with exceptions.</summary>
    private sealed class FaultyRuntime(Manner manner) : IRuntime
    {
        private readonly LedgerRuntime _ledger = new();

        public Action<string, byte[]>? Before { get; set; }

        public ReadOnlyMemory<byte> Version => _ledger.Version;

        public byte[] Call(string method, ReadOnlySpan<byte> arguments, IExternalities externalities)
        {
            Before?.Invoke(method, arguments.ToArray());
            try
            {
                return _ledger.Call(method, arguments, externalities);
            }
            catch (StateException fault) when (manner == Manner.CallsItATrap)
            {
                throw new RuntimeException($"{method} trapped: {fault.Message}", fault);
            }
            catch (StateException) when (manner == Manner.RefusesTheTransaction)
            {
                return [1, 0, 1];
            }
        }
    }
}
