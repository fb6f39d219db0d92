namespace Gensyn.Verification.Operators;

/// <summary>What an element depends on besides tensors.</summary>
/// <param name="Seed">The task's seed.</param>
/// <param name="Step">The step that the graph makes: t for the step graph, 0 for the initialisation, N for the evaluation.</param>
public readonly record struct LeafContext(ulong Seed, ulong Step);

/// <summary>The elements that a leaf may read.</summary>
public interface ILeafInputs
{
    /// <summary>An element of an input, bytes widened; false when it has not been opened.</summary>
    bool TryRead(int input, int row, int column, out uint bits);
}

/// <summary>One output element that is being computed.</summary>
internal readonly ref struct LeafCall(ResolvedRecord record, LeafContext context, ILeafInputs inputs, int row, int column)
{
    public LeafContext Context { get; } = context;

    public int Row { get; } = row;

    public int Column { get; } = column;

    public OperatorAttributes Attributes => record.Attributes;

    public TensorType Output => record.Output;

    /// <summary>The element's number, row by row.</summary>
    public ulong Number => ((ulong)Row * (ulong)record.Output.Shape.Columns) + (ulong)Column;

    public Shape Shape(int input) => record.Inputs[input].Type.Shape;

    public bool TryRead(int input, int row, int column, out uint bits) => inputs.TryRead(input, row, column, out bits);

    /// <summary>Reads an element by its number, row by row.</summary>
    public bool TryReadAt(int input, int number, out uint bits)
    {
        int columns = Shape(input).Columns;
        return inputs.TryRead(input, number / columns, number % columns, out bits);
    }
}
