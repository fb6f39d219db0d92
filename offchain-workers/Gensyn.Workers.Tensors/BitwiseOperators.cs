using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Tensors;

/// <summary>Executes every operator with the protocol's arithmetic, keyed by a task's seed.</summary>
public sealed class BitwiseOperators(Kernels kernels, ulong seed) : IOperators
{
    /// <inheritdoc/>
    public bool MayFuse => true;

    /// <inheritdoc/>
    public Kernels Kernels => kernels;

    /// <inheritdoc/>
    public void Run(in OperatorRun run)
    {
        OperatorAttributes attributes = run.Record.Attributes;
        Tensor output = run.Output;
        switch (run.Record.Operator)
        {
            case OperatorId.BatchIndices:
                kernels.BatchIndices(seed, attributes.A, run.Step, output.Words);
                return;
            case OperatorId.Gather:
                Gather(run.Inputs[0].Words, run.Inputs[1], Float(attributes.A), output.Floats);
                return;
            case OperatorId.GatherLabels:
                GatherLabels(run.Inputs[0].Words, run.Inputs[1].Bytes, output.Words);
                return;
            case OperatorId.MatMul:
                kernels.MatMul(run.Inputs[0].Floats, run.Inputs[1].Floats, output.Floats, ProductOf(run));
                return;
            case OperatorId.AddRow:
                kernels.AddRow(run.Inputs[0].Floats, run.Inputs[1].Floats, output.Floats);
                return;
            case OperatorId.Relu:
                kernels.Relu(run.Inputs[0].Floats, output.Floats);
                return;
            case OperatorId.ReluGrad:
                kernels.ReluGrad(run.Inputs[0].Floats, run.Inputs[1].Floats, output.Floats);
                return;
            case OperatorId.RowMax:
                RowKernels.Max(run.Inputs[0].Floats, output.Floats);
                return;
            case OperatorId.SubRow:
                kernels.SubRow(run.Inputs[0].Floats, run.Inputs[1].Floats, output.Floats);
                return;
            case OperatorId.Exp:
                kernels.Exp(run.Inputs[0].Floats, output.Floats);
                return;
            case OperatorId.RowSum:
                kernels.Sum(run.Inputs[0].Floats, output.Floats, run.Inputs[0].Type.Shape.Columns);
                return;
            case OperatorId.CrossEntropyGrad:
                RowKernels.CrossEntropyGrad(run.Inputs[0].Floats, run.Inputs[1].Floats, run.Inputs[2].Words, Float(attributes.A), output.Floats);
                return;
            case OperatorId.CrossEntropyLoss:
                RowKernels.CrossEntropyLoss(run.Inputs[0].Floats, run.Inputs[1].Floats, run.Inputs[2].Words, output.Floats);
                return;
            case OperatorId.ColumnSum:
                kernels.ColumnSum(run.Inputs[0].Floats, output.Floats);
                return;
            case OperatorId.MomentumUpdate:
                kernels.MultiplyAdd(Float(attributes.A), run.Inputs[0].Floats, run.Inputs[1].Floats, output.Floats);
                return;
            case OperatorId.SgdUpdate:
                kernels.MultiplyAdd(-Float(attributes.A), run.Inputs[0].Floats, run.Inputs[1].Floats, output.Floats);
                return;
            case OperatorId.PhiloxUniform:
                Uniform(seed, run.Step, attributes, output.Words);
                return;
            case OperatorId.Zeros:
                output.Bytes.Clear();
                return;
            case OperatorId.RowArgMax:
                RowKernels.ArgMax(run.Inputs[0].Floats, output.Words);
                return;
            case OperatorId.EqualFloat:
                RowKernels.Equal(run.Inputs[0].Words, run.Inputs[1].Words, output.Floats);
                return;
            case OperatorId.SumBlocks:
                kernels.Sum(run.Inputs[0].Floats, output.Floats, OperatorRules.BlockTerms);
                return;
            case OperatorId.Scale:
                kernels.Multiply(run.Inputs[0].Floats, Float(attributes.A), output.Floats);
                return;
            case OperatorId.ImportRows:
                int columns = output.Type.Shape.Columns;
                kernels.MultiplyBytes(run.Inputs[0].Bytes.Slice(checked((int)attributes.A * columns), output.Type.Shape.Elements), Float(attributes.B), output.Floats);
                return;
            case OperatorId.ImportLabels:
                ReadOnlySpan<byte> labels = run.Inputs[0].Bytes.Slice((int)attributes.A, output.Type.Shape.Elements);
                for (int i = 0; i < labels.Length; i++) output.Words[i] = labels[i];
                return;
            default:
                throw new NotSupportedException($"There is no kernel for {run.Record.Operator}.");
        }
    }

    private static float Float(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    private static ProductShape ProductOf(in OperatorRun run)
    {
        bool left = run.Record.Attributes.A == 1, right = run.Record.Attributes.B == 1;
        Shape a = run.Inputs[0].Type.Shape, result = run.Output.Type.Shape;
        return new ProductShape(result.Rows, result.Columns, left ? a.Rows : a.Columns, left, right);
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
