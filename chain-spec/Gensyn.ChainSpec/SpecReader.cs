using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gensyn.Runtime;

namespace Gensyn.ChainSpec;

/// <summary>Reads a spec and refuses what it does not know.</summary>
internal static class SpecReader
{
    // Fields that other chains' tools write and that mean nothing to this node.
    private static readonly ImmutableHashSet<string> Ignored =
        ["protocolId", "telemetryEndpoints", "codeSubstitutes", "consensusEngine", "relay_chain", "relayChain", "para_id", "paraId"];

    internal static readonly byte[] Native = Convert.FromHexString(ChainSpecification.NativeCode.AsSpan(2));

    public static ChainSpecification Read(string json)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw new ChainSpecException($"it is not JSON: {e.Message}", e);
        }

        JsonObject spec = AsObject(root, "the spec");
        string? name = null, id = null, forkId = null;
        JsonNode chainType = JsonValue.Create("Live")!;
        JsonObject properties = [];
        ImmutableArray<string> bootNodes = [];
        SpecGenesis? genesis = null;
        foreach ((string field, JsonNode? value) in spec)
        {
            switch (field)
            {
                case "name":
                    name = AsText(value, field);
                    break;
                case "id":
                    id = AsText(value, field);
                    break;
                case "chainType":
                    chainType = value?.DeepClone() ?? throw new ChainSpecException("chainType must not be null");
                    break;
                case "bootNodes":
                    bootNodes = [.. AsArray(value, field).Select(static node => AsText(node, "bootNodes"))];
                    break;
                case "forkId":
                    forkId = value is null ? null : AsText(value, field);
                    break;
                case "properties":
                    properties = value is null ? [] : (JsonObject)AsObject(value, field).DeepClone();
                    break;
                case "genesis":
                    genesis = ReadGenesis(AsObject(value, field));
                    break;
                default:
                    if (!Ignored.Contains(field)) throw new ChainSpecException($"the field `{field}` is unknown");
                    break;
            }
        }

        if (string.IsNullOrWhiteSpace(name)) throw new ChainSpecException("`name` is missing");
        if (string.IsNullOrWhiteSpace(id)) throw new ChainSpecException("`id` is missing");
        if (genesis is null) throw new ChainSpecException("`genesis` is missing");
        return new(new(name, id, chainType, bootNodes, forkId, properties), genesis);
    }

    private static SpecGenesis ReadGenesis(JsonObject genesis)
    {
        if (genesis.Count != 1) throw new ChainSpecException("`genesis` must have exactly one of `runtimeGenesis` and `raw`");
        (string kind, JsonNode? value) = genesis.First();
        return kind switch
        {
            "runtimeGenesis" => ReadConfiguration(AsObject(value, "genesis.runtimeGenesis")),
            "raw" => ReadRaw(AsObject(value, "genesis.raw")),
            "stateRootHash" => throw new ChainSpecException("`genesis.stateRootHash` is for light clients: this node needs the whole first state"),
            _ => throw new ChainSpecException($"`genesis.{kind}` is unknown: use `runtimeGenesis` or `raw`"),
        };
    }

    private static SpecGenesis ReadConfiguration(JsonObject genesis)
    {
        string? code = null;
        (string Kind, JsonObject Json)? configuration = null;
        foreach ((string field, JsonNode? value) in genesis)
        {
            switch (field)
            {
                case "code":
                    code = AsText(value, "genesis.runtimeGenesis.code");
                    break;
                case "patch" or "config" when configuration is null:
                    configuration = (field, (JsonObject)AsObject(value, "genesis.runtimeGenesis." + field).DeepClone());
                    break;
                default:
                    throw new ChainSpecException($"`genesis.runtimeGenesis.{field}` is unknown or one too many");
            }
        }

        if (configuration is not { } found) throw new ChainSpecException("`genesis.runtimeGenesis` needs `patch` or `config`");
        if (code is not ChainSpecification.NativeCode && code != "0x" + Convert.ToHexStringLower(new NativeRuntime().Code.Span))
        {
            throw new ChainSpecException(
                $"`genesis.runtimeGenesis.code` must be {ChainSpecification.NativeCode} (\"native\") or the identity of this program's runtime: "
                + "the spec was made for another one");
        }

        return SpecGenesis.FromConfiguration(found.Kind, found.Json);
    }

    private static SpecGenesis ReadRaw(JsonObject raw)
    {
        List<KeyValuePair<byte[], byte[]>> pairs = [];
        foreach ((string field, JsonNode? value) in raw)
        {
            JsonObject members = AsObject(value, "genesis.raw." + field);
            switch (field)
            {
                case "top":
                    foreach ((string key, JsonNode? bytes) in members)
                    {
                        pairs.Add(new(AsBytes(key, "a key of genesis.raw.top"), AsBytes(AsText(bytes, key), key)));
                    }

                    break;
                case "childrenDefault":
                    if (members.Count != 0) throw new ChainSpecException("`genesis.raw.childrenDefault` is not empty: a genesis with child tries is not supported");
                    break;
                default:
                    throw new ChainSpecException($"`genesis.raw.{field}` is unknown");
            }
        }

        if (pairs.Count == 0) throw new ChainSpecException("`genesis.raw.top` is missing or empty");
        pairs.Sort(static (left, right) => left.Key.AsSpan().SequenceCompareTo(right.Key));
        for (int i = 1; i < pairs.Count; i++)
        {
            if (pairs[i].Key.AsSpan().SequenceEqual(pairs[i - 1].Key))
            {
                throw new ChainSpecException($"the key 0x{Convert.ToHexStringLower(pairs[i].Key)} stands twice in genesis.raw.top");
            }
        }

        KeyValuePair<byte[], byte[]> code = pairs.Find(static pair => pair.Key.AsSpan().SequenceEqual(":code"u8));
        if (code.Key is null) throw new ChainSpecException("`genesis.raw.top` has no `:code` (0x3a636f6465)");
        return SpecGenesis.FromRaw(
            code.Value.AsSpan().SequenceEqual(Native) ? ChainSpecification.WithCode([.. pairs], new NativeRuntime().Code.ToArray()) : [.. pairs]);
    }

    private static JsonObject AsObject(JsonNode? node, string where) => node as JsonObject ?? throw new ChainSpecException($"`{where}` must be an object");

    private static JsonArray AsArray(JsonNode? node, string where) => node as JsonArray ?? throw new ChainSpecException($"`{where}` must be a list");

    private static string AsText(JsonNode? node, string where) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : throw new ChainSpecException($"`{where}` must be text");

    private static byte[] AsBytes(string text, string where)
    {
        if (!text.StartsWith("0x", StringComparison.Ordinal)) throw new ChainSpecException($"`{where}` must be hexadecimal and start with 0x");
        try
        {
            return Convert.FromHexString(text.AsSpan(2));
        }
        catch (FormatException e)
        {
            throw new ChainSpecException($"`{where}` is not hexadecimal", e);
        }
    }
}
