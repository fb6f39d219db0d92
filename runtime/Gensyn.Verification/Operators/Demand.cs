namespace Gensyn.Verification.Operators;

/// <summary>What operators ask of types and attributes; each says what was expected, or null.</summary>
internal static class Demand
{
    public static string? Floats(ReadOnlySpan<TensorType> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Type != DataType.Float32) return $"input {i} of Float32, not {inputs[i]}";
        }

        return null;
    }

    public static string? Type(int index, in TensorType actual, DataType expected) => actual.Type == expected ? null : $"input {index} of {expected}, not {actual}";

    public static string? Rank(int index, in TensorType actual, int rank) => actual.Shape.Rank == rank ? null : $"input {index} of {rank} dimensions, not {actual}";

    public static string? Input(int index, in TensorType actual, in TensorType expected) => actual == expected ? null : $"input {index} of {expected}, not {actual}";

    public static string? Elements(int index, in TensorType actual, int elements) =>
        actual.Shape.Elements == elements ? null : $"input {index} of {elements} elements, not {actual}";

    public static string? Output(in TensorType actual, in TensorType expected) => actual == expected ? null : $"an output of {expected}, not {actual}";

    /// <summary>An output that has this many rows and columns, however the rows are made up.</summary>
    public static string? Matrix(in TensorType actual, DataType type, int rows, int columns) =>
        actual.Type == type && actual.Shape.Rank >= 2 && actual.Shape.Rows == rows && actual.Shape.Columns == columns
            ? null
            : $"an output of {type}, {rows} rows by {columns} columns, not {actual}";

    public static string? Finite(uint bits, char attribute) => Arithmetic.Binary32.IsFinite(bits) ? null : $"a finite Float32 as attribute {attribute}";

    public static string? Flag(uint value, char attribute) => value <= 1 ? null : $"0 or 1 as attribute {attribute}";

    public static TensorType Vector(DataType type, int length) => new(type, Shape.Of((uint)length));
}
