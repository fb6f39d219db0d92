using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gensyn.Primitives;
using Gensyn.Testing;

namespace Gensyn.Workers.Tests.Training;

/// <summary>The state roots of <see cref="BarModels"/> by model and step, as <c>tests/vectors/training/roots.json</c> keeps them.</summary>
internal sealed class RootVectors
{
    private const string Source = "this implementation: Gensyn.Benchmarks -- roots --record, which writes only what every kernel path, number of threads and resumed run agreed on";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly SortedDictionary<string, SortedDictionary<ulong, H256>> _roots = new(StringComparer.Ordinal);

    private static string Path => Repository.PathOf("tests", "vectors", "training", "roots.json");

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">A root is malformed.</exception>
    public static RootVectors Read()
    {
        RootVectors vectors = new();
        foreach ((string model, JsonNode? roots) in JsonNode.Parse(File.ReadAllText(Path))!["roots"]!.AsObject())
        {
            foreach ((string step, JsonNode? root) in roots!.AsObject())
            {
                if (!H256.TryParse(root!.GetValue<string>(), out H256 hash)) throw new InvalidDataException($"{Path}: the root of {model} after step {step} is malformed.");
                vectors.Of(model)[ulong.Parse(step, CultureInfo.InvariantCulture)] = hash;
            }
        }

        return vectors;
    }

    /// <summary>The roots of a model by step; what is added is written with the others.</summary>
    public SortedDictionary<ulong, H256> Of(string model)
    {
        if (!_roots.TryGetValue(model, out SortedDictionary<ulong, H256>? roots)) _roots[model] = roots = [];
        return roots;
    }

    /// <summary>Writes the file.</summary>
    public void Write()
    {
        JsonObject models = [];
        foreach ((string model, SortedDictionary<ulong, H256> roots) in _roots)
        {
            models[model] = new JsonObject(roots.Select(static one => KeyValuePair.Create(one.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)one.Value.ToString())));
        }

        File.WriteAllText(Path, new JsonObject { ["source"] = Source, ["roots"] = models }.ToJsonString(Indented) + "\n");
    }
}
