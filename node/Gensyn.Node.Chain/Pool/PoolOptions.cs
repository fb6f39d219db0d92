namespace Gensyn.Node.Chain;

/// <summary>How much the transaction pool holds, and for how long it remembers.</summary>
/// <remarks>Defaults are those of Substrate's command line (sc-cli, transaction_pool_params).</remarks>
public sealed record PoolOptions
{
    /// <summary>How many transactions may be ready; a tenth of it may wait for others.</summary>
    public int ReadyCount { get; init; } = 8192;

    /// <summary>How many bytes of transactions may be ready; a tenth of it may wait for others.</summary>
    public long ReadyBytes { get; init; } = 20 * 1024 * 1024;

    /// <summary>How long an invalid transaction is refused unseen; zero never refuses so.</summary>
    public TimeSpan BanTime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How many ready transactions are validated again after each block, those checked longest ago first.</summary>
    public int RevalidationBatch { get; init; } = 1000;

    /// <summary>How many blocks a watched transaction may wait for finality.</summary>
    public int FinalityWindow { get; init; } = 512;
}
