using System.Collections.Immutable;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>One size of a described value: a number, a named parameter such as a batch size, or unknown.</summary>
/// <param name="Value">The size, when it is known.</param>
/// <param name="Parameter">The parameter's name, when it has one.</param>
public readonly record struct OnnxDimension(int? Value, string? Parameter);

/// <summary>What a model says about one of its values.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="ElementType">The type of its elements.</param>
/// <param name="Shape">The sizes, outermost first; null where the model does not say how many.</param>
public sealed record OnnxValueInfo(string Name, OnnxElementType ElementType, ImmutableArray<OnnxDimension>? Shape);
