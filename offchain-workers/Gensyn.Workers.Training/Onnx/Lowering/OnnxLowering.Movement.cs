using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Training.Graphs;
using static Gensyn.Workers.Training.Onnx.OnnxValue;

namespace Gensyn.Workers.Training.Onnx;

/// <content>Operators that move elements.</content>
internal sealed partial class OnnxLowering
{
    private static readonly int[] ToLast = [0, 2, 3, 1], ToFirst = [0, 3, 1, 2];

    private static ImmutableArray<int> Reshaped(LoweredNode node, ImmutableArray<int> from)
    {
        switch (node.OpType)
        {
            case "Flatten":
                int axis = node.Int("axis", 1);
                axis = axis == from.Length ? axis : Dimensions.Axis(axis, from.Length);
                return [Dimensions.Count(from.AsSpan()[..axis]), Dimensions.Count(from.AsSpan()[axis..])];
            case "Reshape":
                return Dimensions.Reshape(from, Known(node, 1).Integers(), node.Int("allowzero", 0) != 0);
            case "Squeeze":
                int[] taken = node.Has(1) ? Dimensions.Axes(Known(node, 1).Integers(), from.Length) : [.. Enumerable.Range(0, from.Length).Where(i => from[i] == 1)];
                return taken.All(i => from[i] == 1) ? [.. from.Where((_, i) => !taken.Contains(i))] : throw new OnnxException($"squeezes {Dimensions.Text(from.AsSpan())}: expected axes of size 1");
            default:
                int[] named = Known(node, 1).Integers();
                if (from.Length + named.Length > 8) throw new OnnxException("expected at most 8 dimensions");
                int[] put = Dimensions.Axes(named, from.Length + named.Length);
                Queue<int> rest = new(from);
                return [.. Enumerable.Range(0, from.Length + put.Length).Select(i => put.Contains(i) ? 1 : rest.Dequeue())];
        }
    }

    private OnnxValue Reshape(LoweredNode node)
    {
        OnnxValue given = node.Input(0);
        ImmutableArray<int> dims = Reshaped(node, given.Dims);
        if (given is not Live x)
        {
            return new Part(dims, () => (KnownOrNull(given) ?? throw new OnnxException("expected a constant")) with { Dims = dims }, () => ToPlain(AsLive(given)) with { Dims = dims });
        }

        if (dims.SequenceEqual(x.Dims)) return x;
        if (x.Placement == Placement.ChannelsLast && dims.Length == 2 && dims[0] == x.Dims[0]) return new Live(x.Value, dims, Placement.Flattened, (x.Dims[1], x.Dims[2], x.Dims[3]));
        if (x.Placement == Placement.Flattened && dims.Length == 4 && (dims[1], dims[2], dims[3]) == x.Image) return new Live(x.Value, dims, Placement.ChannelsLast);
        return ToPlain(x) with { Dims = dims };
    }

    private OnnxValue Transpose(LoweredNode node)
    {
        OnnxValue given = node.Input(0);
        int rank = given.Dims.Length;
        int[] order = Dimensions.Order(node.Ints("perm") ?? [.. Enumerable.Range(0, rank).Reverse()], rank);
        if (order.SequenceEqual(Enumerable.Range(0, rank))) return given;
        if (given is Weight weight && rank == 2) return weight with { IsTransposed = !weight.IsTransposed };
        Live x = AsLive(given);
        if (x.Placement == Placement.ChannelsLast && order.SequenceEqual(ToLast)) return new Live(x.Value, x.Extents);
        x = ToPlain(x);
        return order.SequenceEqual(ToFirst) ? new Live(x.Value, [.. order.Select(axis => x.Dims[axis])], Placement.ChannelsLast) : ToTransposed(x, order);
    }

    /// <summary>Plain elements in another order; where there are more dimensions than the protocol has, those that stay together move as one.</summary>
    private Live ToTransposed(Live x, int[] order)
    {
        ImmutableArray<int> dims = [.. order.Select(axis => x.Dims[axis])];
        if (order.Length <= Shape.MaxRank) return new Live(List.Permute(Shaped(x), order), dims);
        List<(int First, int Size)> runs = [];
        for (int i = 0; i < order.Length; i++)
        {
            if (i > 0 && order[i] == order[i - 1] + 1) runs[^1] = (runs[^1].First, checked(runs[^1].Size * x.Dims[order[i]]));
            else runs.Add((order[i], x.Dims[order[i]]));
        }

        (int First, int Size)[] before = [.. runs.OrderBy(static run => run.First)];
        int[] merged = [.. runs.Select(run => Array.IndexOf(before, run))];
        return new Live(List.Permute(Shaped(x, [.. before.Select(static run => run.Size)]), merged), dims);
    }

    private Live Concat(LoweredNode node)
    {
        Live[] parts = [.. Enumerable.Range(0, node.Inputs).Select(i => Floating(AsLive(node.Input(i))))];
        if (parts.Length == 0) throw new OnnxException("lacks input 0");
        ImmutableArray<int> dims = parts[0].Dims;
        int axis = Dimensions.Axis(node.Int("axis", 0), dims.Length);
        bool isImage = parts.All(static part => part.Placement == Placement.ChannelsLast);
        if (!isImage) parts = [.. parts.Select(ToPlain)];
        if (parts.Any(part => part.Dims.Length != dims.Length || part.Dims.Where((size, i) => i != axis && size != dims[i]).Any()))
        {
            throw new OnnxException("expected values of equal sizes but for the axis");
        }

        GraphValue made = Blocks(parts[0]);
        foreach (Live part in parts.AsSpan()[1..]) made = List.Concat(made, Blocks(part));
        return new Live(made, dims.SetItem(axis, checked(parts.Sum(part => part.Dims[axis]))), parts[0].Placement);

        // A row for all that lies before the axis.
        GraphValue Blocks(Live part)
        {
            ImmutableArray<int> extents = part.Extents;
            int place = isImage ? Array.IndexOf(ToLast, axis) : axis;
            return place == extents.Length - 1 && place > 0 ? Shaped(part) : Shaped(part, Dimensions.Count(extents.AsSpan()[..place]), Dimensions.Count(extents.AsSpan()[place..]));
        }
    }

    private ImmutableArray<OnnxValue> Split(LoweredNode node)
    {
        Live x = AsLive(node.Input(0));
        int axis = Dimensions.Axis(node.Int("axis", 0), x.Dims.Length), size = x.Dims[axis], count = node.Outputs.Length;
        int named = node.Int("num_outputs", count), each = ((size - 1) / Math.Max(1, count)) + 1;
        if (named != count) throw new OnnxException($"has num_outputs = {named}: expected as many as its {count} outputs");
        int[] sizes = node.Has(1) ? Known(node, 1).Integers() : [.. Enumerable.Range(0, count).Select(i => Math.Min(each, size - (i * each)))];
        if (sizes.Length != count || sizes.Any(static one => one < 1) || sizes.Sum(static one => (long)one) != size)
        {
            throw new OnnxException($"splits {size} into {Dimensions.Text(sizes)}: expected {count} sizes that add up");
        }

        ImmutableArray<OnnxValue>.Builder parts = ImmutableArray.CreateBuilder<OnnxValue>();
        for (int i = 0, first = 0; i < count; first += sizes[i++]) parts.Add(Range(x, axis, first, sizes[i]));
        return parts.ToImmutable();
    }

    private OnnxValue Slice(LoweredNode node)
    {
        OnnxValue given = node.Input(0);
        if (given is not Live)
        {
            HostTensor folded = SliceOf(node, KnownOrNull(given) ?? throw new OnnxException("expected a constant, an initializer or a value"));
            return new Part(folded.Dims, () => folded, () => Ranged(AsLive(given)));
        }

        return Ranged(AsLive(given));

        Live Ranged(Live x)
        {
            foreach ((int axis, int start, int end, int step) in Ranges(node, x.Dims.Length))
            {
                if (step != 1) throw new OnnxException($"slices with a step of {step}: expected 1");
                (int first, int count) = Dimensions.Range(start, end, x.Dims[axis]);
                x = Range(x, axis, first, count);
            }

            return x;
        }
    }

    private static IEnumerable<(int Axis, int Start, int End, int Step)> Ranges(LoweredNode node, int rank)
    {
        int[] starts = Known(node, 1).Integers(), ends = Known(node, 2).Integers();
        int[] axes = node.Has(3) ? Known(node, 3).Integers() : [.. Enumerable.Range(0, starts.Length)], steps = node.Has(4) ? Known(node, 4).Integers() : [.. starts.Select(static _ => 1)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length) throw new OnnxException("expected as many starts, ends, axes and steps");
        Dimensions.Axes(axes, rank);
        return starts.Select((start, i) => (Dimensions.Axis(axes[i], rank), start, ends[i], steps[i]));
    }

    /// <summary>Consecutive places of an axis: columns of rows that hold all from the axis on.</summary>
    private Live Range(Live x, int axis, int first, int count)
    {
        if (first == 0 && count == x.Dims[axis]) return x;
        if (x.Placement == Placement.Flattened) x = ToPlain(x);
        ImmutableArray<int> extents = x.Extents;
        int place = x.Placement == Placement.ChannelsLast ? Array.IndexOf(ToLast, axis) : axis, inner = Dimensions.Count(extents.AsSpan()[(place + 1)..]);
        GraphValue rows = place == extents.Length - 1 ? Shaped(x) : Shaped(x, Dimensions.Count(extents.AsSpan()[..place]), checked(inner * extents[place]));
        return x with { Value = List.Columns(rows, first * inner, count * inner), Dims = x.Dims.SetItem(axis, count) };
    }

    private OnnxValue Gather(LoweredNode node)
    {
        OnnxValue table = node.Input(0), indices = node.Input(1);
        if (table.Dims.Length == 0) throw new OnnxException("expected a table, not one number");
        int axis = Dimensions.Axis(node.Int("axis", 0), table.Dims.Length);
        if (indices is Live { Value.Type.Type: DataType.UInt32 } live)
        {
            if (axis != 0 || table.Dims.Length != 2) throw new OnnxException($"gathers from {Dimensions.Text(table.Dims.AsSpan())} along axis {axis}: expected rows of a matrix");
            return new Live(List.GatherRows(Shaped(live), Shaped(ToPlain(Floating(AsLive(table))))), [.. indices.Dims, table.Dims[1]]);
        }

        int[] places = Known(node, 1).Integers();
        if (places.Length == 0) throw new OnnxException("gathers nothing");
        int first = Dimensions.Axis(places[0], table.Dims[axis]);
        if (places.Where((place, i) => place < 0 ? place + table.Dims[axis] != first + i : place != first + i).Any())
        {
            throw new OnnxException("gathers places that do not follow each other: expected consecutive ones, or indices that are the input");
        }

        ImmutableArray<int> dims = [.. table.Dims[..axis], .. indices.Dims, .. table.Dims[(axis + 1)..]];
        if (table is Live x) return Taken(x);
        return new Part(dims, () => _fold.Gather(KnownOrNull(table) ?? throw new OnnxException("expected a constant"), Known(node, 1), axis), () => Taken(AsLive(table)));

        Live Taken(Live from)
        {
            Live range = Range(from, axis, first, places.Length);
            return dims.SequenceEqual(range.Dims) ? range : ToPlain(range) with { Dims = dims };
        }
    }

    private Live Expand(LoweredNode node)
    {
        Live x = ToPlain(Floating(AsLive(node.Input(0))));
        ImmutableArray<int> dims = Dimensions.Broadcast(x.Dims, [.. Known(node, 1).Integers()]);
        return new Live(Expanded(x, dims), dims);
    }
}
