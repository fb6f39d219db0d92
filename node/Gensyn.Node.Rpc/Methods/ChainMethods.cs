using System.Text.Json;
using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Primitives;

namespace Gensyn.Node.Rpc;

/// <summary><c>chain_*</c>: headers, blocks and news of heads.</summary>
internal sealed class ChainMethods
{
    private readonly BlockTree _tree;
    private readonly ChainFeed _feed;
    private readonly Broadcast _all = new();
    private readonly Broadcast _best = new();
    private readonly Broadcast _final = new();

    public ChainMethods(BlockTree tree, ChainFeed feed)
    {
        _tree = tree;
        _feed = feed;
        feed.Listen(Pass);
    }

    public void Register(RpcMethods methods)
    {
        methods.Add("chain_getHeader", request => _tree.Header(At(request, 0)) is { } header ? CoreJson.Header(header) : null);
        methods.Add("chain_getBlock", GetBlock);
        methods.Add(["chain_getBlockHash", "chain_getHead"], GetBlockHash);
        methods.Add(["chain_getFinalizedHead", "chain_getFinalisedHead"], _ => Hex.Of(_tree.Finalised.Hash));
        methods.Subscribe(
            ["chain_subscribeAllHeads"],
            ["chain_unsubscribeAllHeads"],
            "chain_allHead",
            (_, subscription) => Open(_all, subscription, () => _feed.Best.Header));
        methods.Subscribe(
            ["chain_subscribeNewHeads", "subscribe_newHead", "chain_subscribeNewHead"],
            ["chain_unsubscribeNewHeads", "unsubscribe_newHead", "chain_unsubscribeNewHead"],
            "chain_newHead",
            (_, subscription) => Open(_best, subscription, () => _feed.Best.Header));
        methods.Subscribe(
            ["chain_subscribeFinalizedHeads", "chain_subscribeFinalisedHeads"],
            ["chain_unsubscribeFinalizedHeads", "chain_unsubscribeFinalisedHeads"],
            "chain_finalizedHead",
            (_, subscription) => Open(_final, subscription, () => _feed.Finalised.Header));
    }

    private H256 At(RpcRequest request, int index) => request.Params.OptionalHash(index, "hash") ?? _tree.Best.Hash;

    private JsonNode? GetBlock(RpcRequest request)
    {
        H256 hash = At(request, 0);
        return _tree.Header(hash) is { } header && _tree.Body(hash) is { } body ? CoreJson.SignedBlock(header, body) : null;
    }

    private JsonNode? GetBlockHash(RpcRequest request)
    {
        if (request.Params.Optional(0, "hash") is not { } wanted) return Hex.Of(_tree.Best.Hash);
        return wanted.ValueKind == JsonValueKind.Array ? new JsonArray([.. wanted.EnumerateArray().Select(HashOf)]) : HashOf(wanted);
    }

    private JsonNode? HashOf(JsonElement number)
    {
        if (number.ValueKind == JsonValueKind.Null) return Hex.Of(_tree.Best.Hash);
        ulong value = RpcParams.AsNumberOrHex(number, "hash");
        return value <= uint.MaxValue && _tree.HashOf((uint)value) is { } hash ? Hex.Of(hash) : null;
    }

    private ValueTask Open(Broadcast broadcast, RpcSubscription subscription, Func<BlockHeader> first)
    {
        _feed.Between(() =>
        {
            subscription.Push(CoreJson.Header(first()));
            broadcast.Add(subscription);
        });
        return ValueTask.CompletedTask;
    }

    private void Pass(ChainEvent news)
    {
        switch (news)
        {
            case ChainEvent.Imported imported:
                Send(_all, imported.Header);
                break;
            case ChainEvent.BestChanged best:
                Send(_best, best.Header);
                break;
            case ChainEvent.Finalised final:
                Send(_final, final.Header);
                break;
        }
    }

    private static void Send(Broadcast broadcast, BlockHeader header)
    {
        if (!broadcast.IsEmpty) broadcast.Send(JsonText.Of(CoreJson.Header(header)));
    }
}
