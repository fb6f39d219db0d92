using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Timestamp;

/// <summary>What the runtime decides for this pallet.</summary>
/// <param name="MinimumPeriod">The least time between blocks, in milliseconds.</param>
/// <param name="Weights">The cost of each call.</param>
public sealed record TimestampConfig(ulong MinimumPeriod, ITimestampWeights Weights);

/// <summary>The measured cost of each call.</summary>
public interface ITimestampWeights
{
    /// <summary>The cost of <c>set</c>.</summary>
    Weight Set();

    /// <summary>The cost of the hook after the last extrinsic.</summary>
    Weight OnFinalize();
}

/// <summary>Weights of polkadot-sdk's pallet_timestamp on its reference machine, in picoseconds, with this chain's database weights.</summary>
/// <param name="access">The weight of reading and writing one item.</param>
public sealed class TimestampWeights(Weight access) : ITimestampWeights
{
    /// <inheritdoc/>
    public Weight Set() => new Weight(8_417_000, 1493) + access;

    /// <inheritdoc/>
    public Weight OnFinalize() => new(3_911_000, 57);
}
