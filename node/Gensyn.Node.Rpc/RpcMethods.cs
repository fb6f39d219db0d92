using System.Text.Json.Nodes;

namespace Gensyn.Node.Rpc;

/// <summary>One request on its way through a method.</summary>
/// <param name="Params">What the caller gave.</param>
/// <param name="AllowUnsafe">Whether unsafe methods are open to this caller.</param>
/// <param name="Connection">The caller's WebSocket, or null over HTTP.</param>
/// <param name="AfterReply">What is to begin once the answer is on its way, such as the first notification.</param>
/// <param name="Cancellation">Fires when nobody waits for the answer any more.</param>
internal sealed record RpcRequest(RpcParams Params, bool AllowUnsafe, RpcConnection? Connection, List<Action> AfterReply, CancellationToken Cancellation)
{
    /// <summary>Refuses the rest of a method to callers that may not use unsafe ones.</summary>
    public void DemandUnsafe()
    {
        if (!AllowUnsafe) throw RpcException.Denied();
    }
}

/// <summary>Answers a request; null is the JSON null.</summary>
internal delegate ValueTask<JsonNode?> RpcHandler(RpcRequest request);

/// <summary>Feeds a new subscription; throwing refuses it.</summary>
internal delegate ValueTask RpcSubscriber(RpcRequest request, RpcSubscription subscription);

/// <summary>One served method.</summary>
internal sealed record RpcMethod(RpcHandler? Handler, RpcSubscriber? Subscriber, string? Notification, bool IsUnsafe);

/// <summary>Every served method by name, aliases and unsubscribe names included.</summary>
internal sealed class RpcMethods
{
    private readonly Dictionary<string, RpcMethod> _methods = new(StringComparer.Ordinal);

    /// <summary>All names, sorted, as <c>rpc_methods</c> lists them.</summary>
    public IReadOnlyList<string> Names => [.. _methods.Keys.Order(StringComparer.Ordinal)];

    public RpcMethod? Find(string name) => _methods.GetValueOrDefault(name);

    /// <summary>A method under one or more names.</summary>
    public void Add(string[] names, RpcHandler handler, bool isUnsafe = false)
    {
        foreach (string name in names) _methods.Add(name, new(handler, null, null, isUnsafe));
    }

    /// <summary>A method that answers at once.</summary>
    public void Add(string name, Func<RpcRequest, JsonNode?> handler, bool isUnsafe = false) => Add([name], handler, isUnsafe);

    /// <summary>A method that answers at once, under more than one name.</summary>
    public void Add(string[] names, Func<RpcRequest, JsonNode?> handler, bool isUnsafe = false) =>
        Add(names, request => ValueTask.FromResult(handler(request)), isUnsafe);

    /// <summary>A subscription: the names that open it, those that close it, and the name on its notifications.</summary>
    public void Subscribe(string[] open, string[] close, string notification, RpcSubscriber subscriber)
    {
        foreach (string name in open) _methods.Add(name, new(null, subscriber, notification, false));
        foreach (string name in close) _methods.Add(name, new(Close, null, null, false));
    }

    private static ValueTask<JsonNode?> Close(RpcRequest request)
    {
        // Ids are text here, but a client may hold them as a number: such an id names nothing.
        string? id = RpcParams.TryText(request.Params.Required(0, "subscription"));
        return ValueTask.FromResult<JsonNode?>(id is not null && request.Connection?.Close(id) == true);
    }
}
