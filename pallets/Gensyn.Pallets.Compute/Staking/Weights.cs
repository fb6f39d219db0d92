using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.Staking;

/// <summary>The cost of each call of the staking pallet.</summary>
public interface IStakingWeights
{
    /// <summary>Of <c>bond</c>.</summary>
    Weight Bond();

    /// <summary>Of <c>unbond</c>.</summary>
    Weight Unbond();

    /// <summary>Of <c>withdraw</c>.</summary>
    Weight Withdraw();

    /// <summary>Of <c>set_parameters</c>.</summary>
    Weight SetParameters();
}

/// <summary>Estimates from storage reads and writes, not yet measured.</summary>
public sealed class StakingWeights : IStakingWeights
{
    /// <inheritdoc/>
    public Weight Bond() => Estimate.Of(reads: 3, writes: 2);

    /// <inheritdoc/>
    public Weight Unbond() => Estimate.Of(reads: 2, writes: 1);

    /// <inheritdoc/>
    public Weight Withdraw() => Estimate.Of(reads: 2, writes: 2);

    /// <inheritdoc/>
    public Weight SetParameters() => Estimate.Of(reads: 0, writes: 1);
}
