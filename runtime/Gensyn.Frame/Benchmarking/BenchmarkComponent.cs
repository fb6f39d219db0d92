namespace Gensyn.Frame.Benchmarking;

/// <summary>A number that a cost may grow with, and its range: both ends are measured.</summary>
/// <param name="Name">The parameter's name in the weights that come out, in lower case.</param>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value.</param>
public readonly record struct BenchmarkComponent(string Name, uint Low, uint High);
