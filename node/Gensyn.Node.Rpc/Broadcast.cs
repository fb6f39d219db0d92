using System.Collections.Concurrent;

namespace Gensyn.Node.Rpc;

/// <summary>Subscriptions that all get the same notifications.</summary>
internal sealed class Broadcast
{
    private readonly ConcurrentDictionary<string, RpcSubscription> _subscriptions = new(StringComparer.Ordinal);

    public bool IsEmpty => _subscriptions.IsEmpty;

    public void Add(RpcSubscription subscription)
    {
        _subscriptions[subscription.Id] = subscription;
        subscription.Closed.Register(() => _subscriptions.TryRemove(subscription.Id, out _));
    }

    public void Send(ReadOnlySpan<byte> resultJson)
    {
        foreach (RpcSubscription subscription in _subscriptions.Values) subscription.Push(resultJson);
    }
}
