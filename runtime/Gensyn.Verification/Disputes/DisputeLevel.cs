using Gensyn.Scale;

namespace Gensyn.Verification.Disputes;

/// <summary>What a game is looking for, and so which move it expects.</summary>
[Scale]
public enum DisputeLevel : byte
{
    /// <summary>The first step whose state differs; <see cref="DisputeMove.Nodes"/> from each side.</summary>
    Steps = 0,

    /// <summary>The first operator of the step that differs; <see cref="DisputeMove.Nodes"/> from each side.</summary>
    Operators = 1,

    /// <summary>What that operator read and wrote; <see cref="DisputeMove.Record"/> from each side.</summary>
    Record = 2,

    /// <summary>The first tile of its output that differs; <see cref="DisputeMove.Nodes"/> from each side.</summary>
    Tiles = 3,

    /// <summary>The first element of the tile that differs; <see cref="DisputeMove.Tile"/> from each side.</summary>
    Tile = 4,

    /// <summary>The first chunk of the element's fold that differs; <see cref="DisputeMove.Accumulators"/> from each side.</summary>
    Accumulators = 5,

    /// <summary>The same for a fold too long for one move; <see cref="DisputeMove.Nodes"/> from each side.</summary>
    AccumulatorTree = 6,

    /// <summary>The accumulators around that chunk; <see cref="DisputeMove.AccumulatorPair"/> from each side.</summary>
    AccumulatorPair = 7,

    /// <summary>The inputs of that chunk; <see cref="DisputeMove.Leaf"/> from either side.</summary>
    Leaf = 8,

    /// <summary>The headers of the two states that the same operators led to; <see cref="DisputeMove.Link"/> from each side.</summary>
    Link = 9,

    /// <summary>The first tensor of those states that differs; <see cref="DisputeMove.Nodes"/> from each side.</summary>
    Slots = 10,

    /// <summary>The operator that made that tensor; <see cref="DisputeMove.Slot"/> from either side.</summary>
    Slot = 11,

    /// <summary>The operator that made the metric; <see cref="DisputeMove.Metric"/> from either side.</summary>
    Metric = 12,

    /// <summary>Nothing: the game is decided.</summary>
    Decided = 13,
}
