namespace Gensyn.Testing;

/// <summary>Finds the repository that a test runs in, and the data beside it.</summary>
public static class Repository
{
    /// <summary>The folder of the solution, found by walking up from the test assembly; null outside of a checkout.</summary>
    public static string? Root { get; } = FindUp(AppContext.BaseDirectory);

    /// <summary>A file or folder of the repository.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) =>
        Path.Combine([Root ?? throw new InvalidOperationException("No Gensyn.Parachain.sln above the test assembly."), .. parts]);

    /// <summary>A file or folder of <c>shared</c>, which stands beside the repository or one of the folders above it; null when it is not there.</summary>
    public static string? Shared(params ReadOnlySpan<string> parts)
    {
        string relative = Path.Combine(["shared", .. parts]);
        for (DirectoryInfo? folder = Root is null ? null : Directory.GetParent(Root); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, relative);
            if (Path.Exists(path)) return path;
        }

        return null;
    }

    private static string? FindUp(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Gensyn.Parachain.sln"))) return folder.FullName;
        }

        return null;
    }
}
