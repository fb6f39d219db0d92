using System.Globalization;
using System.Text.Json.Nodes;
using Gensyn.Pallets.Compute.Tasks;

namespace Gensyn.Workers;

/// <summary>A task's specification as wallets take it: the argument of <c>tasks.submit</c> in polkadot.js' JSON.</summary>
public static class SpecificationJson
{
    /// <summary>The JSON of a specification; field names in camel case, bytes in hexadecimal, large numbers as text.</summary>
    public static string Of(TaskSpec spec) => new JsonObject
    {
        ["graph"] = Hex(spec.Graph),
        ["seed"] = spec.Seed.ToString(CultureInfo.InvariantCulture),
        ["steps"] = spec.Steps,
        ["interval"] = spec.Interval,
        ["dataRoots"] = new JsonArray([.. spec.DataRoots.Select(static r => JsonValue.Create(r.ToString()))]),
        ["data"] = spec.Data.ToString(),
        ["endpoint"] = Hex(spec.Endpoint),
        ["requirements"] = new JsonObject
        {
            ["memoryMebibytes"] = spec.Requirements.MemoryMebibytes,
            ["cores"] = spec.Requirements.Cores,
            ["device"] = spec.Requirements.Device?.ToString(),
        },
        ["trainingBlocks"] = spec.TrainingBlocks,
        ["maxPrice"] = spec.MaxPrice.ToString(CultureInfo.InvariantCulture),
        ["verifiers"] = spec.Verifiers,
    }.ToJsonString();

    private static string Hex(byte[] bytes) => "0x" + Convert.ToHexStringLower(bytes);
}
