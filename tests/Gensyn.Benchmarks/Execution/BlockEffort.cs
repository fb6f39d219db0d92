namespace Gensyn.Benchmarks.Execution;

/// <summary>How much is executed.</summary>
/// <param name="Accounts">Accounts with money in the first state.</param>
/// <param name="Transfers">Transfers of a block.</param>
/// <param name="Blocks">Blocks of the chain; the best one counts.</param>
internal sealed record BlockEffort(int Accounts, int Transfers, int Blocks)
{
    /// <summary>What the bars are for.</summary>
    public static BlockEffort Full { get; } = new(Accounts: 100_000, Transfers: 1_000, Blocks: 21);

    /// <summary>Runs everything often enough to be found hot; what comes out is thrown away.</summary>
    public static BlockEffort WarmUp { get; } = new(Accounts: 8_000, Transfers: 1_000, Blocks: 4);

    /// <summary>Runs everything a few times.</summary>
    public static BlockEffort Quick { get; } = new(Accounts: 100, Transfers: 20, Blocks: 2);
}
