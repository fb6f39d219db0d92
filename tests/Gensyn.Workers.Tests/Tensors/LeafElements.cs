using Gensyn.Verification;

namespace Gensyn.Workers.Tests.Tensors;

/// <summary>Which elements of an output are looked at where all would be too many.</summary>
internal static class LeafElements
{
    /// <summary>Both ends of the first and of the last row, and others by chance; all when they are few.</summary>
    public static IEnumerable<int> Sample(Shape shape, int count, Random random)
    {
        int elements = shape.Elements;
        if (elements <= count) return Enumerable.Range(0, elements);
        HashSet<int> chosen = [0, shape.Columns - 1, elements - shape.Columns, elements - 1];
        while (chosen.Count < count) chosen.Add(random.Next(elements));
        return chosen;
    }
}
