using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Primitives;

namespace Gensyn.Node.Rpc;

/// <summary>The JSON of the types that many methods answer with.</summary>
internal static class CoreJson
{
    public static JsonObject Header(BlockHeader header) => new()
    {
        ["parentHash"] = Hex.Of(header.ParentHash),
        ["number"] = Hex.OfNumber(header.Number),
        ["stateRoot"] = Hex.Of(header.StateRoot),
        ["extrinsicsRoot"] = Hex.Of(header.ExtrinsicsRoot),
        ["digest"] = new JsonObject { ["logs"] = HexList(header.Digest.Logs.Select(DigestItem.Codec.ToBytes)) },
    };

    public static JsonObject SignedBlock(BlockHeader header, ImmutableArray<byte[]> extrinsics) => new()
    {
        ["block"] = new JsonObject { ["header"] = Header(header), ["extrinsics"] = HexList(extrinsics) },
        ["justifications"] = null,
    };

    /// <summary>The version as legacy methods write it: APIs as pairs, and <c>stateVersion</c> for old clients.</summary>
    public static JsonObject RuntimeVersion(RuntimeVersion version)
    {
        JsonObject json = Spec(version);
        json["apis"] = new JsonArray([.. version.Apis.Select(static api => new JsonArray(api.Id.ToString(), api.Version))]);
        json["transactionVersion"] = version.TransactionVersion;
        json["systemVersion"] = version.SystemVersion;
        json["stateVersion"] = version.SystemVersion;
        return json;
    }

    /// <summary>The version as <c>chainHead_v1</c> writes it: APIs as an object.</summary>
    public static JsonObject RuntimeSpec(RuntimeVersion version) => new()
    {
        ["specName"] = version.SpecName,
        ["implName"] = version.ImplName,
        ["specVersion"] = version.SpecVersion,
        ["implVersion"] = version.ImplVersion,
        ["apis"] = new JsonObject(version.Apis.Select(static api => KeyValuePair.Create(api.Id.ToString(), (JsonNode?)api.Version))),
        ["transactionVersion"] = version.TransactionVersion,
    };

    public static JsonArray HexList(IEnumerable<byte[]> items) => new([.. items.Select(static item => (JsonNode)Hex.Of(item))]);

    public static JsonNode? HexOrNull(byte[]? bytes) => bytes is null ? null : Hex.Of(bytes);

    public static JsonObject ChangeSet(H256 block, IEnumerable<(byte[] Key, byte[]? Value)> changes) => new()
    {
        ["block"] = Hex.Of(block),
        ["changes"] = new JsonArray([.. changes.Select(static change => new JsonArray(Hex.Of(change.Key), HexOrNull(change.Value)))]),
    };

    /// <summary>What <c>author_extrinsicUpdate</c> says.</summary>
    public static JsonNode Status(TransactionStatus status) => status switch
    {
        TransactionStatus.Future => "future",
        TransactionStatus.Ready => "ready",
        TransactionStatus.InBlock included => new JsonObject { ["inBlock"] = Hex.Of(included.Block) },
        TransactionStatus.Retracted retracted => new JsonObject { ["retracted"] = Hex.Of(retracted.Block) },
        TransactionStatus.FinalityTimeout late => new JsonObject { ["finalityTimeout"] = Hex.Of(late.Block) },
        TransactionStatus.Finalized final => new JsonObject { ["finalized"] = Hex.Of(final.Block) },
        TransactionStatus.Usurped usurped => new JsonObject { ["usurped"] = Hex.Of(usurped.Transaction) },
        TransactionStatus.Dropped => "dropped",
        _ => "invalid",
    };

    private static JsonObject Spec(RuntimeVersion version) => new()
    {
        ["specName"] = version.SpecName,
        ["implName"] = version.ImplName,
        ["authoringVersion"] = version.AuthoringVersion,
        ["specVersion"] = version.SpecVersion,
        ["implVersion"] = version.ImplVersion,
    };
}
