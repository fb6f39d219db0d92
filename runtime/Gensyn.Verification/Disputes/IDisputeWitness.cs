using Gensyn.Primitives;

namespace Gensyn.Verification.Disputes;

/// <summary>A tensor that can be opened tile by tile.</summary>
public interface ITensorTiles
{
    /// <summary>The tensor's elements and extents.</summary>
    TensorType Type { get; }

    /// <summary>The hashes of all tiles, in order.</summary>
    IReadOnlyList<H256> TileHashes { get; }

    /// <summary>Writes one tile, 4 KiB, padding zero.</summary>
    void CopyTile(int tile, Span<byte> destination);
}

/// <summary>What a party computed: all that it may be asked for in a game, by replay from a checkpoint.</summary>
/// <remarks>A step number is that of the state a graph makes; for the evaluation it is N, for the initialisation 0.</remarks>
public interface IDisputeWitness
{
    /// <summary>The task's graph.</summary>
    TaskGraph Graph { get; }

    /// <summary>The header of the state after a step.</summary>
    StateHeader StateAfter(uint step);

    /// <summary>The roots of one group's tensors in the state after a step, in the graph's order.</summary>
    IReadOnlyList<H256> TensorRoots(uint step, StateGroup group);

    /// <summary>The executed operators of one run, in the graph's order.</summary>
    IReadOnlyList<TraceRecord> Trace(GraphPhase phase, uint step);

    /// <summary>The output of one executed operator.</summary>
    ITensorTiles Output(GraphPhase phase, uint step, int record);

    /// <summary>A state tensor after a step.</summary>
    ITensorTiles StateTensor(uint step, int slot);

    /// <summary>A data tensor.</summary>
    ITensorTiles Data(int index);
}
