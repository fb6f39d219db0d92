using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification.Disputes;
using Xunit;

namespace Gensyn.Runtime.Tests.Blocks;

/// <summary>How the compute pallets sit in the runtime: their money, their randomness, their gate.</summary>
public sealed class ComputeCompositionTests
{
    private readonly TestChain _chain = new();

    [Fact]
    public void Bond_HoldsMoneyUnderStaking()
    {
        UInt128 bond = 5 * RuntimeConstants.Unit;
        (_, ImmutableArray<byte[]> results) = _chain.Author(_chain.Sign(TestChain.Bob, new StakingPallet.Call.Bond(bond)));

        Assert.Equal([0, 0], results[1]);
        AccountId bob = TestChain.Account(TestChain.Bob);
        Assert.Equal(bond, _chain.View.Balances.BalanceOnHold(new RuntimeHoldReason(53, (byte)HoldReason.Stake), bob));
        Assert.Contains(_chain.Events, e => e.Event.Event is BalancesPallet.Event.Held held && held == new BalancesPallet.Event.Held(new(53, 1), bob, bond));
    }

    [Fact]
    public void Move_OfSomebodyOffTheClock_IsRefusedInValidationAndInBlocks()
    {
        byte[] move = _chain.Sign(TestChain.Bob, new ArbitrationPallet.Call.Move(0, 0, new DisputeMove.Tile([1])));

        Assert.Equal(InvalidTransaction.Call, _chain.Validate(move).Error!.Value.Invalid);
        (_, ImmutableArray<byte[]> results) = _chain.Author(move);
        Assert.Equal([1, 0, 0], results[1]);
        Assert.Equal(0u, _chain.NonceOf(TestChain.Bob));
    }

    [Fact]
    public void Randomness_OfABlock_IsItsHash_OnceItIsKnown()
    {
        _chain.Author();
        H256 first = _chain.Best.Hash();
        _chain.Author();
        IRandomness randomness = _chain.View.Randomness;

        Assert.Equal(first, randomness.Of(1));
        Assert.Null(randomness.Of(2));
        Assert.Null(randomness.Of(3));
    }

    [Fact]
    public void HoldReasons_InMetadata_NameThePalletsThatHold()
    {
        byte[] metadata = _chain.Query("Metadata_metadata");

        Assert.True(metadata.AsSpan().IndexOf("RuntimeHoldReason"u8) > 0);
        Assert.NotNull(_chain.View.Tasks.HoldReasons);
        Assert.NotNull(_chain.View.Staking.HoldReasons);
        Assert.Null(_chain.View.Providers.HoldReasons);
    }
}
