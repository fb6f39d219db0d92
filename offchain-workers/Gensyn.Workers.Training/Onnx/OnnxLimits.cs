namespace Gensyn.Workers.Training.Onnx;

/// <summary>How much of an untrusted ONNX file is read at most.</summary>
public sealed record OnnxLimits
{
    /// <summary>The limits that hold unless the caller says otherwise.</summary>
    public static OnnxLimits Default { get; } = new();

    /// <summary>Bytes of a file: 512 MiB.</summary>
    public long FileBytes { get; init; } = 512L << 20;

    /// <summary>Nodes of the graph.</summary>
    public int Nodes { get; init; } = 65_536;

    /// <summary>Initializers, inputs, outputs and described values, each.</summary>
    public int Values { get; init; } = 65_536;

    /// <summary>Inputs of a node, and its outputs.</summary>
    public int NodeValues { get; init; } = 4_096;

    /// <summary>Attributes of a node.</summary>
    public int NodeAttributes { get; init; } = 64;

    /// <summary>Numbers or texts in one attribute.</summary>
    public int AttributeElements { get; init; } = 1 << 20;

    /// <summary>Dimensions of a tensor or value.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>Bytes of a name.</summary>
    public int NameBytes { get; init; } = 1_024;

    /// <summary>Bytes of a text that is not a name.</summary>
    public int TextBytes { get; init; } = 65_536;

    /// <summary>Entries of the model's metadata, and operator sets that it imports.</summary>
    public int ModelEntries { get; init; } = 256;

    /// <summary>Elements of constants that are computed from others while a pass is lowered, all together.</summary>
    public int FoldedElements { get; init; } = 1 << 22;
}
