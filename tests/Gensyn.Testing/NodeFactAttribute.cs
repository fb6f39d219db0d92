using Xunit;

namespace Gensyn.Testing;

/// <summary>A test that runs scripts of <c>tests/clients</c>; skipped, with the reason, without Node.js or without their packages.</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    /// <summary>Needs these packages in <c>tests/clients/node_modules</c>.</summary>
    public NodeFactAttribute(params string[] packages)
    {
        if (NodeExecutable is null)
        {
            Skip = "Node.js is not on the PATH";
            return;
        }

        if (Repository.Root is null)
        {
            Skip = "not in a checkout";
            return;
        }

        foreach (string package in packages.Length == 0 ? [""] : packages)
        {
            string folder = Repository.PathOf("tests", "clients", "node_modules", package);
            if (!Directory.Exists(folder)) Skip = $"{Path.GetRelativePath(Repository.Root, folder)} is missing: run npm ci in tests/clients";
        }
    }

    /// <summary>Where Node.js is; null when it is not on the PATH.</summary>
    public static string? NodeExecutable { get; } = Find(OperatingSystem.IsWindows() ? "node.exe" : "node");

    private static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
