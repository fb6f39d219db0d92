namespace Gensyn.Pallets.Compute;

/// <summary>Keeps the draws for one task apart.</summary>
internal static class DrawPurpose
{
    /// <summary>Who solves.</summary>
    internal const uint Solver = 0;

    /// <summary>Who audits.</summary>
    internal const uint Verifiers = 1;

    /// <summary>What is audited.</summary>
    internal const uint Intervals = 2;
}
