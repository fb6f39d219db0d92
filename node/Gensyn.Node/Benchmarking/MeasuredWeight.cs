using System.Collections.Immutable;
using Gensyn.Frame.Benchmarking;

namespace Gensyn.Node.Benchmarking;

/// <summary>What a benchmark came to: a line for each part of the cost.</summary>
/// <param name="Name">The benchmark's name.</param>
/// <param name="Components">What the cost may grow with.</param>
/// <param name="Time">Picoseconds, without the database.</param>
/// <param name="Reads">Keys read.</param>
/// <param name="Writes">Keys written.</param>
/// <param name="Proof">Bytes of proof in a state of realistic size.</param>
/// <param name="Recorded">Bytes of proof in the state that was measured.</param>
/// <param name="Minimum">The shortest run, in picoseconds.</param>
/// <param name="Items">The storage items that were touched, each with its counts in the largest case.</param>
internal sealed record MeasuredWeight(
    string Name,
    ImmutableArray<BenchmarkComponent> Components,
    CostLine Time,
    CostLine Reads,
    CostLine Writes,
    CostLine Proof,
    CostLine Recorded,
    ulong Minimum,
    ImmutableArray<string> Items);
