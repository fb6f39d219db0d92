using Gensyn.Benchmarks;

if (args is not ["compute", ..])
{
    Console.Error.WriteLine("usage: Gensyn.Benchmarks compute [--json]");
    return 2;
}

IReadOnlyList<KeyValuePair<string, double>> figures = ComputeSuite.Run();
if (args.Contains("--json"))
{
    Console.WriteLine(new System.Text.Json.Nodes.JsonObject([.. figures.Select(static f => KeyValuePair.Create(f.Key, (System.Text.Json.Nodes.JsonNode?)Math.Round(f.Value, 4)))]).ToJsonString());
    return 0;
}

foreach ((string key, double value) in figures) Console.WriteLine($"{key,-28} {value,12:0.0000}");
return 0;
