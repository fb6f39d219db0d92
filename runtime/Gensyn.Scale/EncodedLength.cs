namespace Gensyn.Scale;

/// <summary>Reckons with <see cref="Codec{T}.MaxEncodedLen"/>: null is "without bound", and sums beyond 2³¹ − 1 stay there.</summary>
public static class EncodedLength
{
    /// <summary>The length of parts that follow one another.</summary>
    public static int? Sum(params ReadOnlySpan<int?> parts)
    {
        long sum = 0;
        foreach (int? part in parts)
        {
            if (part is not { } length) return null;
            sum += length;
        }

        return (int)Math.Min(sum, int.MaxValue);
    }

    /// <summary>The length of the longest alternative; 0 without any.</summary>
    public static int? Max(params ReadOnlySpan<int?> alternatives)
    {
        int longest = 0;
        foreach (int? alternative in alternatives)
        {
            if (alternative is not { } length) return null;
            longest = Math.Max(longest, length);
        }

        return longest;
    }

    /// <summary>The length of as many items.</summary>
    public static int? Times(int? item, int count) => item is { } length ? (int)Math.Min((long)length * count, int.MaxValue) : null;

    /// <summary>The length of a list of at most so many items: its count, then the items.</summary>
    public static int? List(int? item, int maximum) => maximum == int.MaxValue ? null : Sum(OfCompact((uint)maximum), Times(item, maximum));

    /// <summary>How many bytes the compact form of a number takes.</summary>
    public static int OfCompact(uint value) => value switch
    {
        < 1 << 6 => 1,
        < 1 << 14 => 2,
        < 1 << 30 => 4,
        _ => 5,
    };
}
