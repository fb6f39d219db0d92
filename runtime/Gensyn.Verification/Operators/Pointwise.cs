using System.Runtime.CompilerServices;
using Gensyn.Verification.Arithmetic;

namespace Gensyn.Verification.Operators;

/// <summary>A function of up to three elements and two constants, written once for single numbers and for vectors.</summary>
public interface IElementFunction
{
    /// <summary>The function's value; a NaN is 0x7FC00000.</summary>
    static abstract L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>;
}

/// <summary>How the elements of a smaller input stand beside those of a larger one.</summary>
public enum Spread
{
    /// <summary>y[i mod rows of y, j]: the rows are repeated; with one row, a number for each column.</summary>
    Tiled = 0,

    /// <summary>y[i]: a number for each row.</summary>
    PerRow = 1,

    /// <summary>y[0]: one number.</summary>
    Single = 2,
}

/// <summary>An operator that computes each element from the elements at its place.</summary>
public abstract class Pointwise : ElementOperator
{
    private protected Pointwise(OperatorId id, int inputs, int attributes, string formula)
        : base(id, inputs, attributes, formula)
    {
    }

    /// <summary>Calls the visitor with the operator's function as a type, so that kernels are compiled for it.</summary>
    public abstract void Accept(IPointwiseVisitor visitor);

    /// <summary>How an input's elements stand beside those of the output.</summary>
    public abstract Spread SpreadOf(OperatorAttributes attributes, int input);

    /// <summary>The constants that the function takes.</summary>
    public abstract (uint A, uint B) ConstantsOf(OperatorAttributes attributes);
}

/// <summary>Is called with an operator's function as a type.</summary>
public interface IPointwiseVisitor
{
    /// <summary>Called once.</summary>
    void Visit<TFunction>(Pointwise operation)
        where TFunction : struct, IElementFunction;
}

/// <summary>A pointwise operator whose inputs have the output's shape, and whose attributes are finite constants.</summary>
/// <param name="id">Its number.</param>
/// <param name="inputs">How many tensors it reads.</param>
/// <param name="constants">How many constants it takes.</param>
/// <param name="formula">The function in a line.</param>
/// <param name="cost">Weighted operations of one element.</param>
/// <param name="lastIsSingle">Whether the last input is one number.</param>
internal sealed class Pointwise<TFunction>(OperatorId id, int inputs, int constants, string formula, uint cost = 1, bool lastIsSingle = false)
    : Pointwise(id, inputs, constants, formula)
    where TFunction : struct, IElementFunction
{
    private protected override uint CostPerTerm => cost;

    public override void Accept(IPointwiseVisitor visitor) => visitor.Visit<TFunction>(this);

    public override Spread SpreadOf(OperatorAttributes attributes, int input) => lastIsSingle && input == InputCount - 1 ? Spread.Single : Spread.Tiled;

    public override (uint A, uint B) ConstantsOf(OperatorAttributes attributes) => (attributes.A, attributes.B);

    private protected override string? CheckAttributes(OperatorAttributes attributes) => Demand.Finite(attributes.A, 'A') ?? Demand.Finite(attributes.B, 'B');

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if (Demand.Floats(inputs) is { } wrong) return wrong;
        for (int i = 1; i < inputs.Length; i++)
        {
            TensorType expected = SpreadOf(attributes, i) == Spread.Single ? Demand.Vector(DataType.Float32, 1) : inputs[0];
            if (Demand.Input(i, inputs[i], expected) is { } other) return other;
        }

        return Demand.Output(output, inputs[0]);
    }

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = 0;
        uint y = 0, z = 0;
        if (!call.TryRead(0, call.Row, call.Column, out uint x)) return false;
        if (InputCount > 1 && !TryRead(call, 1, out y)) return false;
        if (InputCount > 2 && !TryRead(call, 2, out z)) return false;
        element = Apply<T>(x, y, z, call.Attributes);
        return true;
    }

    private bool TryRead(in LeafCall call, int input, out uint bits) =>
        SpreadOf(call.Attributes, input) == Spread.Single ? call.TryRead(input, 0, 0, out bits) : call.TryRead(input, call.Row, call.Column, out bits);

    private static uint Apply<T>(uint x, uint y, uint z, OperatorAttributes attributes)
        where T : struct, IBinary32
        => TFunction.Apply<SingleLane<T>>(new(x), new(y), new(z), new(attributes.A), new(attributes.B)).Bits;
}

/// <summary>A pointwise operator of two tensors, the second of which may be smaller: attribute A is its <see cref="Spread"/>.</summary>
internal sealed class Broadcasting<TFunction>(OperatorId id, string formula) : Pointwise(id, 2, 1, formula)
    where TFunction : struct, IElementFunction
{
    public override void Accept(IPointwiseVisitor visitor) => visitor.Visit<TFunction>(this);

    public override Spread SpreadOf(OperatorAttributes attributes, int input) => input == 0 ? Spread.Tiled : (Spread)attributes.A;

    public override (uint A, uint B) ConstantsOf(OperatorAttributes attributes) => default;

    private protected override string? CheckAttributes(OperatorAttributes attributes) => Spreading.Check(attributes.A);

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        Demand.Floats(inputs) ?? Spreading.Check((Spread)attributes.A, 1, inputs[1], inputs[0]) ?? Demand.Output(output, inputs[0]);

    private protected override bool TryElement<T>(in LeafCall call, out uint element)
    {
        element = 0;
        (int row, int column) = Spreading.Place((Spread)call.Attributes.A, call.Shape(1), call.Row, call.Column);
        if (!call.TryRead(0, call.Row, call.Column, out uint x) || !call.TryRead(1, row, column, out uint y)) return false;
        element = TFunction.Apply<SingleLane<T>>(new(x), new(y), default, default, default).Bits;
        return true;
    }
}

/// <summary>The rules of <see cref="Spread"/>.</summary>
internal static class Spreading
{
    public static string? Check(uint spread) => spread <= (uint)Spread.Single ? null : "0, 1 or 2 as attribute A: tiled, per row, single";

    /// <summary>Says what the smaller tensor should have been.</summary>
    public static string? Check(Spread spread, int input, in TensorType small, in TensorType large) => spread switch
    {
        Spread.Tiled when small.Shape.Columns != large.Shape.Columns || large.Shape.Rows % small.Shape.Rows != 0 =>
            $"input {input} of {large.Shape.Columns} columns and a divisor of {large.Shape.Rows} rows, not {small}",
        Spread.PerRow when small.Shape.Rank != 1 || small.Shape.Columns != large.Shape.Rows => $"input {input} of [{large.Shape.Rows}], not {small}",
        Spread.Single when small.Shape.Elements != 1 || small.Shape.Rank != 1 => $"input {input} of [1], not {small}",
        _ => null,
    };

    /// <summary>Where the smaller tensor's element stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int Row, int Column) Place(Spread spread, in Shape small, int row, int column) => spread switch
    {
        Spread.PerRow => (0, row),
        Spread.Single => (0, 0),
        _ => (row % small.Rows, column),
    };
}
