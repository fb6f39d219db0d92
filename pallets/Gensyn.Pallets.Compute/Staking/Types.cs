using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Pallets.Compute.Staking;

/// <summary>An account's stake.</summary>
/// <param name="Total">What is in service.</param>
/// <param name="Locked">How much of it locks hold.</param>
/// <param name="Unbonding">What left service and is still on hold.</param>
[Scale]
public sealed partial record StakeLedger(UInt128 Total, UInt128 Locked, [MaxLength(StakeLedger.MaxUnbonding)] ImmutableArray<Unbonding> Unbonding)
{
    /// <summary>How many parts may unbond at once.</summary>
    public const int MaxUnbonding = 16;

    /// <summary>No stake.</summary>
    public static StakeLedger Empty { get; } = new(0, 0, []);
}

/// <summary>A part of a stake that can be withdrawn from a block on.</summary>
[Scale]
public readonly partial record struct Unbonding(UInt128 Amount, uint Until);

/// <summary>The rules of bonding and slashing.</summary>
/// <param name="MinimumBond">The smallest stake.</param>
/// <param name="UnbondingBlocks">How long money stays on hold after it left service.</param>
/// <param name="WinnersShare">Thousandths of a slash that go to whoever proved the fault.</param>
/// <param name="NetworkShare">Thousandths of a slash that go to treasury and jackpot; the rest burns.</param>
[Scale]
public sealed partial record StakingParameters(UInt128 MinimumBond, uint UnbondingBlocks, uint WinnersShare, uint NetworkShare)
{
    // Half burns: a cheat who convicts himself must not win the rest of his bond back.
    private const uint SmallestBurn = 500;

    // Eight years of blocks that take a second; from any block of a chain's life it overflows nothing.
    private const uint LongestUnbonding = 1 << 28;

    /// <summary>Rules for chains whose blocks take a second.</summary>
    public static StakingParameters Development { get; } =
        new(MinimumBond: 1_000_000_000_000, UnbondingBlocks: 30, WinnersShare: 400, NetworkShare: 100);

    /// <summary>Whether the shares leave at least half to burn, and what is unbonded comes back one day.</summary>
    public bool IsValid =>
        UnbondingBlocks <= LongestUnbonding && WinnersShare <= Share.Whole && NetworkShare <= Share.Whole && WinnersShare + NetworkShare + SmallestBurn <= Share.Whole;
}
