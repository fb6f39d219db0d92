using Gensyn.Verification.Arithmetic;

namespace Gensyn.Verification.Operators;

/// <summary>Sums along rows, or of blocks of a vector, in 16 lanes: lane k mod 16 takes term k, then the lanes are added as a tree.</summary>
/// <remarks>
/// The tree halves: lane l = add(lane l, lane l + w) for w = 8, 4, 2, 1 and l below w. A chunk's terms begin at a multiple of 32 in their row, and a block
/// at a multiple of 1,024: one tile of each input.
/// </remarks>
internal sealed class LaneSum(OperatorId id, int inputs, bool ofBlocks, string formula) : Operator(id, inputs, 0, formula)
{
    public override int AccumulatorSize => MaxAccumulator;

    public override int FoldLength(ResolvedRecord record, int row, int column)
    {
        int columns = record.Inputs[0].Type.Shape.Columns;
        return ofBlocks ? Math.Min(BlockTerms, columns - (column * BlockTerms)) : columns;
    }

    public override uint Finish<T>(ReadOnlySpan<byte> accumulator)
    {
        Span<uint> lanes = stackalloc uint[Lanes];
        for (int lane = 0; lane < lanes.Length; lane++) lanes[lane] = Read(accumulator, lane);
        for (int width = Lanes / 2; width > 0; width /= 2)
        {
            for (int lane = 0; lane < width; lane++) lanes[lane] = T.Add(lanes[lane], lanes[lane + width]);
        }

        return lanes[0];
    }

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if (Demand.Floats(inputs) is { } wrong) return wrong;
        if (InputCount == 2 && Demand.Input(1, inputs[1], inputs[0]) is { } other) return other;
        if (!ofBlocks) return Demand.Output(output, Demand.Vector(DataType.Float32, inputs[0].Shape.Rows));
        if (inputs[0].Shape.Rank != 1) return $"input 0 of Float32 [terms], not {inputs[0]}";
        return Demand.Output(output, Demand.Vector(DataType.Float32, ((inputs[0].Shape.Columns - 1) / BlockTerms) + 1));
    }

    private protected override bool TryFold<T>(in LeafCall call, int from, int to, Span<byte> accumulator)
    {
        int row = ofBlocks ? 0 : call.Column, offset = ofBlocks ? call.Column * BlockTerms : 0;
        for (int k = from; k < to; k++)
        {
            uint other = 0;
            if (!call.TryRead(0, row, offset + k, out uint term) || (InputCount == 2 && !call.TryRead(1, row, offset + k, out other))) return false;
            int lane = k % Lanes;
            uint sum = Read(accumulator, lane);
            Write(accumulator, lane, InputCount == 2 ? T.Fma(term, other, sum) : T.Add(sum, term));
        }

        return true;
    }
}

/// <summary>Sums of columns, rows in ascending order.</summary>
/// <remarks>A chunk's rows begin at a multiple of 32: one tile of each input.</remarks>
internal sealed class ColumnFold(OperatorId id, int inputs, string formula) : Operator(id, inputs, 0, formula)
{
    public override int FoldLength(ResolvedRecord record, int row, int column) => record.Inputs[0].Type.Shape.Rows;

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if (Demand.Floats(inputs) is { } wrong) return wrong;
        if (InputCount == 2 && Demand.Input(1, inputs[1], inputs[0]) is { } other) return other;
        return Demand.Output(output, Demand.Vector(DataType.Float32, inputs[0].Shape.Columns));
    }

    private protected override bool TryFold<T>(in LeafCall call, int from, int to, Span<byte> accumulator)
    {
        uint sum = Read(accumulator, 0);
        for (int k = from; k < to; k++)
        {
            uint other = 0;
            if (!call.TryRead(0, k, call.Column, out uint term) || (InputCount == 2 && !call.TryRead(1, k, call.Column, out other))) return false;
            sum = InputCount == 2 ? T.Fma(term, other, sum) : T.Add(sum, term);
        }

        Write(accumulator, 0, sum);
        return true;
    }
}

/// <summary>The largest element of each row, or its index: the first of the largest; the first NaN wins; −0 equals +0, so the first of them stays.</summary>
/// <remarks>A chunk's terms begin at a multiple of 32 in their row: one tile.</remarks>
internal sealed class RowMaximum(OperatorId id, bool ofIndex, string formula) : Operator(id, 1, 0, formula)
{
    private const uint NoIndex = uint.MaxValue;

    public override int AccumulatorSize => 2 * sizeof(uint);

    public override int FoldLength(ResolvedRecord record, int row, int column) => record.Inputs[0].Type.Shape.Columns;

    public override void Identity(Span<byte> accumulator)
    {
        Write(accumulator, 0, Binary32.NegativeInfinity);
        Write(accumulator, 1, NoIndex);
    }

    public override uint Finish<T>(ReadOnlySpan<byte> accumulator) => Read(accumulator, ofIndex ? 1 : 0);

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output) =>
        Demand.Floats(inputs) ?? Demand.Output(output, Demand.Vector(ofIndex ? DataType.UInt32 : DataType.Float32, inputs[0].Shape.Rows));

    private protected override bool TryFold<T>(in LeafCall call, int from, int to, Span<byte> accumulator)
    {
        uint best = Read(accumulator, 0), index = Read(accumulator, 1);
        for (int k = from; k < to; k++)
        {
            if (!call.TryRead(0, call.Column, k, out uint term)) return false;
            if (index != NoIndex && (Binary32.IsNaN(best) || !(Binary32.IsNaN(term) || T.Less(best, term)))) continue;
            best = Binary32.Canonical(term);
            index = (uint)k;
        }

        Write(accumulator, 0, best);
        Write(accumulator, 1, index);
        return true;
    }
}

/// <summary>The sums of the rows of a tensor whose index is the output's row: the gradient of <see cref="GatherRows"/>.</summary>
/// <remarks>
/// Tiles of a chunk: one of the rows, which begin at a multiple of 32, and at most three of the indices. Those are consecutive elements: with rows of more
/// than 32 of them they lie in two rows at most, the end of one in at most two tiles, as it does not fill a tile's 32 columns twice, and the start of the
/// next in one; with shorter rows they lie in one column of tiles and, being at most 32 rows, in two tiles at most.
/// </remarks>
internal sealed class ScatterRows() : Operator(
    OperatorId.ScatterRows, 2, 0, "acc = add(acc, d[k, j]) from +0 over the k, ascending, for which index[k] = i")
{
    public override int FoldLength(ResolvedRecord record, int row, int column) => record.Inputs[0].Type.Shape.Elements;

    /// <summary>Every row is added once, however many output rows look at it.</summary>
    public override UInt128 Cost(ResolvedRecord record) => (UInt128)record.Output.Shape.Elements + (UInt128)record.Inputs[1].Type.Shape.Elements;

    private protected override string? CheckTypes(OperatorAttributes attributes, ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        if ((Demand.Type(0, inputs[0], DataType.UInt32) ?? Demand.Type(1, inputs[1], DataType.Float32)) is { } wrong) return wrong;
        if (inputs[1].Shape.Rows != inputs[0].Shape.Elements) return $"input 1 of {inputs[0].Shape.Elements} rows, not {inputs[1]}";
        bool fits = output is { Type: DataType.Float32, Shape.Rank: 2 } && output.Shape.Columns == inputs[1].Shape.Columns;
        return fits ? null : $"an output of Float32 [rows, {inputs[1].Shape.Columns}], not {output}";
    }

    private protected override bool TryFold<T>(in LeafCall call, int from, int to, Span<byte> accumulator)
    {
        uint sum = Read(accumulator, 0);
        for (int k = from; k < to; k++)
        {
            if (!call.TryReadAt(0, k, out uint index)) return false;
            if (index != (uint)call.Row) continue;
            if (!call.TryRead(1, k, call.Column, out uint term)) return false;
            sum = T.Add(sum, term);
        }

        Write(accumulator, 0, sum);
        return true;
    }
}
