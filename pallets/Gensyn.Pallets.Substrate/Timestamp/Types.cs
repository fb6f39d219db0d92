namespace Gensyn.Pallets.Substrate.Timestamp;

/// <summary>What the runtime decides for this pallet.</summary>
/// <param name="MinimumPeriod">The least time between blocks, in milliseconds.</param>
/// <param name="Weights">The cost of each call.</param>
public sealed record TimestampConfig(ulong MinimumPeriod, ITimestampWeights Weights);
