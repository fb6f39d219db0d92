using Xunit;

namespace Gensyn.Testing;

/// <summary>A test that needs files of the folder <c>shared</c> beside the repository; skipped, with the reason, where they are missing.</summary>
public sealed class SharedFactAttribute : FactAttribute
{
    /// <summary>Needs these files or folders, relative to <c>shared</c>.</summary>
    public SharedFactAttribute(params string[] paths)
    {
        foreach (string path in paths)
        {
            if (Repository.Shared(path) is null) Skip = $"shared/{path} is not beside the repository";
        }
    }
}
