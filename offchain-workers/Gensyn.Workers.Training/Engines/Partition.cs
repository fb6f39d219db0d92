using System.Numerics;
using Gensyn.Verification;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Training.Engines;

/// <summary>Into how many equal runs of memory an operation can be cut, so that each run of its output needs only the same runs of some inputs.</summary>
/// <param name="Units">The most runs, of which every divisor will do; 1 where it cannot be cut.</param>
/// <param name="Cut">A bit for each input that is cut along; the others are read whole.</param>
/// <param name="Folds">Whether the runs are the terms of sums over all of them, taken in ascending order, so that the output stays whole.</param>
internal readonly record struct Partition(int Units, int Cut = 0, bool Folds = false)
{
    // A product of fewer rows reads its other side too often.
    private const int LeastProductRows = 48;

    /// <summary>Whether an input is cut along.</summary>
    public bool Cuts(int input) => (Cut >> input & 1) != 0;

    /// <summary>How an operation can be cut.</summary>
    public static Partition Of(Operation operation, GraphRecord record)
    {
        ReadOnlySpan<TensorType> inputs = operation.InputTypes.AsSpan();
        return operation.Kind switch
        {
            OperationKind.Record => Of(record, inputs),
            OperationKind.ConvolutionWeightGradient => new((int)inputs[0].Shape[0], 0b11, Folds: true),
            OperationKind.MaxPoolGradient => new((int)inputs[0].Shape[0], 0b11),
            _ => new((int)inputs[0].Shape[0], 0b1),
        };
    }

    private static Partition Of(GraphRecord record, ReadOnlySpan<TensorType> inputs)
    {
        Shape output = record.Output.Shape;
        OperatorAttributes attributes = record.Attributes;
        if (Operator.Of(record.Operator) is Pointwise pointwise) return OfPointwise(pointwise, attributes, inputs, output);
        switch (record.Operator)
        {
            case OperatorId.MatMul when attributes.A == 0:
                return new(ProductUnits(output.Rows), 0b1);
            case OperatorId.MatMul when attributes.B == 0:
                return new(ProductUnits(inputs[0].Shape.Rows), 0b11, Folds: true);
            case OperatorId.BatchMatMul:
                return new(output.Rows / (int)output[output.Rank - 2], 0b11);
            case OperatorId.RowSum or OperatorId.RowDot or OperatorId.RowMax or OperatorId.RowArgMax:
            case OperatorId.CrossEntropyGrad or OperatorId.CrossEntropyLoss or OperatorId.Pick:
                return new(inputs[0].Shape.Rows, 0b111);
            case OperatorId.Place:
            case OperatorId.Expand when (Spread)attributes.A == Spread.PerRow:
                return new(output.Rows, 0b111);
            case OperatorId.Expand when (Spread)attributes.A == Spread.Tiled:
                return new(output.Elements / inputs[0].Shape.Elements);
            case OperatorId.ColumnSum or OperatorId.ColumnDot:
                return new(inputs[0].Shape.Rows, 0b11, Folds: true);
            case OperatorId.ScatterRows:
                return new(inputs[0].Shape.Elements, 0b11, Folds: true);
            case OperatorId.GatherRows or OperatorId.Gather or OperatorId.GatherLabels or OperatorId.GatherWindows:
                return new(inputs[0].Shape.Elements, 0b1);
            case OperatorId.Permute when (attributes.A & 0xF) == 0:
            case OperatorId.Unfold or OperatorId.Fold:
                return new((int)output[0], 0b1);
            case OperatorId.Slice or OperatorId.Pad when attributes.A == 0 && inputs[0].Shape.Rows == output.Rows:
            case OperatorId.Concat:
                return new(output.Rows, 0b11);
            case OperatorId.CausalMask:
                return new(output.Rows / output.Columns, 0b1);
            case OperatorId.EqualFloat or OperatorId.NotEqual or OperatorId.Reshape:
                return new(output.Elements, 0b11);
            default:
                return new(1);
        }
    }

    private static Partition OfPointwise(Pointwise operation, OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, in Shape output)
    {
        int units = output.Elements, cut = 1;
        for (int i = 1; i < inputs.Length; i++)
        {
            Spread spread = operation.SpreadOf(attributes, i);
            if (spread == Spread.Single) continue;
            bool isSmall = spread == Spread.Tiled && inputs[i].Shape.Elements < output.Elements;
            if (!isSmall) cut |= 1 << i;
            int most = spread == Spread.PerRow ? output.Rows : isSmall ? output.Elements / inputs[i].Shape.Elements : output.Elements;
            units = (int)BigInteger.GreatestCommonDivisor(units, most);
        }

        return new(units, cut);
    }

    private static int ProductUnits(int rows)
    {
        for (int size = LeastProductRows; size < rows; size++)
        {
            if (rows % size == 0) return rows / size;
        }

        return 1;
    }
}
