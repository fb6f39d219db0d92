using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Rpc;

/// <summary><c>chainHead_v1_*</c>: blocks as they come, pinned while a client works on them.</summary>
/// <remarks>Source: paritytech/json-rpc-interface-spec, chainHead_v1.</remarks>
internal sealed class ChainHeadMethods(ChainService chain, ChainFeed feed)
{
    /// <summary>How many follow subscriptions one connection may hold.</summary>
    private const int MaxFollows = 4;

    public void Register(RpcMethods methods)
    {
        methods.Subscribe(["chainHead_v1_follow"], ["chainHead_v1_unfollow"], "chainHead_v1_followEvent", Follow);
        methods.Add("chainHead_v1_header", Header);
        methods.Add("chainHead_v1_body", Body);
        methods.Add("chainHead_v1_call", Call);
        methods.Add("chainHead_v1_storage", Storage);
        methods.Add("chainHead_v1_unpin", Unpin);
        methods.Add("chainHead_v1_stopOperation", StopOperation);

        // Nothing here pauses an operation, so nothing waits to be continued.
        methods.Add("chainHead_v1_continue", request => Session(request)?.Find(request) is null ? null : throw new RpcException(-32803, "Invalid continue"));
    }

    private static ChainHeadSession? Session(RpcRequest request) => request.Connection?.Session(static () => new ChainHeadSession());

    private ValueTask Follow(RpcRequest request, RpcSubscription subscription)
    {
        bool withRuntime = request.Params.Flag(0, "withRuntime");
        ChainHeadSession session = Session(request) ?? throw RpcException.Internal();
        ChainHeadFollow follow = new(chain, feed, subscription, withRuntime);
        if (!session.TryAdd(subscription.Id, follow, MaxFollows)) throw new RpcException(-32800, "Maximum number of chainHead_follow has been reached");
        subscription.Closed.Register(() =>
        {
            session.Remove(subscription.Id);
            follow.Dispose();
        });
        follow.Begin();
        return ValueTask.CompletedTask;
    }

    private JsonNode? Header(RpcRequest request)
    {
        H256 hash = request.Params.Hash(1, "hash");
        if (Session(request)?.Find(request) is not { } follow) return null;
        follow.DemandPinned(hash);
        return chain.Tree.Header(hash) is { } header ? Hex.Of(BlockHeader.Codec.ToBytes(header)) : null;
    }

    private JsonNode? Body(RpcRequest request)
    {
        H256 hash = request.Params.Hash(1, "hash");
        return Operate(request, hash, (_, _) => new JsonObject
        {
            ["event"] = "operationBodyDone",
            ["value"] = CoreJson.HexList(chain.Tree.Body(hash) ?? []),
        });
    }

    private JsonNode? Call(RpcRequest request)
    {
        H256 hash = request.Params.Hash(1, "hash");
        string function = request.Params.Text(2, "function");
        byte[] parameters = request.Params.LooseBytes(3, "callParameters");
        return Operate(request, hash, (_, _) => new JsonObject
        {
            ["event"] = "operationCallDone",
            ["output"] = Hex.Of(chain.Host.Call(hash, function, parameters)),
        });
    }

    private JsonNode? Storage(RpcRequest request)
    {
        H256 hash = request.Params.Hash(1, "hash");
        List<StorageQuery> queries = [.. RpcParams.Items(request.Params.Required(2, "items"), "items").Select(StorageQuery.Read)];

        byte[]? child = request.Params.OptionalBytes(3, "childTrie");
        JsonObject answer = Operate(request, hash, (report, cancellation) =>
        {
            new StorageWalk(chain.Tree.State(hash), child, report, cancellation).Run(queries);
            return new JsonObject { ["event"] = "operationStorageDone" };
        });
        if ((string?)answer["result"] == "started") answer["discardedItems"] = 0;
        return answer;
    }

    private JsonNode? Unpin(RpcRequest request)
    {
        JsonElement given = request.Params.Required(1, "hashOrHashes");
        List<H256> hashes = given.ValueKind == JsonValueKind.Array
            ? [.. given.EnumerateArray().Select(static item => RpcParams.AsHash(item, "hashOrHashes"))]
            : [RpcParams.AsHash(given, "hashOrHashes")];
        if (hashes.Distinct().Count() != hashes.Count) throw new RpcException(-32804, "Received duplicate hashes for the `chainHead_unpin` method");
        Session(request)?.Find(request)?.Unpin(hashes);
        return null;
    }

    private JsonNode? StopOperation(RpcRequest request)
    {
        string id = request.Params.Text(1, "operationId");
        Session(request)?.Find(request)?.StopOperation(id);
        return null;
    }

    /// <summary>Starts an operation on a pinned block; its events come after this answer.</summary>
    private static JsonObject Operate(RpcRequest request, H256 hash, ChainHeadOperation work)
    {
        ChainHeadFollow? follow = Session(request)?.Find(request);
        follow?.DemandPinned(hash);
        return follow?.Start(work, request.AfterReply) is { } id
            ? new JsonObject { ["result"] = "started", ["operationId"] = id.ToString(CultureInfo.InvariantCulture) }
            : new JsonObject { ["result"] = "limitReached" };
    }
}

/// <summary>The follow subscriptions of one connection.</summary>
internal sealed class ChainHeadSession
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ChainHeadFollow> _follows = new(StringComparer.Ordinal);

    public bool TryAdd(string id, ChainHeadFollow follow, int limit)
    {
        lock (_gate) return _follows.Count < limit && _follows.TryAdd(id, follow);
    }

    public void Remove(string id)
    {
        lock (_gate) _follows.Remove(id);
    }

    /// <summary>The subscription that a request names in its first parameter, or null when it is over.</summary>
    public ChainHeadFollow? Find(RpcRequest request)
    {
        string id = request.Params.Text(0, "followSubscription");
        lock (_gate) return _follows.GetValueOrDefault(id);
    }
}
