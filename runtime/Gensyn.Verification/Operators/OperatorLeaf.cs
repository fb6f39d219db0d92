using System.Buffers.Binary;
using Gensyn.Verification.Arithmetic;

namespace Gensyn.Verification.Operators;

/// <summary>The exact arithmetic of every operator: one output element is a fold of terms, cut into chunks of 32.</summary>
/// <remarks>
/// <para>
/// This is the definition that kernels must meet bit for bit. An element starts from <see cref="Identity"/>, takes its chunks in ascending
/// order through <see cref="TryStep"/>, and ends in <see cref="Finish"/>. Operators without a fold have one chunk. All arithmetic is that of
/// <typeparamref name="T"/>: round to nearest even, subnormals kept, every NaN 0x7FC00000. i is the row and j the column of the output
/// element; a vector is one row, written x[j]; k runs over the terms.
/// </para>
/// <list type="table">
/// <item><term>BatchIndices</term>
/// <description><see cref="KeyedPermutation.BatchIndex"/>(seed, A, batch, t, j).</description></item>
/// <item><term>Gather</term>
/// <description>mul(float(data[index[i], j]), A); +0 when the index is no row.</description></item>
/// <item><term>GatherLabels</term><description>labels[index[j]]; 0 when the index is no label.</description></item>
/// <item><term>MatMul</term>
/// <description>acc = fma(a[i, k], b[k, j], acc) from +0, k ascending; A and B read a and b transposed.</description></item>
/// <item><term>AddRow</term><description>add(x[i, j], b[j]).</description></item>
/// <item><term>Relu</term><description>x when x &gt; 0, NaN when NaN, else +0 (−0 gives +0).</description></item>
/// <item><term>ReluGrad</term><description>d when z &gt; 0, NaN when z is NaN, else +0.</description></item>
/// <item><term>RowMax</term>
/// <description>The first of the largest terms of row j of x; the first NaN wins and is written canonically; −0 equals +0, so the first of
/// them stays.</description></item>
/// <item><term>RowArgMax</term><description>The index of that term.</description></item>
/// <item><term>SubRow</term><description>sub(x[i, j], m[i]).</description></item>
/// <item><term>Exp</term><description><see cref="Elementary.Exp"/>(x).</description></item>
/// <item><term>RowSum</term>
/// <description>16 lanes from +0: lane k mod 16 = add(lane, x[j, k]), k ascending; then the tree of <see cref="Finish"/>.</description></item>
/// <item><term>CrossEntropyGrad</term>
/// <description>mul(sub(div(e[i, j], s[i]), j = y[i] ? 1 : +0), A).</description></item>
/// <item><term>CrossEntropyLoss</term>
/// <description>sub(<see cref="Elementary.Log"/>(s[j]), d[j, y[j]]); a label that is no column takes +0 for d.</description></item>
/// <item><term>ColumnSum</term><description>acc = add(acc, x[k, j]) from +0, k ascending.</description></item>
/// <item><term>MomentumUpdate</term><description>fma(A, v, g).</description></item>
/// <item><term>SgdUpdate</term><description>fma(−A, v, w).</description></item>
/// <item><term>PhiloxUniform</term>
/// <description>fma(u, B, A) with u = <see cref="Philox.Uniform"/> of <see cref="Philox.Word"/>(seed, t, id, C, i·columns + j).</description></item>
/// <item><term>Zeros</term><description>0.</description></item>
/// <item><term>EqualFloat</term><description>1 when the integers are equal, else +0.</description></item>
/// <item><term>SumBlocks</term>
/// <description>As RowSum over terms 1024·j + k of a vector, k below 1,024 and within the vector; lane k mod 16.</description></item>
/// <item><term>Scale</term><description>mul(x, A).</description></item>
/// <item><term>ImportRows</term><description>mul(float(data[A + i, j]), B).</description></item>
/// <item><term>ImportLabels</term><description>labels[A + j].</description></item>
/// </list>
/// </remarks>
public static class OperatorLeaf<T>
    where T : struct, IBinary32
{
    private const uint NoIndex = uint.MaxValue;

    /// <summary>The accumulator before the first chunk; the span is as long as <see cref="OperatorRules.AccumulatorSize"/> says.</summary>
    public static void Identity(OperatorId id, Span<byte> accumulator)
    {
        accumulator.Clear();
        if (id is not (OperatorId.RowMax or OperatorId.RowArgMax)) return;
        Write(accumulator, 0, Binary32.NegativeInfinity);
        Write(accumulator, 1, NoIndex);
    }

    /// <summary>Takes one chunk into the accumulator; false when an input element that it needs cannot be read.</summary>
    public static bool TryStep(
        ResolvedRecord record, in LeafContext context, ILeafInputs inputs, int row, int column, int chunk, Span<byte> accumulator)
    {
        int start = chunk * OperatorRules.ChunkTerms;
        int end = Math.Min(start + OperatorRules.ChunkTerms, OperatorRules.FoldLength(record, row, column));
        switch (record.Operator)
        {
            case OperatorId.MatMul:
                return StepMatMul(record, inputs, row, column, start, end, accumulator);
            case OperatorId.ColumnSum:
                return StepColumnSum(inputs, column, start, end, accumulator);
            case OperatorId.RowSum:
                return StepLanes(inputs, column, 0, start, end, accumulator);
            case OperatorId.SumBlocks:
                return StepLanes(inputs, 0, column * OperatorRules.BlockTerms, start, end, accumulator);
            case OperatorId.RowMax or OperatorId.RowArgMax:
                return StepMax(inputs, column, start, end, accumulator);
            default:
                if (!TryElement(record, context, inputs, row, column, out uint element)) return false;
                Write(accumulator, 0, element);
                return true;
        }
    }

    /// <summary>The output element that the last accumulator stands for.</summary>
    /// <remarks>Sixteen lanes are added as a tree that halves: lane l = add(lane l, lane l + w) for w = 8, 4, 2, 1 and l below w.</remarks>
    public static uint Finish(OperatorId id, ReadOnlySpan<byte> accumulator)
    {
        switch (id)
        {
            case OperatorId.RowArgMax:
                return Read(accumulator, 1);
            case OperatorId.RowSum or OperatorId.SumBlocks:
                Span<uint> lanes = stackalloc uint[OperatorRules.Lanes];
                for (int lane = 0; lane < lanes.Length; lane++) lanes[lane] = Read(accumulator, lane);
                for (int width = OperatorRules.Lanes / 2; width > 0; width /= 2)
                {
                    for (int lane = 0; lane < width; lane++) lanes[lane] = T.Add(lanes[lane], lanes[lane + width]);
                }

                return lanes[0];
            default:
                return Read(accumulator, 0);
        }
    }

    private static bool StepMatMul(
        ResolvedRecord record, ILeafInputs inputs, int row, int column, int start, int end, Span<byte> accumulator)
    {
        bool turnLeft = record.Attributes.A != 0;
        bool turnRight = record.Attributes.B != 0;
        uint sum = Read(accumulator, 0);
        for (int k = start; k < end; k++)
        {
            if (!inputs.TryRead(0, turnLeft ? k : row, turnLeft ? row : k, out uint left)) return false;
            if (!inputs.TryRead(1, turnRight ? column : k, turnRight ? k : column, out uint right)) return false;
            sum = T.Fma(left, right, sum);
        }

        Write(accumulator, 0, sum);
        return true;
    }

    private static bool StepColumnSum(ILeafInputs inputs, int column, int start, int end, Span<byte> accumulator)
    {
        uint sum = Read(accumulator, 0);
        for (int k = start; k < end; k++)
        {
            if (!inputs.TryRead(0, k, column, out uint term)) return false;
            sum = T.Add(sum, term);
        }

        Write(accumulator, 0, sum);
        return true;
    }

    private static bool StepLanes(ILeafInputs inputs, int row, int offset, int start, int end, Span<byte> accumulator)
    {
        for (int k = start; k < end; k++)
        {
            if (!inputs.TryRead(0, row, offset + k, out uint term)) return false;
            int lane = k % OperatorRules.Lanes;
            Write(accumulator, lane, T.Add(Read(accumulator, lane), term));
        }

        return true;
    }

    private static bool StepMax(ILeafInputs inputs, int row, int start, int end, Span<byte> accumulator)
    {
        uint best = Read(accumulator, 0);
        uint index = Read(accumulator, 1);
        for (int k = start; k < end; k++)
        {
            if (!inputs.TryRead(0, row, k, out uint term)) return false;
            if (index != NoIndex && (Binary32.IsNaN(best) || !(Binary32.IsNaN(term) || T.Less(best, term)))) continue;
            best = Binary32.Canonical(term);
            index = (uint)k;
        }

        Write(accumulator, 0, best);
        Write(accumulator, 1, index);
        return true;
    }

    private static bool TryElement(ResolvedRecord record, in LeafContext context, ILeafInputs inputs, int row, int column, out uint element)
    {
        OperatorAttributes attributes = record.Attributes;
        element = 0;
        uint x, y, z;
        switch (record.Operator)
        {
            case OperatorId.BatchIndices:
                element = KeyedPermutation.BatchIndex(context.Seed, attributes.A, (uint)record.Output.Shape.Columns, context.Step, (uint)column);
                return true;
            case OperatorId.PhiloxUniform:
                ulong number = (ulong)row * (ulong)record.Output.Shape.Columns + (ulong)column;
                uint word = Philox.Word(context.Seed, context.Step, OperatorId.PhiloxUniform, attributes.C, number);
                element = T.Fma(Philox.Uniform<T>(word), attributes.B, attributes.A);
                return true;
            case OperatorId.Zeros:
                return true;
            case OperatorId.Gather:
                if (!inputs.TryRead(0, 0, row, out x)) return false;
                if (x >= (uint)record.Inputs[1].Type.Shape.Rows) return true;
                if (!inputs.TryRead(1, (int)x, column, out y)) return false;
                element = T.Mul(T.FromUInt32(y), attributes.A);
                return true;
            case OperatorId.GatherLabels:
                if (!inputs.TryRead(0, 0, column, out x)) return false;
                return x >= (uint)record.Inputs[1].Type.Shape.Columns || inputs.TryRead(1, 0, (int)x, out element);
            case OperatorId.ImportRows:
                if (!inputs.TryRead(0, checked((int)attributes.A + row), column, out x)) return false;
                element = T.Mul(T.FromUInt32(x), attributes.B);
                return true;
            case OperatorId.ImportLabels:
                return inputs.TryRead(0, 0, checked((int)attributes.A + column), out element);
            case OperatorId.AddRow:
                if (!inputs.TryRead(0, row, column, out x) || !inputs.TryRead(1, 0, column, out y)) return false;
                element = T.Add(x, y);
                return true;
            case OperatorId.SubRow:
                if (!inputs.TryRead(0, row, column, out x) || !inputs.TryRead(1, 0, row, out y)) return false;
                element = T.Sub(x, y);
                return true;
            case OperatorId.Relu:
                if (!inputs.TryRead(0, row, column, out x)) return false;
                element = Binary32.IsNaN(x) ? Binary32.NaN : T.Less(Binary32.Zero, x) ? x : Binary32.Zero;
                return true;
            case OperatorId.ReluGrad:
                if (!inputs.TryRead(0, row, column, out x) || !inputs.TryRead(1, row, column, out y)) return false;
                element = Binary32.IsNaN(y) ? Binary32.NaN : T.Less(Binary32.Zero, y) ? Binary32.Canonical(x) : Binary32.Zero;
                return true;
            case OperatorId.Exp:
                if (!inputs.TryRead(0, row, column, out x)) return false;
                element = Elementary.Exp(new SingleLane<T>(x)).Bits;
                return true;
            case OperatorId.Scale:
                if (!inputs.TryRead(0, row, column, out x)) return false;
                element = T.Mul(x, attributes.A);
                return true;
            case OperatorId.MomentumUpdate:
                if (!inputs.TryRead(0, row, column, out x) || !inputs.TryRead(1, row, column, out y)) return false;
                element = T.Fma(attributes.A, x, y);
                return true;
            case OperatorId.SgdUpdate:
                if (!inputs.TryRead(0, row, column, out x) || !inputs.TryRead(1, row, column, out y)) return false;
                element = T.Fma(Binary32.Negate(attributes.A), x, y);
                return true;
            case OperatorId.EqualFloat:
                if (!inputs.TryRead(0, row, column, out x) || !inputs.TryRead(1, row, column, out y)) return false;
                element = x == y ? Binary32.One : Binary32.Zero;
                return true;
            case OperatorId.CrossEntropyGrad:
                if (!inputs.TryRead(0, row, column, out x) || !inputs.TryRead(1, 0, row, out y) || !inputs.TryRead(2, 0, row, out z)) return false;
                element = T.Mul(T.Sub(T.Div(x, y), z == (uint)column ? Binary32.One : Binary32.Zero), attributes.A);
                return true;
            case OperatorId.CrossEntropyLoss:
                if (!inputs.TryRead(1, 0, column, out y) || !inputs.TryRead(2, 0, column, out z)) return false;
                x = 0;
                if (z < (uint)record.Inputs[0].Type.Shape.Columns && !inputs.TryRead(0, column, (int)z, out x)) return false;
                element = T.Sub(Elementary.Log(new SingleLane<T>(y)).Bits, x);
                return true;
            default:
                return false;
        }
    }

    private static uint Read(ReadOnlySpan<byte> accumulator, int word) => BinaryPrimitives.ReadUInt32LittleEndian(accumulator[(4 * word)..]);

    private static void Write(Span<byte> accumulator, int word, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(accumulator[(4 * word)..], value);
}
