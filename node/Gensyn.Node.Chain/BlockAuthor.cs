using System.Buffers.Binary;
using System.Threading.Channels;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Chain;

/// <summary>When a development chain makes blocks.</summary>
public enum Sealing
{
    /// <summary>At a steady pace.</summary>
    Interval,

    /// <summary>As soon as a transaction is ready.</summary>
    Instant,

    /// <summary>When told to.</summary>
    Manual,
}

/// <summary>Why a block asked for was not made.</summary>
public enum SealFailure
{
    /// <summary>The node is stopping.</summary>
    Stopping,

    /// <summary>There is nothing to put into it.</summary>
    EmptyPool,

    /// <summary>Its parent is not here.</summary>
    UnknownParent,

    /// <summary>It could not be built or stored.</summary>
    NotBuilt,

    /// <summary>It is the turn of an authority whose key this node does not have.</summary>
    NotOurTurn,
}

/// <summary>A block asked for was not made.</summary>
public sealed class SealException(SealFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public SealFailure Failure { get; } = failure;
}

/// <summary>Makes the blocks of a development chain.</summary>
/// <remarks>One block at a time. Whatever goes wrong with one is logged, and the next is tried at its time.</remarks>
public sealed class BlockAuthor : IAsyncDisposable
{
    // Timestamp.Now: twox128("Timestamp") ++ twox128("Now").
    private static readonly byte[] NowKey = Convert.FromHexString("f0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb");

    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly BlockTree _tree;
    private readonly TransactionPool _pool;
    private readonly Proposer _proposer;
    private readonly TimeProvider _clock;
    private readonly IRuntimeLog _log;
    private readonly Action _settle;
    private readonly Sealing _sealing;
    private readonly TimeSpan _blockTime;
    private readonly ulong _minimumPeriod;
    private Task _running = Task.CompletedTask;

    // Only the task that makes blocks by itself looks at this.
    private bool _saidKeyless;

    internal BlockAuthor(BlockTree tree, TransactionPool pool, Proposer proposer, ChainOptions options, Action settle)
    {
        _tree = tree;
        _pool = pool;
        _proposer = proposer;
        _sealing = options.Sealing;
        _blockTime = options.BlockTime;
        _minimumPeriod = (ulong)options.MinimumPeriod.TotalMilliseconds;
        _clock = options.Clock;
        _log = options.Log;
        _settle = settle;
    }

    /// <summary>Makes one block now.</summary>
    /// <param name="createEmpty">Whether a block without transactions is wanted too.</param>
    /// <param name="finalise">Whether it becomes final at once.</param>
    /// <param name="parent">What it goes on; null stands for the best block.</param>
    /// <param name="cancellation">Gives up waiting for the block before.</param>
    /// <returns>The block, and whether it is the best one now.</returns>
    /// <exception cref="SealException">There is no such block now.</exception>
    public async Task<(ExecutedBlock Block, bool IsBest)> CreateAsync(bool createEmpty, bool finalise, H256? parent, CancellationToken cancellation)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stopping.Token);
        try
        {
            await _one.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw new SealException(SealFailure.Stopping, "Server is shutting down");
        }

        try
        {
            return await Task.Run(() => Create(createEmpty, finalise, parent), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);

        // Whoever is in the middle of a block finishes it: the storage closes after this.
        await _one.WaitAsync().ConfigureAwait(false);
        _stopping.Dispose();
        _one.Dispose();
    }

    internal void Start()
    {
        if (_sealing == Sealing.Instant)
        {
            _pool.BecameReady += () => _wake.Writer.TryWrite(true);
            _running = Task.Run(SealWhenReadyAsync);
        }
        else if (_sealing == Sealing.Interval)
        {
            _running = Task.Run(SealAtPaceAsync);
        }
    }

    private (ExecutedBlock Block, bool IsBest) Create(bool createEmpty, bool finalise, H256? parentHash)
    {
        if (!createEmpty && _pool.ReadyCount == 0)
        {
            throw new SealException(SealFailure.EmptyPool, "Transaction pool is empty, set create_empty to true, if you want to create empty blocks");
        }

        BlockReference parent = _tree.Best;
        if (parentHash is { } wanted)
        {
            BlockHeader header = _tree.Header(wanted) ?? throw new SealException(SealFailure.UnknownParent, $"Block {wanted} was not found");
            parent = new BlockReference(wanted, header.Number);
        }

        try
        {
            ExecutedBlock block = _proposer.Propose(parent, Inherents(parent), ProposingTime());
            _log.Write(RuntimeLogLevel.Info, "sc_consensus_manual_seal", $"🔖 Pre-sealed block for proposal at {block.Header.Number}.");
            bool isBest = _tree.Append(block, finalise);
            _log.Write(RuntimeLogLevel.Info, "substrate",
                $"{(isBest ? "🏆" : "🆕")} Imported #{block.Header.Number} ({Proposer.Short(parent.Hash)} → {Proposer.Short(block.Hash)})");
            _settle();
            return (block, isBest);
        }
#pragma warning disable CA1031 // Whatever the runtime or the disk did, the author lives on to try again.
        catch (Exception fault) when (fault is not SealException)
#pragma warning restore CA1031
        {
            throw new SealException(fault is OthersTurnException ? SealFailure.NotOurTurn : SealFailure.NotBuilt, fault.Message, fault);
        }
    }

    /// <summary>What the clock says, and in any case later than the parent by the runtime's measure: a clock may stall or go back.</summary>
    private InherentData Inherents(BlockReference parent)
    {
        ulong last = _tree.State(parent.Hash).Get(NowKey) is { Length: 8 } bytes ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
        ulong earliest = last > ulong.MaxValue - _minimumPeriod ? ulong.MaxValue : last + _minimumPeriod;
        ulong now = (ulong)Math.Max(0, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        byte[] stamp = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(stamp, Math.Max(now, earliest));
        return InherentData.Empty.With(InherentId.Timestamp, stamp);
    }

    private TimeSpan ProposingTime() =>
        _sealing == Sealing.Interval ? TimeSpan.FromMilliseconds(Math.Clamp(_blockTime.TotalMilliseconds * 0.9, 50, 2000)) : TimeSpan.FromSeconds(2);

    private async Task SealAtPaceAsync()
    {
        using PeriodicTimer timer = new(_blockTime, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false)) await TryCreateAsync(createEmpty: true).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private async Task SealWhenReadyAsync()
    {
        try
        {
            await foreach (bool _ in _wake.Reader.ReadAllAsync(_stopping.Token).ConfigureAwait(false))
            {
                // What did not fit goes into the next block; a block that took nothing would only be repeated.
                int before = int.MaxValue;
                while (_pool.ReadyCount is > 0 and int left && left < before)
                {
                    before = left;
                    await TryCreateAsync(createEmpty: false).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private async Task TryCreateAsync(bool createEmpty)
    {
        try
        {
            await CreateAsync(createEmpty, finalise: true, null, _stopping.Token).ConfigureAwait(false);
        }
        catch (SealException failure)
        {
            if (failure.Failure == SealFailure.NotBuilt) _log.Write(RuntimeLogLevel.Error, "sc_consensus_manual_seal", $"No block was made: {failure.Message}");
            else if (failure.InnerException is OthersTurnException others) TellOthersTurn(others);
        }
    }

    /// <summary>That others make blocks is no news; that this node never will is, once.</summary>
    private void TellOthersTurn(OthersTurnException others)
    {
        bool warns = !others.HoldsKey && !_saidKeyless;
        _saidKeyless |= warns;
        _log.Write(warns ? RuntimeLogLevel.Warn : RuntimeLogLevel.Debug, "aura", $"No block was made: {others.Message}");
    }
}
