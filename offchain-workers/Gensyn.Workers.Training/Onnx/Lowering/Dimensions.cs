using System.Collections.Immutable;
using Gensyn.Verification;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>Arithmetic on the sizes of ONNX values; what does not fit is refused.</summary>
internal static class Dimensions
{
    /// <summary>The number of elements.</summary>
    public static int Count(ReadOnlySpan<int> dims)
    {
        long count = 1;
        foreach (int size in dims)
        {
            count *= size;
            if (count > Shape.MaxElements) throw new OnnxException($"has the sizes {Text(dims)}: too many elements");
        }

        return (int)count;
    }

    /// <summary>The protocol's shape of these sizes; a scalar is [1].</summary>
    public static Shape ShapeOf(ReadOnlySpan<int> dims)
    {
        Span<uint> extents = stackalloc uint[Shape.MaxRank];
        if (dims.Length > Shape.MaxRank) throw new OnnxException($"has the sizes {Text(dims)}: expected at most {Shape.MaxRank} dimensions");
        if (dims.IsEmpty) return Shape.Of(1);
        for (int i = 0; i < dims.Length; i++) extents[i] = (uint)dims[i];
        return Shape.TryCreate(extents[..dims.Length], out Shape shape) ? shape : throw new OnnxException($"has the sizes {Text(dims)}: expected none of zero, and fewer elements than 2³¹");
    }

    /// <summary>The sizes that two values have together, by numpy's rules.</summary>
    public static ImmutableArray<int> Broadcast(ImmutableArray<int> left, ImmutableArray<int> right)
    {
        ImmutableArray<int> x = Pad(left, right.Length), y = Pad(right, left.Length);
        int[] both = new int[x.Length];
        for (int i = 0; i < both.Length; i++)
        {
            if (x[i] != y[i] && x[i] != 1 && y[i] != 1) throw new OnnxException($"expected sizes that broadcast, not {Text(left.AsSpan())} and {Text(right.AsSpan())}");
            both[i] = x[i] == 1 ? y[i] : x[i];
        }

        return [.. both];
    }

    /// <summary>The sizes with ones before them, up to a rank.</summary>
    public static ImmutableArray<int> Pad(ImmutableArray<int> dims, int rank) => [.. Enumerable.Repeat(1, Math.Max(0, rank - dims.Length)), .. dims];

    /// <summary>An axis counted from the front.</summary>
    public static int Axis(int axis, int rank)
    {
        int counted = axis < 0 ? axis + rank : axis;
        return counted >= 0 && counted < rank ? counted : throw new OnnxException($"has the axis {axis}: expected one of {rank} dimensions");
    }

    /// <summary>Axes counted from the front, each once, ascending.</summary>
    public static int[] Axes(IEnumerable<int> axes, int rank)
    {
        int[] counted = [.. axes.Select(axis => Axis(axis, rank)).Order()];
        return counted.Distinct().Count() == counted.Length ? counted : throw new OnnxException("names an axis twice");
    }

    /// <summary>An order of dimensions that names each once.</summary>
    public static int[] Order(IReadOnlyList<int> order, int rank) => order.Count == rank && order.Order().SequenceEqual(Enumerable.Range(0, rank))
        ? [.. order]
        : throw new OnnxException($"expected an order of {rank} dimensions, not {Text([.. order])}");

    /// <summary>The sizes that a Reshape asks for: 0 keeps one, −1 is what is left.</summary>
    public static ImmutableArray<int> Reshape(ImmutableArray<int> from, int[] wanted, bool allowZero)
    {
        int[] to = [.. wanted];
        int open = -1;
        for (int i = 0; i < to.Length; i++)
        {
            if (to[i] == 0 && !allowZero) to[i] = i < from.Length ? from[i] : throw new OnnxException($"keeps size {i} of {Text(from.AsSpan())}, which has none");
            if (to[i] >= 0) continue;
            if (to[i] != -1 || open >= 0) throw new OnnxException($"expected one size of −1 at most, not {Text(wanted)}");
            (open, to[i]) = (i, 1);
        }

        int elements = Count(from.AsSpan()), others = Count(to);
        if (open >= 0 && others > 0 && elements % others == 0) to[open] = elements / others;
        return Count(to) == elements ? [.. to] : throw new OnnxException($"expected sizes for {elements} elements, not {Text(wanted)}: was a batch size fixed in the export?");
    }

    /// <summary>The range that a slice of one axis takes, by numpy's rules, for a step of 1.</summary>
    public static (int First, int Count) Range(int start, int end, int size)
    {
        long first = Math.Clamp(start < 0 ? (long)start + size : start, 0, size), last = Math.Clamp(end < 0 ? (long)end + size : end, 0, size);
        return last > first ? ((int)first, (int)(last - first)) : throw new OnnxException($"takes nothing of {size}: from {start} to {end}");
    }

    /// <summary>The sizes in brackets.</summary>
    public static string Text(ReadOnlySpan<int> dims) => $"[{string.Join(", ", dims.ToArray())}]";
}
