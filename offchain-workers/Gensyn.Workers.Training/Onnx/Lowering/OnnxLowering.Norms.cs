using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Training.Graphs;
using static Gensyn.Workers.Training.Onnx.OnnxValue;

namespace Gensyn.Workers.Training.Onnx;

/// <content>Operators with statistics of rows or channels.</content>
internal sealed partial class OnnxLowering
{
    private Live Softmax(LoweredNode node)
    {
        Live x = Floating(AsLive(node.Input(0)));
        int axis = Dimensions.Axis(node.Int("axis", -1), x.Dims.Length), last = x.Dims.Length - 1;

        // An image's channels are its rows already.
        if (x.Placement != Placement.ChannelsLast || axis != 1) x = ToPlain(x);
        bool isMoved = x.Placement == Placement.Plain && axis != last;
        int[] order = [.. Enumerable.Range(0, x.Dims.Length)];
        (order[axis], order[last]) = (last, axis);
        if (isMoved) x = ToTransposed(x, order);
        GraphValue rows = Shaped(x), made;
        if (node.OpType == "Softmax")
        {
            made = layers.Softmax(rows);
        }
        else
        {
            (GraphValue shifted, _, GraphValue sums) = List.SoftmaxParts(rows);
            made = List.Subtract(shifted, List.Map(OperatorId.Log, sums), Spread.PerRow);
        }

        Live y = x with { Value = made };
        return isMoved ? ToTransposed(y, order) : y;
    }

    private Live LayerNormalization(LoweredNode node)
    {
        node.Require("stash_type", 1, 1);
        Live x = ToPlain(Floating(AsLive(node.Input(0))));
        int axis = Dimensions.Axis(node.Int("axis", -1), x.Dims.Length);
        int columns = Dimensions.Count(x.Dims.AsSpan()[axis..]);
        GraphValue rows = axis == x.Dims.Length - 1 ? Shaped(x) : Shaped(x, Dimensions.Count(x.Dims.AsSpan()) / columns, columns);
        Live y = x with { Value = layers.Normalise(rows, node.Float("epsilon", 1e-5f)) };
        Live scaled = Combine(OperatorId.Multiply, y, Beside(node.Input(1), y));
        return node.Has(2) ? Combine(OperatorId.Add, scaled, Beside(node.Input(2), scaled)) : scaled;
    }

    private Live BatchNormalization(LoweredNode node)
    {
        OnnxValue given = node.Input(0);
        (Live x, bool isLine) = given.Dims.Length switch
        {
            3 or 4 => LiveImage(node, 0),
            2 => (ToPlain(Floating(AsLive(given))), false),
            _ => throw new OnnxException($"normalises {Dimensions.Text(given.Dims.AsSpan())}: expected an image [N, C, H, W], a line [N, C, L] or rows [N, C]"),
        };

        // Training takes the batch's statistics whether or not the export was made in training mode.
        node.Int("training_mode", 0);
        float keep = node.Float("momentum", 0.9f), epsilon = node.Float("epsilon", 1e-5f);
        GraphValue mean = Channel(3, isTrained: false), variance = Channel(4, isTrained: false);
        return ToLine(x with { Value = layers.BatchNorm(Shaped(x), mean, variance, Channel(1, isTrained: true), Channel(2, isTrained: true), 1f - keep, epsilon) }, isLine);

        GraphValue Channel(int input, bool isTrained)
        {
            if (node.Input(input) is not Weight { Dims.Length: 1 } weight || weight.Dims[0] != x.Dims[1])
            {
                throw new OnnxException($"has input {input} of {Dimensions.Text(node.Input(input).Dims.AsSpan())}: expected an initializer [{x.Dims[1]}]");
            }

            return Parameter(plan.Take(weight.Initializer, WeightLayout.AsIs(Dimensions.ShapeOf(weight.Dims.AsSpan())), isTrained));
        }
    }

    private Live Reduce(LoweredNode node)
    {
        Live x = Floating(AsLive(node.Input(0)));
        bool isMean = node.OpType == "ReduceMean", keepsDims = node.Int("keepdims", 1) != 0;
        int[]? named = node.Ints("axes") ?? (node.Has(1) ? Known(node, 1).Integers() : null);
        int rank = x.Dims.Length;
        bool keepsAll = node.Int("noop_with_empty_axes", 0) != 0;
        if (keepsAll && named is null or []) return x;
        int[] axes = named is null or [] ? [.. Enumerable.Range(0, rank)] : Dimensions.Axes(named, rank), kept = [.. Enumerable.Range(0, rank).Except(axes)];
        if (x.Placement == Placement.Flattened) x = ToPlain(x);

        // Reduced dimensions last, in the order in which the elements lie; kept ones in the ONNX order.
        int[] lies = x.Placement == Placement.ChannelsLast ? [0, 2, 3, 1] : [.. Enumerable.Range(0, rank)];
        int[] order = [.. kept.Select(axis => Array.IndexOf(lies, axis)), .. Enumerable.Range(0, rank).Where(place => axes.Contains(lies[place]))];
        ImmutableArray<int> extents = x.Extents;
        Live laid = new(x.Value, extents);
        if (!order.SequenceEqual(Enumerable.Range(0, rank))) laid = ToTransposed(laid, order);
        int terms = Dimensions.Count([.. axes.Select(axis => x.Dims[axis])]);
        GraphValue sum = List.RowSum(Shaped(laid, Dimensions.Count(extents.AsSpan()) / terms, terms));
        ImmutableArray<int> dims = [.. Enumerable.Range(0, rank).Where(axis => keepsDims || kept.Contains(axis)).Select(axis => axes.Contains(axis) ? 1 : x.Dims[axis])];
        return new Live(isMean ? List.Scale(sum, 1f / terms) : sum, dims);
    }
}
