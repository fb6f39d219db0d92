using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Tests.Chain;

/// <summary>A chain of the ledger runtime in memory.</summary>
internal sealed class LedgerChain : IAsyncDisposable
{
    public LedgerChain(Sealing sealing = Sealing.Manual, PoolOptions? pool = null, TimeProvider? clock = null, TimeSpan? blockTime = null, IRuntime? runtime = null)
    {
        GenesisBlock.Initialise(Storage, LedgerRuntime.Genesis);
        Chain = ChainService.Start(Storage, new OneRuntime(runtime ?? new LedgerRuntime()), new ChainOptions
        {
            Sealing = sealing,
            Pool = pool ?? new PoolOptions { BanTime = TimeSpan.Zero },
            Clock = clock ?? TimeProvider.System,
            BlockTime = blockTime ?? TimeSpan.FromSeconds(1),
        });
    }

    public MemoryChainStorage Storage { get; } = new();

    public ChainService Chain { get; }

    public async Task<H256> SealAsync(bool finalise = true, H256? parent = null) =>
        (await Chain.Author.CreateAsync(createEmpty: true, finalise, parent, CancellationToken.None)).Block.Hash;

    public PoolRefusal? Submit(byte[] extrinsic, List<TransactionStatus>? heard = null) =>
        Chain.Pool.Submit(TransactionSource.External, extrinsic, heard is null ? null : heard.Add);

    public uint Nonce(byte account, H256? at = null) =>
        Chain.Tree.State(at ?? Chain.Tree.Best.Hash).Get(LedgerRuntime.NonceKey(account)) is { } bytes ? BitConverter.ToUInt32(bytes) : 0;

    public ValueTask DisposeAsync() => Chain.DisposeAsync();
}
