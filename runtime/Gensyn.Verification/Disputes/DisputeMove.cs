using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification.Operators;

namespace Gensyn.Verification.Disputes;

/// <summary>What a side posts.</summary>
/// <remarks>Paths are the siblings from a leaf upwards, as <see cref="MerkleTree.Path"/> gives them.</remarks>
[Scale]
public abstract partial record DisputeMove
{
    /// <summary>The most bytes of an encoded move: a leaf's four tiles of 4 KiB, and the paths of the largest tensors.</summary>
    public const int MaxBytes = 20 * 1024;

    /// <summary>The most hashes of a path.</summary>
    public const int MaxPath = 32;

    /// <summary>The descendants of the node in dispute, four levels down or at the leaves.</summary>
    /// <param name="Children">In order. For steps, operators and slots at the leaves: the values themselves; else hashes.</param>
    /// <param name="FirstPath">In the first round over steps or accumulators: from the first leaf up to the first child.</param>
    /// <param name="LastPath">In that round: from the last leaf up to the last child.</param>
    /// <param name="Before">The value before the first child, where <see cref="DisputeGame.AsksForBefore"/> says so.</param>
    /// <param name="BeforePath">From that value's leaf up to the root.</param>
    /// <param name="LastAccumulator">In the first round over accumulators: the last one.</param>
    [Variant(0)]
    public sealed record Nodes(
        [MaxLength(16)] ImmutableArray<H256> Children,
        [MaxLength(MaxPath)] ImmutableArray<H256> FirstPath,
        [MaxLength(MaxPath)] ImmutableArray<H256> LastPath,
        H256? Before,
        [MaxLength(MaxPath)] ImmutableArray<H256> BeforePath,
        [MaxLength(64)] byte[] LastAccumulator) : DisputeMove;

    /// <summary>An executed operator with what proves its operator, constants, wiring and inputs.</summary>
    /// <param name="Trace">The operator as this side executed it.</param>
    /// <param name="Graph">The operator as the task has it.</param>
    /// <param name="GraphPath">From there up to the graph's root.</param>
    /// <param name="Inputs">For each input, where its root comes from.</param>
    [Variant(1)]
    public sealed record Record(
        TraceRecord Trace,
        ResolvedRecord Graph,
        [MaxLength(MaxPath)] ImmutableArray<H256> GraphPath,
        [MaxLength(GraphRecord.MaxInputs)] ImmutableArray<InputOpening> Inputs) : DisputeMove;

    /// <summary>A tile of the output, 4 KiB.</summary>
    [Variant(2)]
    public sealed record Tile([MaxLength(TileLayout.TileBytes)] byte[] Bytes) : DisputeMove;

    /// <summary>All partial accumulators of an element, the identity first.</summary>
    [Variant(3)]
    public sealed record Accumulators([MaxLength(TileLayout.TileBytes)] byte[] Bytes) : DisputeMove;

    /// <summary>The accumulators before and after the first chunk that differs.</summary>
    /// <param name="Before">The one that both sides agree on.</param>
    /// <param name="BeforePath">From it up to this side's root.</param>
    /// <param name="After">The one in dispute.</param>
    [Variant(4)]
    public sealed record AccumulatorPair(
        [MaxLength(64)] byte[] Before, [MaxLength(MaxPath)] ImmutableArray<H256> BeforePath, [MaxLength(64)] byte[] After) : DisputeMove;

    /// <summary>The input tiles that a chunk reads.</summary>
    [Variant(5)]
    public sealed record Leaf([MaxLength(Operator.MaxTiles)] ImmutableArray<OpenedTile> Tiles) : DisputeMove;

    /// <summary>The header of this side's state, and what it follows from.</summary>
    /// <param name="Next">This side's state.</param>
    /// <param name="Previous">The agreed state before the step; absent for the initialisation.</param>
    /// <param name="Watched">The divergence record, where the graph names one and a step is in dispute.</param>
    /// <param name="WatchedPath">From that record up to the root of the operators.</param>
    /// <param name="WatchedBits">The element that it wrote.</param>
    [Variant(6)]
    public sealed record Link(
        StateHeader Next,
        StateHeader? Previous,
        TraceRecord? Watched,
        [MaxLength(MaxPath)] ImmutableArray<H256> WatchedPath,
        uint WatchedBits) : DisputeMove;

    /// <summary>The slot in dispute, as the task has it, and the operator that made its tensor.</summary>
    [Variant(7)]
    public sealed record Slot(
        StateSlot Graph,
        [MaxLength(MaxPath)] ImmutableArray<H256> GraphPath,
        TraceRecord Producer,
        [MaxLength(MaxPath)] ImmutableArray<H256> ProducerPath) : DisputeMove;

    /// <summary>The operator that made the metric.</summary>
    [Variant(8)]
    public sealed record Metric(TraceRecord Producer, [MaxLength(MaxPath)] ImmutableArray<H256> ProducerPath) : DisputeMove;
}

/// <summary>Where the root of an input comes from.</summary>
/// <param name="Producer">For the output of an earlier operator: that operator as executed.</param>
/// <param name="State">For a state tensor: the agreed state's header.</param>
/// <param name="Path">From the operator, or the tensor, up to the root; empty for data.</param>
[Scale]
public sealed partial record InputOpening(
    TraceRecord? Producer, StateHeader? State, [MaxLength(DisputeMove.MaxPath)] ImmutableArray<H256> Path);

/// <summary>A tile of an input and its path up to the tensor's root.</summary>
[Scale]
public sealed partial record OpenedTile(
    byte Input, uint Tile, [MaxLength(TileLayout.TileBytes)] byte[] Bytes, [MaxLength(DisputeMove.MaxPath)] ImmutableArray<H256> Path);
