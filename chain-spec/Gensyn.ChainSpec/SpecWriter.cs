using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gensyn.ChainSpec;

/// <summary>Writes a spec in the order that other chains' tools use.</summary>
internal static class SpecWriter
{
    // Names are shown to people, so letters stay letters.
    private static readonly JsonSerializerOptions Layout =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(SpecHeader header, JsonNode genesis)
    {
        JsonObject spec = new()
        {
            ["name"] = header.Name,
            ["id"] = header.Id,
            ["chainType"] = header.ChainType.DeepClone(),
            ["bootNodes"] = new JsonArray([.. header.BootNodes.Select(static node => JsonValue.Create(node))]),
            ["telemetryEndpoints"] = null,
            ["protocolId"] = null,
            ["forkId"] = header.ForkId,
            ["properties"] = header.Properties.DeepClone(),
            ["codeSubstitutes"] = new JsonObject(),
            ["genesis"] = genesis,
        };
        return spec.ToJsonString(Layout) + "\n";
    }

    public static JsonNode Raw(ImmutableArray<KeyValuePair<byte[], byte[]>> pairs)
    {
        JsonObject top = [];
        foreach ((byte[] key, byte[] value) in pairs) top["0x" + Convert.ToHexStringLower(key)] = "0x" + Convert.ToHexStringLower(value);
        return new JsonObject { ["raw"] = new JsonObject { ["top"] = top, ["childrenDefault"] = new JsonObject() } };
    }
}
