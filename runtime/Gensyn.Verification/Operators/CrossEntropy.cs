using Gensyn.Verification.Arithmetic;

namespace Gensyn.Verification.Operators;

/// <summary>Softmax cross-entropy of rows, or its gradient by the logits: from exponentials or shifted logits [batch, classes], their sums, and labels.</summary>
internal sealed class CrossEntropy(OperatorId id, bool isGradient, string formula) : ElementOperator(id, 3, isGradient ? 1 : 0, formula)
{
    private protected override uint CostPerTerm => isGradient ? 12u : 24u;

    private protected override string? CheckAttributes(OperatorAttributes attributes) => Demand.Finite(attributes.A, 'A');

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if (Demand.Floats(inputs[..2]) is { } wrong) return wrong;
        if (inputs[0].Shape.Rank != 2) return $"input 0 of Float32 [batch, classes], not {inputs[0]}";
        int rows = inputs[0].Shape.Rows;
        return Demand.Input(1, inputs[1], Demand.Vector(DataType.Float32, rows)) ?? Demand.Type(2, inputs[2], DataType.UInt32)
            ?? Demand.Elements(2, inputs[2], rows) ?? Demand.Output(output, isGradient ? inputs[0] : inputs[1]);
    }

    private protected override bool TryElement<T>(in LeafCall call, out uint element) => isGradient ? TryGradient<T>(call, out element) : TryLoss<T>(call, out element);

    private static bool TryGradient<T>(in LeafCall call, out uint element)
        where T : struct, IBinary32
    {
        element = 0;
        if (!call.TryRead(0, call.Row, call.Column, out uint exponential) || !call.TryRead(1, 0, call.Row, out uint sum) || !call.TryReadAt(2, call.Row, out uint label))
        {
            return false;
        }

        uint target = label == (uint)call.Column ? Binary32.One : Binary32.Zero;
        element = T.Mul(T.Sub(T.Div(exponential, sum), target), call.Attributes.A);
        return true;
    }

    private static bool TryLoss<T>(in LeafCall call, out uint element)
        where T : struct, IBinary32
    {
        element = 0;
        if (!call.TryRead(1, 0, call.Column, out uint sum) || !call.TryReadAt(2, call.Column, out uint label)) return false;
        uint own = 0;
        if (label < (uint)call.Shape(0).Columns && !call.TryRead(0, call.Column, (int)label, out own)) return false;
        element = T.Sub(Elementary.Log(new SingleLane<T>(sum)).Bits, own);
        return true;
    }
}
