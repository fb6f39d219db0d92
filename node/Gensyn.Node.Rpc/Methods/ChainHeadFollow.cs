using System.Globalization;
using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Trie;

namespace Gensyn.Node.Rpc;

/// <summary>The work of an operation: reports items, returns the last event.</summary>
internal delegate JsonObject ChainHeadOperation(Action<JsonNode> report, CancellationToken cancellation);

/// <summary>One <c>chainHead_v1_follow</c> subscription: what it was told of, what it has pinned, what it is working on.</summary>
internal sealed class ChainHeadFollow : IDisposable
{
    // Limits of Substrate's server.
    private const int MaxPinned = 512;
    private const int MaxOperations = 16;
    private const int FinalisedAtStart = 16;
    private static readonly TimeSpan PinTime = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly ChainService _chain;
    private readonly ChainFeed _feed;
    private readonly RpcSubscription _subscription;
    private readonly bool _withRuntime;
    private readonly Dictionary<H256, long> _pinned = [];
    private readonly HashSet<H256> _announced = [];
    private readonly Dictionary<string, CancellationTokenSource> _operations = new(StringComparer.Ordinal);
    private Dictionary<H256, byte[]> _runtimes = [];
    private long _nextOperation;

    public ChainHeadFollow(ChainService chain, ChainFeed feed, RpcSubscription subscription, bool withRuntime)
    {
        _chain = chain;
        _feed = feed;
        _subscription = subscription;
        _withRuntime = withRuntime;
    }

    /// <summary>Tells what there is, and from then on what comes.</summary>
    public void Begin() => _feed.Between(() =>
    {
        lock (_gate)
        {
            List<H256> final = [];
            BlockHeader header = _feed.Finalised.Header;
            for (H256 hash = _feed.Finalised.Block.Hash; final.Count < FinalisedAtStart; hash = header.ParentHash)
            {
                // A client may work on every block it is told of: only those whose state is kept count.
                if (_chain.Tree.Header(hash) is not { } found || !HasState(hash)) break;
                header = found;
                final.Add(hash);
            }

            final.Reverse();
            JsonObject initialized = new() { ["event"] = "initialized", ["finalizedBlockHashes"] = Hashes(final) };
            if (_withRuntime) initialized["finalizedBlockRuntime"] = Runtime(_feed.Finalised.Block.Hash, null);
            foreach (H256 hash in final) Pin(hash);
            Tell(initialized);
            foreach ((BlockReference block, BlockHeader above) in _feed.Pending.OrderBy(static pending => pending.Block.Number)) TellNew(block.Hash, above);
            Tell(new JsonObject { ["event"] = "bestBlockChanged", ["bestBlockHash"] = Hex.Of(_feed.Best.Block.Hash) });
        }

        // A client that left meanwhile has been forgotten already.
        if (!_subscription.Closed.IsCancellationRequested) _feed.Listen(Pass);
    });

    /// <summary>Ends everything; the connection has forgotten the subscription.</summary>
    public void Dispose()
    {
        // The feed calls listeners inside its own lock, and a full queue may end this subscription there.
        _ = Task.Run(() => _feed.Leave(Pass));
        lock (_gate)
        {
            foreach (CancellationTokenSource operation in _operations.Values) operation.Cancel();
            _operations.Clear();
            _pinned.Clear();
        }
    }

    /// <exception cref="RpcException">The block is not pinned.</exception>
    public void DemandPinned(H256 hash)
    {
        lock (_gate)
        {
            if (!_pinned.ContainsKey(hash)) throw new RpcException(-32801, "Invalid block hash");
        }
    }

    /// <summary>Lets go of blocks; all or none.</summary>
    /// <exception cref="RpcException">One is not pinned.</exception>
    public void Unpin(List<H256> hashes)
    {
        lock (_gate)
        {
            if (!hashes.TrueForAll(_pinned.ContainsKey)) throw new RpcException(-32801, "Invalid block hash");
            foreach (H256 hash in hashes) _pinned.Remove(hash);
        }
    }

    public void StopOperation(string id)
    {
        lock (_gate)
        {
            if (_operations.Remove(id, out CancellationTokenSource? operation)) operation.Cancel();
        }
    }

    /// <summary>Starts an operation and returns its number; null when too many run.</summary>
    public long? Start(ChainHeadOperation work, List<Action> afterReply)
    {
        CancellationTokenSource cancellation;
        string id;
        long number;
        lock (_gate)
        {
            if (_operations.Count >= MaxOperations || _subscription.Closed.IsCancellationRequested) return null;
            number = _nextOperation++;
            id = number.ToString(CultureInfo.InvariantCulture);
            _operations[id] = cancellation = CancellationTokenSource.CreateLinkedTokenSource(_subscription.Closed);
        }

        afterReply.Add(() => _ = Task.Run(() => RunAsync(id, work, cancellation), CancellationToken.None));
        return number;
    }

    private async Task RunAsync(string id, ChainHeadOperation work, CancellationTokenSource cancellation)
    {
        try
        {
            List<JsonNode> items = [];
            JsonObject last;
            try
            {
                last = work(items.Add, cancellation.Token);
            }
            catch (Exception failure) when (failure is RuntimeException or UnknownBlockException)
            {
                last = new JsonObject { ["event"] = "operationError", ["error"] = failure.Message };
            }
            catch (Exception gone) when (gone is TrieException or StateException)
            {
                last = new JsonObject { ["event"] = "operationInaccessible" };
            }

            foreach (JsonNode[] page in items.Chunk(64))
            {
                JsonObject some = new() { ["event"] = "operationStorageItems", ["operationId"] = id, ["items"] = new JsonArray(page) };
                await _subscription.PushAsync(some).ConfigureAwait(false);
            }

            cancellation.Token.ThrowIfCancellationRequested();
            last.Insert(1, "operationId", id);
            lock (_gate) _operations.Remove(id);
            await _subscription.PushAsync(last).ConfigureAwait(false);
        }
        catch (Exception over) when (over is OperationCanceledException or System.Threading.Channels.ChannelClosedException)
        {
            // The client stopped the operation or left.
        }
        finally
        {
            lock (_gate) _operations.Remove(id);
            cancellation.Dispose();
        }
    }

    private void Pass(ChainEvent news)
    {
        lock (_gate)
        {
            if (_subscription.Closed.IsCancellationRequested) return;
            if (_pinned.Count > MaxPinned || (_pinned.Count > 0 && TimeProvider.System.GetElapsedTime(OldestUnneeded()) > PinTime))
            {
                // The client forgets to let go: it has to begin again.
                Tell(new JsonObject { ["event"] = "stop" });
                _subscription.Complete();
                return;
            }

            switch (news)
            {
                case ChainEvent.Imported imported:
                    TellNew(imported.Block.Hash, imported.Header);
                    break;
                case ChainEvent.BestChanged best:
                    Tell(new JsonObject { ["event"] = "bestBlockChanged", ["bestBlockHash"] = Hex.Of(best.Block.Hash) });
                    break;
                case ChainEvent.Finalised final:
                    foreach (BlockReference block in final.Blocks) _announced.Remove(block.Hash);
                    List<H256> pruned = [.. final.Pruned.Where(_announced.Remove)];
                    Tell(new JsonObject
                    {
                        ["event"] = "finalized",
                        ["finalizedBlockHashes"] = Hashes(final.Blocks.Select(static block => block.Hash)),
                        ["prunedBlockHashes"] = Hashes(pruned),
                    });
                    _runtimes = _runtimes.Where(entry => _announced.Contains(entry.Key) || entry.Key == final.Blocks[^1].Hash).ToDictionary();
                    break;
            }
        }
    }

    private static JsonArray Hashes(IEnumerable<H256> hashes) => new([.. hashes.Select(static hash => (JsonNode)Hex.Of(hash))]);

    private void TellNew(H256 hash, BlockHeader header)
    {
        _announced.Add(hash);
        Pin(hash);
        JsonObject announced = new() { ["event"] = "newBlock", ["blockHash"] = Hex.Of(hash), ["parentBlockHash"] = Hex.Of(header.ParentHash) };
        if (_withRuntime) announced["newRuntime"] = Runtime(hash, header.ParentHash);
        Tell(announced);
    }

    private void Pin(H256 hash) => _pinned[hash] = TimeProvider.System.GetTimestamp();

    /// <summary>When the oldest pin was made that is neither the newest final block nor above it.</summary>
    private long OldestUnneeded()
    {
        long oldest = TimeProvider.System.GetTimestamp();
        foreach ((H256 hash, long since) in _pinned)
        {
            if (since < oldest && hash != _feed.Finalised.Block.Hash && !_announced.Contains(hash)) oldest = since;
        }

        return oldest;
    }

    private bool HasState(H256 hash)
    {
        try
        {
            _chain.Tree.State(hash);
            return true;
        }
        catch (UnknownBlockException)
        {
            return false;
        }
    }

    /// <summary>The runtime at a block; null when it is its parent's.</summary>
    private JsonObject? Runtime(H256 hash, H256? parent)
    {
        try
        {
            byte[] version = _chain.Host.Call(hash, "Core_version", []);
            _runtimes[hash] = version;
            if (parent is { } before && _runtimes.TryGetValue(before, out byte[]? known) && known.AsSpan().SequenceEqual(version)) return null;
            return RuntimeVersion.Codec.TryDecode(version, out RuntimeVersion? decoded)
                ? new JsonObject { ["type"] = "valid", ["spec"] = CoreJson.RuntimeSpec(decoded) }
                : new JsonObject { ["type"] = "invalid", ["error"] = "The runtime's version is malformed." };
        }
        catch (Exception failure) when (failure is RuntimeException or StateException or UnknownBlockException)
        {
            return new JsonObject { ["type"] = "invalid", ["error"] = failure.Message };
        }
    }

    private void Tell(JsonObject news) => _subscription.Push(news);
}
