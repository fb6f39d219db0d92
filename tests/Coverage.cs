// Sums the line coverage of several test runs: dotnet run tests/Coverage.cs -- folder-with-results [how many files to list]
// A line is covered when any run hit it; only files of runtime/ and pallets/ count.

using System.Globalization;
using System.Xml.Linq;

string results = args.Length > 0 ? args[0] : throw new ArgumentException("Name the folder with the results.");
int listed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10;

SortedDictionary<string, SortedDictionary<int, bool>> files = new(StringComparer.Ordinal);
foreach (string path in Directory.GetFiles(results, "coverage.cobertura.xml", SearchOption.AllDirectories))
{
    XDocument report = XDocument.Load(path);
    string[] sources = [.. report.Descendants("source").Select(static s => s.Value)];
    foreach (XElement type in report.Descendants("class"))
    {
        string? file = sources.Append("").Select(s => Path.Combine(s, type.Attribute("filename")!.Value)).FirstOrDefault(File.Exists);
        if (file is null || Short(file) is not { } name) continue;
        if (!files.TryGetValue(name, out SortedDictionary<int, bool>? lines)) files[name] = lines = [];
        foreach (XElement line in type.Descendants("line"))
        {
            int number = int.Parse(line.Attribute("number")!.Value, CultureInfo.InvariantCulture);
            lines[number] = lines.GetValueOrDefault(number) || line.Attribute("hits")!.Value != "0";
        }
    }
}

foreach (IGrouping<string, KeyValuePair<string, SortedDictionary<int, bool>>> project in files.GroupBy(static f => string.Join('/', f.Key.Split('/')[..2]), StringComparer.Ordinal))
{
    Print(project.Key, project.SelectMany(static f => f.Value.Values));
}

foreach (string half in (string[])["runtime/", "pallets/"]) Print(half, files.Where(f => f.Key.StartsWith(half, StringComparison.Ordinal)).SelectMany(static f => f.Value.Values));
Print("all", files.SelectMany(static f => f.Value.Values));

Console.WriteLine();
foreach ((string name, SortedDictionary<int, bool> lines) in files.OrderByDescending(static f => f.Value.Count(static l => !l.Value)).Take(listed))
{
    Console.WriteLine($"{lines.Count(static l => !l.Value),5} not covered in {name}: {string.Join(", ", lines.Where(static l => !l.Value).Select(static l => l.Key))}");
}

static string? Short(string file)
{
    string path = Path.GetFullPath(file).Replace('\\', '/');
    foreach (string half in (string[])["/runtime/", "/pallets/"])
    {
        if (path.IndexOf(half, StringComparison.Ordinal) is int at and >= 0 && !path.Contains("/obj/", StringComparison.Ordinal)) return path[(at + 1)..];
    }

    return null;
}

static void Print(string name, IEnumerable<bool> lines)
{
    bool[] all = [.. lines];
    int covered = all.Count(static l => l);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34} {covered,6} of {all.Length,6} lines {100.0 * covered / Math.Max(1, all.Length),6:F1} %"));
}
