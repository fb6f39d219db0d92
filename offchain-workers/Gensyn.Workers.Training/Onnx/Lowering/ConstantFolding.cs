using System.Collections.Immutable;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>Computes constants from constants, as far as a budget of elements goes.</summary>
/// <param name="budget">How many elements may be made.</param>
internal sealed class ConstantFolding(int budget)
{
    private int _left = budget;

    private delegate double ElementAt(ReadOnlySpan<int> index);

    /// <summary>A function of each element.</summary>
    public HostTensor Map(HostTensor x, OnnxElementType type, Func<double, double> function)
    {
        double[] made = Allocate(x.Dims);
        for (int i = 0; i < made.Length; i++) made[i] = Round(type, function(x.Elements[i]));
        return new(type, x.Dims, made);
    }

    /// <summary>A function of each pair of elements, broadcast.</summary>
    public HostTensor Combine(HostTensor x, HostTensor y, OnnxElementType type, Func<double, double, double> function)
    {
        ImmutableArray<int> dims = Dimensions.Broadcast(x.Dims, y.Dims);
        return Make(type, dims, index => Round(type, function(At(x, index), At(y, index))));
    }

    /// <summary>Elements of one constant or another.</summary>
    public HostTensor Where(HostTensor condition, HostTensor x, HostTensor y)
    {
        ImmutableArray<int> dims = Dimensions.Broadcast(condition.Dims, Dimensions.Broadcast(x.Dims, y.Dims));
        return Make(x.Type, dims, index => At(condition, index) != 0 ? At(x, index) : At(y, index));
    }

    /// <summary>A constant repeated along sizes of one.</summary>
    public HostTensor Expand(HostTensor x, ImmutableArray<int> dims) => Make(x.Type, Dimensions.Broadcast(x.Dims, dims), index => At(x, index));

    /// <summary>Dimensions in another order.</summary>
    public HostTensor Transpose(HostTensor x, int[] order) => Make(x.Type, [.. order.Select(axis => x.Dims[axis])], index =>
    {
        Span<int> from = stackalloc int[order.Length];
        for (int i = 0; i < order.Length; i++) from[order[i]] = index[i];
        return At(x, from);
    });

    /// <summary>Elements at indices along an axis.</summary>
    public HostTensor Gather(HostTensor x, HostTensor indices, int axis)
    {
        int[] places = [.. indices.Integers().Select(place => Dimensions.Axis(place, x.Dims[axis]))];
        ImmutableArray<int> dims = [.. x.Dims[..axis], .. indices.Dims, .. x.Dims[(axis + 1)..]];
        int inner = Dimensions.Count(x.Dims.AsSpan()[(axis + 1)..]), size = x.Dims[axis];
        double[] made = Allocate(dims);
        for (int i = 0; i < made.Length; i++)
        {
            int outer = i / (inner * places.Length), place = places[i / inner % places.Length];
            made[i] = x.Elements[(((outer * size) + place) * inner) + (i % inner)];
        }

        return new(x.Type, dims, made);
    }

    /// <summary>Every step-th element of a range of an axis.</summary>
    public HostTensor Slice(HostTensor x, int axis, int first, int count, int step) =>
        Gather(x, HostTensor.Of(Enumerable.Range(0, count).Select(i => first + (i * step))), axis);

    /// <summary>Constants one after the other along an axis.</summary>
    public HostTensor Concat(IReadOnlyList<HostTensor> parts, int axis)
    {
        foreach (HostTensor part in parts)
        {
            if (part.Dims.Length != parts[0].Dims.Length || part.Dims.Where((size, i) => i != axis && size != parts[0].Dims[i]).Any())
            {
                throw new OnnxException("expected constants of equal sizes but for the axis");
            }
        }

        ImmutableArray<int> dims = parts[0].Dims.SetItem(axis, parts.Aggregate(0, (sum, part) => checked(sum + part.Dims[axis])));
        int outer = Dimensions.Count(dims.AsSpan()[..axis]), at = 0;
        double[] made = Allocate(dims);
        for (int row = 0; row < outer; row++)
        {
            foreach (HostTensor part in parts)
            {
                int run = part.Elements.Length / outer;
                part.Elements.AsSpan(row * run, run).CopyTo(made.AsSpan(at));
                at += run;
            }
        }

        return new(parts[0].Type, dims, made);
    }

    /// <summary>The upper or lower triangle of each matrix, zeros beside it.</summary>
    public HostTensor Triangle(HostTensor x, bool upper, int diagonal)
    {
        if (x.Dims.Length < 2) throw new OnnxException("expected matrices");
        return Make(x.Type, x.Dims, index => (upper ? index[^1] - index[^2] >= diagonal : index[^1] - index[^2] <= diagonal) ? At(x, index) : 0);
    }

    /// <summary>Numbers at equal distances.</summary>
    public HostTensor Range(HostTensor start, HostTensor limit, HostTensor delta)
    {
        (double first, double last, double step) = (Single(start), Single(limit), Single(delta));
        double count = Math.Max(0, Math.Ceiling((last - first) / step));
        if (!(count <= _left)) throw new OnnxException($"makes {count} constants, over the limit");
        return Make(start.Type, [(int)count], index => first + (index[0] * step));
    }

    /// <summary>One number everywhere.</summary>
    public HostTensor Fill(OnnxElementType type, ImmutableArray<int> dims, double value) => Make(type, dims, _ => value);

    /// <summary>The only element.</summary>
    public static double Single(HostTensor x) => x.Elements.Length == 1 ? x.Elements[0] : throw new OnnxException($"expected one number, not {Dimensions.Text(x.Dims.AsSpan())}");

    private static double Round(OnnxElementType type, double value) => type switch
    {
        OnnxElementType.Float or OnnxElementType.Double or OnnxElementType.Float16 or OnnxElementType.BFloat16 => (float)value,
        OnnxElementType.Bool => value != 0 ? 1 : 0,
        _ => double.IsFinite(value) ? Math.Truncate(value) : throw new OnnxException("makes an integer of what is not finite"),
    };

    // The element beside a place of a value that has more dimensions, or larger ones where this has ones.
    private static double At(HostTensor x, ReadOnlySpan<int> index)
    {
        int place = 0, ahead = index.Length - x.Dims.Length;
        for (int i = 0; i < x.Dims.Length; i++) place = (place * x.Dims[i]) + (x.Dims[i] == 1 ? 0 : index[ahead + i]);
        return x.Elements[place];
    }

    private HostTensor Make(OnnxElementType type, ImmutableArray<int> dims, ElementAt element)
    {
        double[] made = Allocate(dims);
        int[] index = new int[dims.Length];
        for (int i = 0; i < made.Length; i++)
        {
            made[i] = element(index);
            for (int axis = dims.Length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--) index[axis] = 0;
        }

        return new(type, dims, made);
    }

    private double[] Allocate(ImmutableArray<int> dims)
    {
        if (dims.Any(static size => size < 0)) throw new OnnxException($"has the sizes {Dimensions.Text(dims.AsSpan())}");
        int count = Dimensions.Count(dims.AsSpan());
        if (count > _left) throw new OnnxException($"makes {count} constants, over the limit of those that are computed before training");
        _left -= count;
        return new double[count];
    }
}
