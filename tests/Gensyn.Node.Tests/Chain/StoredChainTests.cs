using Gensyn.Node.Chain;
using Gensyn.Node.Storage;
using Gensyn.Primitives;
using Xunit;

namespace Gensyn.Node.Tests.Chain;

/// <summary>The chain over the node's own database.</summary>
public sealed class StoredChainTests : IDisposable
{
    private static readonly StoreOptions Small = new() { KeptStates = 2, NodeCacheBytes = 1 << 20, TableMemoryBytes = 4 << 20, TableIndexBytes = 1 << 20 };

    private readonly string _folder = Directory.CreateTempSubdirectory("stored-chain-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Restart_GoesOnAtTheBestBlockWithUnfinalisedOnesAbove()
    {
        H256 final;
        H256 best;
        await using (ChainService first = Open())
        {
            first.Pool.Submit(TransactionSource.Local, LedgerRuntime.Transaction(1, 0));
            final = await SealAsync(first, finalise: true);
            await SealAsync(first, finalise: false);
            best = await SealAsync(first, finalise: false);
        }

        await using ChainService second = Open();
        Assert.Equal(new BlockReference(best, 3), second.Tree.Best);
        Assert.Equal(new BlockReference(final, 1), second.Tree.Finalised);
        Assert.Equal(2, second.Tree.Unfinalised().Count);
        Assert.Equal(final, second.Tree.HashOf(1));
        Assert.Equal(BitConverter.GetBytes(1), second.Tree.State(best).Get(LedgerRuntime.NonceKey(1)));

        Assert.True(second.Finalise(best));
        await SealAsync(second, finalise: true);
        Assert.Equal(4u, second.Tree.Finalised.Number);
    }

    [Fact]
    public async Task State_BeyondTheKeptOnes_IsDiscardedAndSaysSo()
    {
        await using ChainService chain = Open();
        H256 first = await SealAsync(chain, finalise: true);
        for (int block = 0; block < 3; block++) await SealAsync(chain, finalise: true);

        UnknownBlockException gone = Assert.Throws<UnknownBlockException>(() => chain.Tree.State(first));
        Assert.Equal($"UnknownBlock: State already discarded for {first}", gone.Message);
        Assert.NotNull(chain.Tree.Header(first));
        Assert.NotNull(chain.Tree.State(chain.Tree.HashOf(2)!.Value).Get(":code"u8));
    }

    [Fact]
    public async Task Fork_WhoseBranchLoses_IsLeftBehind()
    {
        await using ChainService chain = Open();
        chain.Pool.Submit(TransactionSource.Local, LedgerRuntime.Transaction(1, 0));
        H256 left = await SealAsync(chain, finalise: false);
        H256 right = (await chain.Author.CreateAsync(true, false, chain.Tree.Genesis.Hash, CancellationToken.None)).Block.Hash;
        Assert.Equal(left, chain.Tree.HashOf(1));

        Assert.True(chain.Finalise(right));

        Assert.Equal(right, chain.Tree.HashOf(1));
        await SealAsync(chain, finalise: true);
        Assert.Throws<UnknownBlockException>(() => chain.Tree.State(left));
    }

    private ChainService Open()
    {
        StoredChain storage = new(ChainStore.Open(_folder, Small));
        GenesisBlock.Initialise(storage, LedgerRuntime.Genesis);
        return ChainService.Start(storage, new OneRuntime(new LedgerRuntime()), new ChainOptions { Sealing = Sealing.Manual });
    }

    private static async Task<H256> SealAsync(ChainService chain, bool finalise) =>
        (await chain.Author.CreateAsync(createEmpty: true, finalise, null, CancellationToken.None)).Block.Hash;
}
