namespace Gensyn.Pallets.Compute;

/// <summary>Shares in thousandths, rounded down.</summary>
internal static class Share
{
    /// <summary>The whole.</summary>
    internal const uint Whole = 1000;

    /// <summary>A share of an amount.</summary>
    /// <remarks>Divides first, so that no amount overflows.</remarks>
    internal static UInt128 Of(UInt128 amount, uint thousandths) =>
        (amount / Whole * thousandths) + (amount % Whole * thousandths / Whole);
}
