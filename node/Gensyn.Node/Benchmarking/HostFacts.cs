namespace Gensyn.Node.Benchmarking;

/// <summary>What the figures were measured on.</summary>
internal static class HostFacts
{
    private const string ProcessorFile = "/proc/cpuinfo";

    /// <summary>The processor, its cores and the runtime, for the head of a generated file.</summary>
    public static string Machine =>
        $"{Processor}, {Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}";

    private static string Processor => File.Exists(ProcessorFile)
        && File.ReadLines(ProcessorFile).FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
}
