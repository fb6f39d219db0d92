using Xunit;

namespace Gensyn.Testing;

/// <summary>A test that asks an independent Python program of <c>shared/checkers</c>; skipped, with the reason, without it or without Python.</summary>
public sealed class CheckerFactAttribute : FactAttribute
{
    /// <summary>Needs this program.</summary>
    public CheckerFactAttribute(string program)
    {
        if (Repository.Shared("checkers", program) is null) Skip = $"shared/checkers/{program} is not beside the repository";
        else if (Python is null) Skip = "python3 is not on the PATH";
    }

    /// <summary>Where Python is; null when it is not on the PATH.</summary>
    public static string? Python { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(static folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists);
}
