using System.Threading.Channels;
using Gensyn.Node.Chain;
using Gensyn.Primitives;

namespace Gensyn.Node.Rpc;

/// <summary>Hands the chain's news to the methods that pass them on, one at a time and off the chain's own thread.</summary>
/// <remarks>What a listener sees first and the events it gets afterwards fit together without gap or overlap.</remarks>
internal sealed class ChainFeed : IAsyncDisposable
{
    private readonly Channel<ChainEvent> _news = Channel.CreateUnbounded<ChainEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly List<Action<ChainEvent>> _listeners = [];
    private readonly Action<string, Exception> _onFault;
    private readonly IDisposable _subscription;
    private readonly Task _running;

    public ChainFeed(BlockTree tree, Action<string, Exception> onFault)
    {
        _onFault = onFault;
        _subscription = tree.Subscribe(news => _news.Writer.TryWrite(news), () =>
        {
            Best = (tree.Best, tree.Header(tree.Best.Hash)!); // The tree holds its own marks' headers.
            Finalised = (tree.Finalised, tree.Header(tree.Finalised.Hash)!);
            Pending.AddRange(tree.Unfinalised());
        });
        _running = Task.Run(DispatchAsync);
    }

    /// <summary>The best block, as listeners know it.</summary>
    public (BlockReference Block, BlockHeader Header) Best { get; private set; }

    /// <summary>The newest final block, as listeners know it.</summary>
    public (BlockReference Block, BlockHeader Header) Finalised { get; private set; }

    /// <summary>Blocks above the final ones, parents first, as listeners know them.</summary>
    public List<(BlockReference Block, BlockHeader Header)> Pending { get; } = [];

    /// <summary>Runs while no event is handed out.</summary>
    public void Between(Action action)
    {
        lock (_gate) action();
    }

    /// <summary>Calls a listener for all later events.</summary>
    public void Listen(Action<ChainEvent> listener)
    {
        lock (_gate) _listeners.Add(listener);
    }

    /// <summary>Stops calling a listener.</summary>
    public void Leave(Action<ChainEvent> listener)
    {
        lock (_gate) _listeners.Remove(listener);
    }

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        _news.Writer.TryComplete();
        await _running.ConfigureAwait(false);
    }

    private async Task DispatchAsync()
    {
        await foreach (ChainEvent news in _news.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            lock (_gate)
            {
                Note(news);
                foreach (Action<ChainEvent> listener in _listeners.ToArray()) Tell(listener, news);
            }
        }
    }

    private void Note(ChainEvent news)
    {
        switch (news)
        {
            case ChainEvent.Imported imported:
                Pending.Add((imported.Block, imported.Header));
                break;
            case ChainEvent.BestChanged best:
                Best = (best.Block, best.Header);
                break;
            case ChainEvent.Finalised final:
                Finalised = (final.Blocks[^1], final.Header);
                HashSet<H256> gone = [.. final.Blocks.Select(static block => block.Hash), .. final.Pruned];
                Pending.RemoveAll(pending => gone.Contains(pending.Block.Hash));
                break;
        }
    }

    private void Tell(Action<ChainEvent> listener, ChainEvent news)
    {
        try
        {
            listener(news);
        }
#pragma warning disable CA1031 // One listener's fault must not cost the others their news.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _onFault(news.GetType().Name, fault);
        }
    }
}
