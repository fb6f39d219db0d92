namespace Gensyn.Node.Benchmarking;

/// <summary>A benchmark cannot be run as it was asked for, or did not do what it should.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
