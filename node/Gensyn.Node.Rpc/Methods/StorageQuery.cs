using System.Text.Json;
using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Primitives;

namespace Gensyn.Node.Rpc;

/// <summary>What of the state an item of <c>chainHead_v1_storage</c> asks for.</summary>
internal enum StorageQueryKind
{
    Value,
    Hash,
    ClosestDescendantMerkleValue,
    DescendantsValues,
    DescendantsHashes,
}

/// <summary>One item of <c>chainHead_v1_storage</c>.</summary>
internal sealed record StorageQuery(byte[] Key, StorageQueryKind Kind, byte[]? After)
{
    public static StorageQuery Read(JsonElement item)
    {
        if (!RpcParams.IsReadableObject(item) || !item.TryGetProperty("key", out JsonElement key) || !item.TryGetProperty("type", out JsonElement type))
        {
            throw RpcException.InvalidParams("`items`: expected objects with `key` and `type`");
        }

        StorageQueryKind kind = RpcParams.TryText(type) switch
        {
            "value" => StorageQueryKind.Value,
            "hash" => StorageQueryKind.Hash,
            "closestDescendantMerkleValue" => StorageQueryKind.ClosestDescendantMerkleValue,
            "descendantsValues" => StorageQueryKind.DescendantsValues,
            "descendantsHashes" => StorageQueryKind.DescendantsHashes,
            _ => throw RpcException.InvalidParams("`items`: unknown `type`"),
        };
        bool continues = item.TryGetProperty("paginationStartKey", out JsonElement start) && start.ValueKind != JsonValueKind.Null;
        return new StorageQuery(RpcParams.AsLooseBytes(key, "key"), kind, continues ? RpcParams.AsLooseBytes(start, "paginationStartKey") : null);
    }
}

/// <summary>Answers storage items over the top trie of a state, or over a child trie of this id; what is not there gives no item.</summary>
internal sealed class StorageWalk(IKeptState state, byte[]? child, Action<JsonNode> report, CancellationToken cancellation)
{
    public void Run(List<StorageQuery> queries)
    {
        foreach (StorageQuery query in queries)
        {
            switch (query.Kind)
            {
                case StorageQueryKind.Value:
                case StorageQueryKind.Hash:
                    One(query.Key, query.Kind == StorageQueryKind.Hash);
                    break;
                case StorageQueryKind.ClosestDescendantMerkleValue:
                    if ((child is null ? state.ClosestMerkleValue(query.Key) : state.ChildClosestMerkleValue(child, query.Key)) is not { } merkle) break;
                    Report(query.Key, "closestDescendantMerkleValue", merkle);
                    break;
                default:
                    foreach (byte[] key in Keys(query)) One(key, query.Kind == StorageQueryKind.DescendantsHashes);
                    break;
            }
        }
    }

    private void One(byte[] key, bool hash)
    {
        cancellation.ThrowIfCancellationRequested();
        if ((child is null ? state.Get(key) : state.ChildGet(child, key)) is not { } value) return;
        if (hash) Report(key, "hash", Hashing.Blake2_256(value).Span);
        else Report(key, "value", value);
    }

    private IEnumerable<byte[]> Keys(StorageQuery query) =>
        child is null ? state.Keys(query.Key, query.After) : state.ChildKeys(child, query.Key, query.After);

    private void Report(byte[] key, string name, ReadOnlySpan<byte> value) =>
        report(new JsonObject { ["key"] = Hex.Of(key), [name] = Hex.Of(value) });
}
