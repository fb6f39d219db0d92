using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>Where an input of a record comes from.</summary>
[Scale]
public enum TensorSource : byte
{
    /// <summary>The output of an earlier record of the same list.</summary>
    Record = 0,

    /// <summary>A slot of the state before the step.</summary>
    State = 1,

    /// <summary>A tensor of the task's data.</summary>
    Data = 2,
}

/// <summary>An input of a record: its source and the index there.</summary>
[Scale]
public readonly partial record struct TensorRef(TensorSource Source, ushort Index)
{
    /// <summary>The output of an earlier record.</summary>
    public static TensorRef Record(int index) => new(TensorSource.Record, checked((ushort)index));

    /// <summary>A slot of the state before the step.</summary>
    public static TensorRef State(int slot) => new(TensorSource.State, checked((ushort)slot));

    /// <summary>A tensor of the task's data.</summary>
    public static TensorRef Data(int index) => new(TensorSource.Data, checked((ushort)index));
}
