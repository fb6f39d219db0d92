using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Tensors;

/// <summary>Executes every operator with the protocol's arithmetic, keyed by a task's seed.</summary>
public sealed class BitwiseOperators(Kernels kernels, ulong seed) : IOperators
{
    /// <inheritdoc/>
    public bool MayFuse => kernels.Windows is not null; // The plain loops have none: they are the reference, one for each record.

    /// <inheritdoc/>
    public Kernels Kernels => kernels;

    /// <inheritdoc/>
    public void Run(in OperatorRun run)
    {
        if (Operator.Of(run.Record.Operator) is Pointwise pointwise) RunPointwise(pointwise, run);
        else if (!TryReduce(run) && !TryMove(run) && !TryMake(run)) throw new NotSupportedException($"There is no kernel for {run.Record.Operator}.");
    }

    private static float Float(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    private static ProductShape ProductOf(in OperatorRun run) =>
        ProductShape.Of(run.Record, run.Inputs[0].Type.Shape, run.Output.Type.Shape) with { HasPanels = run.HasPanels };

    private void RunPointwise(Pointwise operation, in OperatorRun run) => kernels.Pointwise(new PointwiseRun
    {
        Operator = operation,
        Attributes = run.Record.Attributes,
        X = run.Inputs[0].Floats,
        Y = run.Inputs.Length > 1 ? run.Inputs[1].Floats : default,
        Z = run.Inputs.Length > 2 ? run.Inputs[2].Floats : default,
        Columns = run.Output.Type.Shape.Columns,
        Result = run.Output.Floats,
    });

    private bool TryReduce(in OperatorRun run)
    {
        ReadOnlySpan<Tensor> inputs = run.Inputs;
        Tensor output = run.Output;
        switch (run.Record.Operator)
        {
            case OperatorId.MatMul:
                kernels.MatMul(inputs[0].Floats, inputs[1].Floats, output.Floats, ProductOf(run), run.Continues);
                return true;
            case OperatorId.BatchMatMul:
                ProductShape shape = ProductOf(run);
                kernels.BatchMatMul(inputs[0].Floats, inputs[1].Floats, output.Floats, shape, output.Type.Shape.Rows / shape.Rows);
                return true;
            case OperatorId.RowSum:
                kernels.Sum(inputs[0].Floats, output.Floats, inputs[0].Type.Shape.Columns);
                return true;
            case OperatorId.SumBlocks:
                kernels.Sum(inputs[0].Floats, output.Floats, Operator.BlockTerms);
                return true;
            case OperatorId.RowDot:
                kernels.Dot(inputs[0].Floats, inputs[1].Floats, output.Floats, inputs[0].Type.Shape.Columns);
                return true;
            case OperatorId.ColumnSum:
                kernels.ColumnSum(inputs[0].Floats, output.Floats, run.Continues);
                return true;
            case OperatorId.ColumnDot:
                kernels.ColumnDot(inputs[0].Floats, inputs[1].Floats, output.Floats, run.Continues);
                return true;
            case OperatorId.RowMax:
                kernels.RowMax(inputs[0].Floats, output.Floats);
                return true;
            case OperatorId.RowArgMax:
                RowKernels.ArgMax(inputs[0].Floats, output.Words);
                return true;
            case OperatorId.CrossEntropyGrad:
                RowKernels.CrossEntropyGrad(inputs[0].Floats, inputs[1].Floats, inputs[2].Words, Float(run.Record.Attributes.A), output.Floats);
                return true;
            case OperatorId.CrossEntropyLoss:
                RowKernels.CrossEntropyLoss(inputs[0].Floats, inputs[1].Floats, inputs[2].Words, output.Floats);
                return true;
            case OperatorId.ScatterRows:
                MovementKernels.ScatterRows(inputs[0].Words, inputs[1].Floats, output, run.Continues);
                return true;
            case OperatorId.Fold:
                WindowKernels.Fold(inputs[0], run.Record.Attributes, output);
                return true;
            default:
                return false;
        }
    }

    private static bool TryMove(in OperatorRun run)
    {
        ReadOnlySpan<Tensor> inputs = run.Inputs;
        Tensor output = run.Output;
        OperatorAttributes attributes = run.Record.Attributes;
        switch (run.Record.Operator)
        {
            case OperatorId.Permute:
                MovementKernels.Permute(inputs[0], attributes, output);
                return true;
            case OperatorId.Reshape:
                inputs[0].Bytes.CopyTo(output.Bytes);
                return true;
            case OperatorId.Slice:
                MovementKernels.Slice(inputs[0], attributes, output);
                return true;
            case OperatorId.Pad:
                MovementKernels.Pad(inputs[0], attributes, output);
                return true;
            case OperatorId.Concat:
                MovementKernels.Concat(inputs[0], inputs[1], output);
                return true;
            case OperatorId.Expand:
                MovementKernels.Expand(inputs[0].Floats, (Spread)attributes.A, output);
                return true;
            case OperatorId.Unfold:
                WindowKernels.Unfold(inputs[0], attributes, output);
                return true;
            case OperatorId.GatherRows:
                MovementKernels.GatherRows(inputs[0].Words, inputs[1], output.Floats);
                return true;
            case OperatorId.Pick:
                MovementKernels.Pick(inputs[0], inputs[1].Words, output.Floats);
                return true;
            case OperatorId.Place:
                MovementKernels.Place(inputs[0].Floats, inputs[1].Words, output);
                return true;
            case OperatorId.CausalMask:
                MovementKernels.CausalMask(inputs[0], Float(attributes.A), output);
                return true;
            case OperatorId.EqualFloat:
                RowKernels.Equal(inputs[0].Words, inputs[1].Words, output.Floats);
                return true;
            case OperatorId.NotEqual:
                for (int i = 0; i < output.Floats.Length; i++) output.Floats[i] = inputs[0].Words[i] != attributes.A ? 1f : 0f;
                return true;
            default:
                return false;
        }
    }

    private bool TryMake(in OperatorRun run)
    {
        OperatorAttributes attributes = run.Record.Attributes;
        Tensor output = run.Output;
        switch (run.Record.Operator)
        {
            case OperatorId.BatchIndices:
                kernels.BatchIndices(seed, attributes.A, run.Step, output.Words);
                return true;
            case OperatorId.Gather:
                Gather(run.Inputs[0].Words, run.Inputs[1], Float(attributes.A), output.Floats);
                return true;
            case OperatorId.GatherLabels:
                GatherLabels(run.Inputs[0].Words, run.Inputs[1].Bytes, output.Words);
                return true;
            case OperatorId.GatherWindows:
                for (int i = 0, context = output.Type.Shape.Columns; i < output.Type.Shape.Rows; i++)
                {
                    MovementKernels.Window(run.Inputs[1], run.Inputs[0].Words[i] + (ulong)attributes.A, output.Words.Slice(i * context, context));
                }

                return true;
            case OperatorId.ImportWindows:
                for (int i = 0, context = output.Type.Shape.Columns; i < output.Type.Shape.Rows; i++)
                {
                    MovementKernels.Window(run.Inputs[0], attributes.A + ((ulong)i * attributes.B), output.Words.Slice(i * context, context));
                }

                return true;
            case OperatorId.ImportRows:
                int columns = output.Type.Shape.Columns;
                kernels.MultiplyBytes(run.Inputs[0].Bytes.Slice(checked((int)attributes.A * columns), output.Type.Shape.Elements), Float(attributes.B), output.Floats);
                return true;
            case OperatorId.ImportLabels:
                ReadOnlySpan<byte> labels = run.Inputs[0].Bytes.Slice((int)attributes.A, output.Type.Shape.Elements);
                for (int i = 0; i < labels.Length; i++) output.Words[i] = labels[i];
                return true;
            case OperatorId.PhiloxUniform:
                Uniform(seed, run.Step, attributes, output.Words);
                return true;
            case OperatorId.PhiloxNormal:
                Normal(seed, run.Step, attributes, output.Words);
                return true;
            case OperatorId.DropoutMask:
                Dropout(seed, run.Step, attributes, output.Words);
                return true;
            case OperatorId.Zeros:
                output.Bytes.Clear();
                return true;
            case OperatorId.Fill:
                output.Words.Fill(attributes.A);
                return true;
            case OperatorId.StepSchedule:
                output.Words[0] = StepSchedule.At<HardBinary32>(attributes, run.Step);
                return true;
            case OperatorId.CosineSchedule:
                output.Words[0] = CosineSchedule.At<HardBinary32>(attributes, run.Step);
                return true;
            default:
                return false;
        }
    }

    private static void GatherLabels(ReadOnlySpan<uint> indices, ReadOnlySpan<byte> labels, Span<uint> result)
    {
        for (int i = 0; i < indices.Length; i++) result[i] = indices[i] < (uint)labels.Length ? labels[(int)indices[i]] : 0u;
    }

    private static void Uniform(ulong seed, ulong step, OperatorAttributes attributes, Span<uint> result)
    {
        for (int i = 0; i < result.Length; i++)
        {
            uint word = Philox.Word(seed, step, OperatorId.PhiloxUniform, attributes.C, (ulong)i);
            result[i] = HardBinary32.Fma(Philox.Uniform<HardBinary32>(word), attributes.B, attributes.A);
        }
    }

    private static void Normal(ulong seed, ulong step, OperatorAttributes attributes, Span<uint> result)
    {
        for (int i = 0; i < result.Length; i++)
        {
            uint first = Philox.Word(seed, step, OperatorId.PhiloxNormal, attributes.C, 2 * (ulong)i);
            uint second = Philox.Word(seed, step, OperatorId.PhiloxNormal, attributes.C, (2 * (ulong)i) + 1);
            result[i] = PhiloxNormal.Of<HardBinary32>(first, second, attributes);
        }
    }

    private static void Dropout(ulong seed, ulong step, OperatorAttributes attributes, Span<uint> result)
    {
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = Philox.Word(seed, step, OperatorId.DropoutMask, attributes.C, (ulong)i) < attributes.A ? attributes.B : 0;
        }
    }

    private void Gather(ReadOnlySpan<uint> indices, Tensor data, float scale, Span<float> result)
    {
        int columns = data.Type.Shape.Columns;
        ReadOnlySpan<byte> bytes = data.Bytes;
        for (int i = 0; i < indices.Length; i++)
        {
            Span<float> row = result.Slice(i * columns, columns);
            if (indices[i] < (uint)data.Type.Shape.Rows) kernels.MultiplyBytes(bytes.Slice((int)indices[i] * columns, columns), scale, row);
            else row.Clear();
        }
    }
}
