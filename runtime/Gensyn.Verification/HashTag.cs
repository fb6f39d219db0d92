namespace Gensyn.Verification;

/// <summary>The byte that stands before what is hashed, so that no hash of one kind is one of another.</summary>
public enum HashTag : byte
{
    /// <summary>A leaf of a Merkle tree.</summary>
    Leaf = 0x00,

    /// <summary>An inner node of a Merkle tree.</summary>
    Inner = 0x01,

    /// <summary>A tensor.</summary>
    Tensor = 0x02,

    /// <summary>An executed operator.</summary>
    Operator = 0x03,

    /// <summary>A state.</summary>
    State = 0x04,

    /// <summary>A task's history.</summary>
    History = 0x05,

    /// <summary>A task.</summary>
    Task = 0x06,

    /// <summary>A chunk of data.</summary>
    DataChunk = 0x07,

    /// <summary>The states of one interval.</summary>
    Steps = 0x08,

    /// <summary>The executed operators of one step.</summary>
    Operators = 0x09,

    /// <summary>A task's graph.</summary>
    Graph = 0x0A,

    /// <summary>The partial accumulators of one element.</summary>
    Accumulators = 0x0B,

    /// <summary>A sealed root.</summary>
    Sealed = 0x0C,
}
