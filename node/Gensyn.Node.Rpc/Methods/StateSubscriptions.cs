using System.Collections.Concurrent;
using System.Text.Json;
using Gensyn.Node.Chain;
using Gensyn.Primitives;

namespace Gensyn.Node.Rpc;

/// <summary>Subscriptions to values in the state and to the runtime's version.</summary>
internal sealed class StateSubscriptions
{
    private readonly ChainService _chain;
    private readonly ChainFeed _feed;
    private readonly ConcurrentDictionary<string, Watch> _watches = new(StringComparer.Ordinal);
    private readonly Broadcast _versions = new();

    // Changes of blocks that may become best; a block's own are dropped once it is.
    private readonly Dictionary<H256, IReadOnlyList<KeyValuePair<byte[], byte[]?>>> _changes = [];
    private byte[] _version;

    public StateSubscriptions(ChainService chain, ChainFeed feed)
    {
        _chain = chain;
        _feed = feed;
        _version = JsonText.Of(CoreJson.RuntimeVersion(StateMethods.VersionAt(chain, feed.Best.Block.Hash)));
        feed.Listen(Pass);
    }

    public void Register(RpcMethods methods)
    {
        methods.Subscribe(["state_subscribeStorage"], ["state_unsubscribeStorage"], "state_storage", Subscribe);
        methods.Subscribe(
            ["state_subscribeRuntimeVersion", "chain_subscribeRuntimeVersion"],
            ["state_unsubscribeRuntimeVersion", "chain_unsubscribeRuntimeVersion"],
            "state_runtimeVersion",
            SubscribeVersion);
    }

    private ValueTask Subscribe(RpcRequest request, RpcSubscription subscription)
    {
        List<byte[]>? keys = request.Params.Optional(0, "keys") is { } list
            ? [.. RpcParams.Items(list, "keys").Select(static (JsonElement item) => RpcParams.AsBytes(item, "keys"))]
            : null;
        if (keys is null) request.DemandUnsafe();

        _feed.Between(() =>
        {
            if (keys is not null)
            {
                H256 block = _feed.Best.Block.Hash;
                IKeptState state = _chain.Tree.State(block);
                subscription.Push(CoreJson.ChangeSet(block, keys.Select(key => (key, state.Get(key)))));
            }

            _watches[subscription.Id] = new Watch(subscription, keys is null ? null : new HashSet<byte[]>(keys, ByteComparer.Instance));
        });
        subscription.Closed.Register(() => _watches.TryRemove(subscription.Id, out _));
        return ValueTask.CompletedTask;
    }

    private ValueTask SubscribeVersion(RpcRequest request, RpcSubscription subscription)
    {
        _feed.Between(() =>
        {
            subscription.Push(_version);
            _versions.Add(subscription);
        });
        return ValueTask.CompletedTask;
    }

    private void Pass(ChainEvent news)
    {
        switch (news)
        {
            case ChainEvent.Imported imported:
                _changes[imported.Block.Hash] = imported.Changes;
                break;
            case ChainEvent.BestChanged best:
                PassStorage(best);
                PassVersion(best.Block.Hash);
                break;
            case ChainEvent.Finalised final:
                foreach (BlockReference block in final.Blocks) _changes.Remove(block.Hash);
                foreach (H256 pruned in final.Pruned) _changes.Remove(pruned);
                break;
        }
    }

    private void PassStorage(ChainEvent.BestChanged best)
    {
        if (_watches.IsEmpty) return;
        SortedDictionary<byte[], byte[]?> changes = new(ByteComparer.Instance);
        if (best.Retracted.Count == 0 && best.Enacted.Count == 1 && _changes.TryGetValue(best.Block.Hash, out var own))
        {
            foreach ((byte[] key, byte[]? value) in own) changes[key] = value;
        }
        else
        {
            // Across a fork a key may have changed on either branch: what it is now counts.
            IKeptState state = _chain.Tree.State(best.Block.Hash);
            foreach (ChainedBlock block in best.Retracted.Concat(best.Enacted))
            {
                foreach ((byte[] key, byte[]? _) in _changes.GetValueOrDefault(block.Block.Hash, [])) changes[key] = state.Get(key);
            }
        }

        foreach (Watch watch in _watches.Values)
        {
            List<(byte[] Key, byte[]? Value)> seen = [];
            foreach ((byte[] key, byte[]? value) in changes)
            {
                if (watch.Keys is null || watch.Keys.Contains(key)) seen.Add((key, value));
            }

            if (seen.Count > 0) watch.Subscription.Push(CoreJson.ChangeSet(best.Block.Hash, seen));
        }
    }

    private void PassVersion(H256 block)
    {
        byte[] now;
        try
        {
            now = JsonText.Of(CoreJson.RuntimeVersion(StateMethods.VersionAt(_chain, block)));
        }
        catch (MissingRuntimeException)
        {
            // The chain has come to a runtime that this node does not have: it can tell nothing of it.
            return;
        }

        if (now.AsSpan().SequenceEqual(_version)) return;
        _version = now;
        _versions.Send(now);
    }

    private sealed record Watch(RpcSubscription Subscription, HashSet<byte[]>? Keys);

    private sealed class ByteComparer : IEqualityComparer<byte[]>, IComparer<byte[]>
    {
        public static ByteComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj)
        {
            HashCode hash = default;
            hash.AddBytes(obj);
            return hash.ToHashCode();
        }

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
