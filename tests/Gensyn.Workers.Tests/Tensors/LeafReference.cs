using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Tests.Tensors;

/// <summary>Whole tensors by the chain's leaf, one element after the other: slow, and the definition of right.</summary>
internal sealed class LeafReference : ILeafInputs
{
    private readonly ImmutableArray<Tensor> _inputs;

    private LeafReference(ImmutableArray<Tensor> inputs) => _inputs = inputs;

    public static Tensor Compute<T>(GraphRecord record, ImmutableArray<Tensor> inputs, ulong seed, ulong step)
        where T : struct, IBinary32
    {
        ResolvedRecord resolved = new(
            record.Operator,
            record.Attributes,
            [.. inputs.Select((tensor, index) => new ResolvedInput(record.Inputs[index], tensor.Type, StateGroup.Weights, 0))],
            record.Output);
        LeafReference reader = new(inputs);
        Tensor output = new(record.Output);
        Span<byte> accumulator = stackalloc byte[Operator.MaxAccumulator];
        accumulator = accumulator[..Operator.Of(record.Operator).AccumulatorSize];
        for (int i = 0; i < record.Output.Shape.Elements; i++)
        {
            int row = i / record.Output.Shape.Columns, column = i % record.Output.Shape.Columns;
            Operator.Of(record.Operator).Identity(accumulator);
            for (int chunk = 0; chunk < Operator.Of(resolved.Operator).Chunks(resolved, row, column); chunk++)
            {
                if (!Operator.Of(resolved.Operator).TryStep<T>(resolved, new LeafContext(seed, step), reader, row, column, chunk, accumulator))
                {
                    throw new InvalidOperationException($"The leaf of {record.Operator} reads outside its inputs.");
                }
            }

            output.Words[i] = Operator.Of(record.Operator).Finish<T>(accumulator);
        }

        return output;
    }

    public bool TryRead(int input, int row, int column, out uint bits)
    {
        Tensor tensor = _inputs[input];
        int index = (row * tensor.Type.Shape.Columns) + column;
        bits = tensor.Type.Type == DataType.UInt8 ? tensor.Bytes[index] : MemoryMarshal.Read<uint>(tensor.Bytes[(4 * index)..]);
        return true;
    }
}
