using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.Staking;

/// <summary>The measured cost of each call.</summary>
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
