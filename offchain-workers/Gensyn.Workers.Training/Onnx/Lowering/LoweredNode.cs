using System.Collections.Immutable;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>A node while it is lowered: its inputs as values and its attributes with their defaults.</summary>
/// <remarks>An attribute that nobody asks for is refused: it would change what the node means.</remarks>
internal sealed class LoweredNode(OnnxNode node, long opset, IReadOnlyDictionary<string, OnnxValue> values)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>The operator's name.</summary>
    public string OpType => node.OpType;

    /// <summary>The version of the operator set.</summary>
    public long Opset => opset;

    /// <summary>How many inputs are named.</summary>
    public int Inputs => node.Inputs.Length;

    /// <summary>The outputs' names.</summary>
    public ImmutableArray<string> Outputs => node.Outputs;

    /// <summary>Whether the input is there.</summary>
    public bool Has(int input) => input < node.Inputs.Length && node.Inputs[input].Length > 0;

    /// <summary>The input's name.</summary>
    public string NameOf(int input) => node.Inputs[input];

    /// <summary>An input.</summary>
    public OnnxValue Input(int input) => !Has(input) ? throw new OnnxException($"lacks input {input}")
        : values.TryGetValue(node.Inputs[input], out OnnxValue? value) ? value
        : throw new OnnxException($"reads '{node.Inputs[input]}', an output that is not lowered");

    /// <summary>An attribute that is an integer.</summary>
    public int Int(string name, int otherwise) => (int)Math.Clamp(Find(name) switch
    {
        null => otherwise,
        OnnxAttribute.Int integer => integer.Value,
        _ => throw Wrong(name, "an integer"),
    }, int.MinValue, int.MaxValue);

    /// <summary>An attribute that is a list of integers; null where it is left out.</summary>
    public int[]? Ints(string name) => Find(name) switch
    {
        null => null,
        OnnxAttribute.Ints list => [.. list.Values.Select(static value => (int)Math.Clamp(value, int.MinValue, int.MaxValue))],
        _ => throw Wrong(name, "integers"),
    };

    /// <summary>An attribute that is a number.</summary>
    public float Float(string name, float otherwise) => Find(name) switch
    {
        null => otherwise,
        OnnxAttribute.Float number => number.Value,
        _ => throw Wrong(name, "a number"),
    };

    /// <summary>An attribute that is a text.</summary>
    public string Text(string name, string otherwise) => Find(name) switch
    {
        null => otherwise,
        OnnxAttribute.String text => text.Value,
        _ => throw Wrong(name, "a text"),
    };

    /// <summary>An attribute of any kind; null where it is left out.</summary>
    public OnnxAttribute? Find(string name)
    {
        _asked.Add(name);
        return node.TryGet(name, out OnnxAttribute? attribute) ? attribute : null;
    }

    /// <summary>Refuses an integer attribute of another value.</summary>
    public void Require(string name, int value, int otherwise)
    {
        if (Int(name, otherwise) != value) throw new OnnxException($"has {name} = {Int(name, otherwise)}: expected {value}");
    }

    /// <summary>Refuses attributes that nobody has asked for.</summary>
    public void RefuseOtherAttributes()
    {
        if (node.Attributes.FirstOrDefault(one => !_asked.Contains(one.Name)) is { } other) throw new OnnxException($"has the attribute {other.Name}, which is not supported");
    }

    private static OnnxException Wrong(string name, string expected) => new($"has the attribute {name}: expected {expected}");
}
