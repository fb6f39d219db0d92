using System.Collections.Concurrent;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Chain;

/// <summary>How a chain is run.</summary>
public sealed record ChainOptions
{
    /// <summary>When blocks are made.</summary>
    public Sealing Sealing { get; init; } = Sealing.Interval;

    /// <summary>The pace of blocks made at a pace.</summary>
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How much later than its parent a block must say it was made; the runtime refuses less.</summary>
    public TimeSpan MinimumPeriod { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Limits of the transaction pool.</summary>
    public PoolOptions Pool { get; init; } = new();

    /// <summary>The node's keys; null for a node without.</summary>
    public FileKeystore? Keystore { get; init; }

    /// <summary>The secret URI of an authority whose key is put into the keystore's memory; null for none.</summary>
    public string? AuthorityUri { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where log lines go.</summary>
    public IRuntimeLog Log { get; init; } = NoLog.Instance;

    private sealed class NoLog : IRuntimeLog
    {
        public static NoLog Instance { get; } = new();

        public void Write(RuntimeLogLevel level, string target, string message)
        {
        }
    }
}

/// <summary>A running chain: blocks, runtime, pool and author over one storage.</summary>
public sealed class ChainService : IAsyncDisposable
{
    private readonly IChainStorage _storage;
    private readonly AuraSlots _slots;
    private readonly IRuntimeLog _log;
    private readonly IDisposable _subscription;
    private readonly ConcurrentQueue<ChainEvent> _news = new();
    private readonly Lock _settling = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _revalidation = Task.CompletedTask;

    private ChainService(IChainStorage storage, IRuntimes runtimes, ChainOptions options)
    {
        _storage = storage;
        _log = options.Log;
        Tree = new BlockTree(storage);
        Host = new ExecutionHost(runtimes, Tree, new SignatureCache(DirectSignatureVerifier.Instance), options.Log);
        Pool = new TransactionPool(Host, options.Pool, options.Clock, Tree.Best);
        if (options.AuthorityUri is { } uri) options.Keystore?.GenerateSr25519(AuraTurn.KeyType, uri);
        _slots = new AuraSlots(Host, options.Keystore, options.Clock);
        Proposer proposer = new(Host, Tree, Pool, _slots, options.Clock, options.Log);
        Author = new BlockAuthor(Tree, Pool, proposer, options, Settle);
        Keystore = options.Keystore;
        _subscription = Tree.Subscribe(_news.Enqueue);
    }

    /// <summary>The node's keys, or null.</summary>
    public FileKeystore? Keystore { get; }

    /// <summary>The blocks.</summary>
    public BlockTree Tree { get; }

    /// <summary>The runtime.</summary>
    public ExecutionHost Host { get; }

    /// <summary>Transactions that wait for a block.</summary>
    public TransactionPool Pool { get; }

    /// <summary>Who makes blocks.</summary>
    public BlockAuthor Author { get; }

    /// <summary>Runs a chain whose first block the storage holds; the service owns the storage from now on.</summary>
    /// <exception cref="MissingRuntimeException">The best block's state needs a runtime that is not here.</exception>
    public static ChainService Start(IChainStorage storage, IRuntimes runtimes, ChainOptions options)
    {
        ChainService service = new(storage, runtimes, options);
        service.Host.VersionAt(service.Tree.Best.Hash);
        service.Author.Start();
        return service;
    }

    /// <summary>Checks the seal of a block made elsewhere, executes and keeps it.</summary>
    /// <exception cref="MissingRuntimeException">The runtime that executes it is not here.</exception>
    /// <exception cref="RuntimeException">The block breaks a rule, or its seal is not that of its author.</exception>
    /// <exception cref="StateException">Its parent's state cannot be read; the block may be as good as any, and can be imported again.</exception>
    /// <exception cref="UnknownBlockException">Its parent is not here.</exception>
    public void Import(Block block, bool finalise)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (Tree.Header(block.Header.Hash()) is null) Tree.Append(Host.Execute(block, _slots.Unseal(block.Header)), finalise);
        else if (finalise) Tree.Finalise(block.Header.Hash());
        Settle();
    }

    /// <summary>Makes a block final; false when it cannot be.</summary>
    public bool Finalise(H256 hash)
    {
        bool done = Tree.Finalise(hash);
        Settle();
        return done;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Author.DisposeAsync().ConfigureAwait(false);
        _subscription.Dispose();
        await _revalidation.ConfigureAwait(false);
        await _storage.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>Brings the pool up to the blocks; the next block is built on a pool that knows of the last one.</summary>
    private void Settle()
    {
        lock (_settling)
        {
            bool moved = false;
            while (_news.TryDequeue(out ChainEvent? news))
            {
                if (news is ChainEvent.BestChanged best)
                {
                    Pool.Follow(best.Retracted, best.Enacted);
                    moved = true;
                }
                else if (news is ChainEvent.Finalised final)
                {
                    Pool.Finalise([.. final.Blocks.Select(static block => block.Hash)]);
                }
            }

            // A pass of revalidation may outlast a block; the pool runs one at a time.
            if (moved && !_stopping.IsCancellationRequested && _revalidation.IsCompleted) _revalidation = Task.Run(Revalidate);
        }
    }

    private void Revalidate()
    {
        try
        {
            Pool.Revalidate(_stopping.Token);
        }
#pragma warning disable CA1031 // Whatever the database did, the transactions stay, and are asked about again after the next block.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _log.Write(RuntimeLogLevel.Error, "txpool", $"Transactions were not checked again: {fault.Message}");
        }
    }
}
