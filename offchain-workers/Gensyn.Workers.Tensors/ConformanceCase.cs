using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;

namespace Gensyn.Workers.Tensors;

/// <summary>One operator on inputs made from a number: what a machine must compute before it may work.</summary>
/// <param name="Name">The operator and what is special about the case.</param>
/// <param name="Record">The record; its inputs are data tensors in order.</param>
/// <param name="Inputs">The types of the inputs.</param>
/// <param name="Special">Whether the inputs hold NaNs, infinities, signed zeros and subnormals.</param>
public sealed record ConformanceCase(string Name, GraphRecord Record, ImmutableArray<TensorType> Inputs, bool Special)
{
    /// <summary>The seed that every case runs under.</summary>
    public const ulong Seed = 0x6765_6E73_796E;

    /// <summary>The step that every case runs in.</summary>
    public const ulong Step = 3;

    // What arithmetic gets wrong first: each kind of zero, infinity, NaN, both ends of the subnormals and normals, and one.
    private static readonly ImmutableArray<uint> SpecialBits =
    [
        0x0000_0000, 0x8000_0000, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0000, 0xFFC0_0001, 0x7F80_0001, 0x0000_0001,
        0x8000_0001, 0x007F_FFFF, 0x0080_0000, 0x7F7F_FFFF, 0xFF7F_FFFF, 0x3F80_0000, 0xBF80_0000, 0x42B1_7218,
    ];

    /// <summary>The input tensors: the same on every machine, from Philox blocks.</summary>
    public ImmutableArray<Tensor> MakeInputs() => [.. Inputs.Select(MakeInput)];

    /// <summary>Runs the case and returns the output.</summary>
    public Tensor Run(IOperators operators)
    {
        Tensor output = new(Record.Output);
        operators.Run(new OperatorRun(GraphPhase.Step, Step, 0, Record, MakeInputs().AsSpan(), output));
        return output;
    }

    /// <summary>The root of an output, which the table holds.</summary>
    public static H256 RootOf(Tensor output) => Commitment.TensorRoot(output.Type, output.Bytes);

    private Tensor MakeInput(TensorType type, int index)
    {
        Tensor tensor = new(type);
        for (int i = 0; i < type.Shape.Elements; i++)
        {
            uint word = Philox.Word(Seed, (ulong)Record.Operator, OperatorId.PhiloxUniform, (uint)index, (ulong)i);
            switch (type.Type)
            {
                case DataType.UInt8:
                    // Labels, the only byte vectors, stay small, so that some of them are columns.
                    tensor.Bytes[i] = (byte)(type.Shape.Rank == 1 ? word % 12 : word);
                    break;
                case DataType.UInt32:
                    tensor.Words[i] = word % 12;
                    break;
                default:
                    tensor.Words[i] = Float(word);
                    break;
            }
        }

        return tensor;
    }

    /// <summary>A number of magnitude 2^−8 to 2^8, or a special one.</summary>
    private uint Float(uint word)
    {
        if (Special && (word & 0x7) == 0) return SpecialBits[(int)((word >> 3) & 0xF)];
        uint exponent = 119 + ((word >> 23) & 0xF);
        return (word & 0x8000_0000) | (exponent << 23) | (word & 0x007F_FFFF);
    }
}
