using System.Collections.Immutable;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>A named constant that a node is configured with.</summary>
public abstract record OnnxAttribute
{
    private OnnxAttribute(string name) => Name = name;

    /// <summary>The attribute's name, unique in its node.</summary>
    public string Name { get; }

    /// <summary>A number in binary32.</summary>
    public sealed record Float(string Name, float Value) : OnnxAttribute(Name);

    /// <summary>An integer.</summary>
    public sealed record Int(string Name, long Value) : OnnxAttribute(Name);

    /// <summary>A text.</summary>
    public sealed record String(string Name, string Value) : OnnxAttribute(Name);

    /// <summary>A constant tensor.</summary>
    public sealed record Tensor(string Name, OnnxTensor Value) : OnnxAttribute(Name);

    /// <summary>A list of numbers in binary32.</summary>
    public sealed record Floats(string Name, ImmutableArray<float> Values) : OnnxAttribute(Name);

    /// <summary>A list of integers.</summary>
    public sealed record Ints(string Name, ImmutableArray<long> Values) : OnnxAttribute(Name);

    /// <summary>A list of texts.</summary>
    public sealed record Strings(string Name, ImmutableArray<string> Values) : OnnxAttribute(Name);
}
