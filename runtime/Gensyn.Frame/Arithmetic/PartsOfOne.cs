namespace Gensyn.Frame;

/// <summary>The arithmetic that all fractions of one share.</summary>
/// <remarks>Source: sp_arithmetic::per_things.</remarks>
internal static class PartsOfOne
{
    /// <summary>A fraction of an integer, rounded to the nearest; a tie goes down (overflow_prune_mul with NearestPrefDown).</summary>
    // Both products stay below 2^128: parts are at most the accuracy, and the accuracy at most 10^18.
    public static UInt128 MultiplyNearest(UInt128 value, UInt128 parts, UInt128 accuracy)
    {
        // Fees are worked out several times for each transaction, and their numbers are small: in half the width that takes a fraction of the time.
        if (value <= ulong.MaxValue && accuracy <= uint.MaxValue) return MultiplyNearest((ulong)value, (uint)parts, (uint)accuracy);
        UInt128 rest = value % accuracy * parts;
        return (value / accuracy * parts) + (rest / accuracy) + (rest % accuracy > accuracy / 2 ? 1u : 0u);
    }

    /// <summary>A fraction of an integer, rounded down.</summary>
    public static UInt128 MultiplyFloor(UInt128 value, UInt128 parts, UInt128 accuracy) =>
        (value / accuracy * parts) + (value % accuracy * parts / accuracy);

    /// <summary>A fraction of an integer, rounded up.</summary>
    public static UInt128 MultiplyCeiling(UInt128 value, UInt128 parts, UInt128 accuracy)
    {
        UInt128 rest = value % accuracy * parts;
        return (value / accuracy * parts) + (rest / accuracy) + (rest % accuracy != 0 ? 1u : 0u);
    }

    private static UInt128 MultiplyNearest(ulong value, uint parts, uint accuracy)
    {
        (ulong whole, ulong rest) = Math.DivRem(value, accuracy);
        (ulong part, ulong lost) = Math.DivRem(rest * parts, accuracy);
        ulong upper = Math.BigMul(whole, parts, out ulong lower);
        return new UInt128(upper, lower) + part + (lost > accuracy / 2 ? 1u : 0u);
    }

    /// <summary>How many parts a quotient is, rounded down; at most all of them.</summary>
    /// <remarks>Both numbers are first divided, rounded down, by what brings the denominator below the accuracy: large ones lose digits, as in Substrate.</remarks>
    public static UInt128 FromRational(UInt128 numerator, UInt128 denominator, UInt128 accuracy)
    {
        UInt128 whole = UInt128.Max(denominator, 1);
        UInt128 part = UInt128.Min(numerator, whole);
        UInt128 factor = UInt128.Max((whole / accuracy) + (whole % accuracy != 0 ? 1u : 0u), 1);
        return part / factor * accuracy / (whole / factor);
    }
}
