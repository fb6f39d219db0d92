using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>One operation of a model.</summary>
/// <param name="OpType">The operator's name, such as <c>Gemm</c>.</param>
/// <param name="Name">The node's name; may be empty.</param>
/// <param name="Domain">The operator set; empty for the default one.</param>
/// <param name="Inputs">Names of the values that it reads; empty where an optional one is left out.</param>
/// <param name="Outputs">Names of the values that it gives; empty where an optional one is left out.</param>
/// <param name="Attributes">Its attributes, in the file's order.</param>
public sealed record OnnxNode(
    string OpType,
    string Name,
    string Domain,
    ImmutableArray<string> Inputs,
    ImmutableArray<string> Outputs,
    ImmutableArray<OnnxAttribute> Attributes)
{
    /// <summary>The attribute of this name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out OnnxAttribute? attribute)
    {
        attribute = Attributes.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));
        return attribute is not null;
    }
}
