using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;
using Call = Gensyn.Pallets.Compute.Staking.StakingPallet.Call;
using Error = Gensyn.Pallets.Compute.Staking.StakingPallet.Error;
using Event = Gensyn.Pallets.Compute.Staking.StakingPallet.Event;

namespace Gensyn.Pallets.Tests.Staking;

public sealed class StakingTests : IDisposable
{
    private static readonly UInt128 Unit = ComputeTestRuntime.Unit;
    private static readonly LockId Lock = new(LockKind.Challenge, 3);

    private readonly ComputeTestRuntime _runtime = new();
    private readonly AccountId _who;

    public void Dispose() => _runtime.Dispose();

    public StakingTests() => _who = _runtime.Endow(DevAccounts.Bob, 100 * Unit);

    private Origin Origin => Origin.Signed(_who);

    [Fact]
    public void Bond_HoldsTheMoneyAndSaysSo()
    {
        _runtime.AssertOk(Origin, new Call.Bond(10 * Unit));
        _runtime.AssertOk(Origin, new Call.Bond(5 * Unit));

        Assert.Equal(85 * Unit, _runtime.Money.FreeOf(_who));
        Assert.Equal(15 * Unit, _runtime.Bonds.FreeOf(_who));
        Assert.Equal([new Event.Bonded(_who, 10 * Unit), new Event.Bonded(_who, 5 * Unit)], _runtime.AllEvents.OfType<Event>());
        _runtime.AssertBooks();
    }

    [Fact]
    public void Bond_WhenRefused_LeavesNoTrace()
    {
        _runtime.AssertNoop(Error.ZeroAmount, Origin, new Call.Bond(0));
        _runtime.AssertNoop(Error.BelowMinimum, Origin, new Call.Bond(Unit - 1));
        _runtime.AssertNoop(DispatchError.Token(TokenError.FundsUnavailable), Origin, new Call.Bond(101 * Unit));
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, new Call.Bond(Unit));
    }

    [Fact]
    public void Unbond_PaysOutAfterTheDelayAndNotBefore()
    {
        _runtime.AssertOk(Origin, new Call.Bond(10 * Unit));
        _runtime.AssertOk(Origin, new Call.Unbond(4 * Unit));
        uint until = 1 + StakingParameters.Development.UnbondingBlocks;
        _runtime.RunToBlock(until - 1);
        _runtime.AssertNoop(Error.NothingToWithdraw, Origin, new Call.Withdraw());

        _runtime.RunToBlock(until);
        _runtime.AssertOk(Origin, new Call.Withdraw());

        Assert.Equal(94 * Unit, _runtime.Money.FreeOf(_who));
        _runtime.AssertNoop(Error.NothingToWithdraw, Origin, new Call.Withdraw());
        _runtime.AssertBooks();
    }

    [Fact]
    public void Unbond_OfEverything_RemovesTheLedgerInTheEnd()
    {
        _runtime.AssertOk(Origin, new Call.Bond(10 * Unit));
        _runtime.AssertOk(Origin, new Call.Unbond(10 * Unit));
        _runtime.RunToBlock(1 + StakingParameters.Development.UnbondingBlocks);

        _runtime.AssertOk(Origin, new Call.Withdraw());

        Assert.False(_runtime.Staking.Ledgers.Contains(_who));
        Assert.Equal(100 * Unit, _runtime.Money.FreeOf(_who));
    }

    [Fact]
    public void Unbond_WhenRefused_LeavesNoTrace()
    {
        _runtime.AssertNoop(Error.NoStake, Origin, new Call.Unbond(1));
        _runtime.AssertNoop(Error.NoStake, Origin, new Call.Withdraw());
        _runtime.AssertOk(Origin, new Call.Bond(10 * Unit));
        _runtime.AssertNoop(Error.BelowMinimum, Origin, new Call.Unbond((9 * Unit) + 1));
        _runtime.Bonds.Lock(_who, Lock, 3 * Unit);

        _runtime.AssertNoop(Error.ZeroAmount, Origin, new Call.Unbond(0));
        _runtime.AssertNoop(Error.InsufficientStake, Origin, new Call.Unbond((7 * Unit) + 1));
        _runtime.Bonds.Unlock(_who, Lock);
    }

    [Fact]
    public void Unbond_TooOften_IsRefused()
    {
        _runtime.AssertOk(Origin, new Call.Bond(50 * Unit));
        for (int i = 0; i < StakeLedger.MaxUnbonding; i++) _runtime.AssertOk(Origin, new Call.Unbond(Unit));

        _runtime.AssertNoop(Error.TooManyUnbonding, Origin, new Call.Unbond(Unit));
    }

    [Fact]
    public void Slash_SplitsAmongWinnersNetworkAndFire()
    {
        AccountId first = _runtime.Endow(DevAccounts.Charlie, Unit);
        AccountId second = _runtime.Endow(DevAccounts.Dave, Unit);
        _runtime.AssertOk(Origin, new Call.Bond(20 * Unit));
        _runtime.Bonds.Lock(_who, Lock, 10 * Unit);

        UInt128 cut = _runtime.Bonds.Slash(_who, Lock, 100 * Unit, [new Claim(first, Unit), new Claim(second, UInt128.MaxValue)]);

        Assert.Equal(10 * Unit, cut);
        Assert.Equal(2 * Unit, _runtime.Money.FreeOf(first));
        Assert.Equal(4 * Unit, _runtime.Money.FreeOf(second));
        Assert.Equal(5 * Unit, _runtime.Money.Burned);
        Assert.Equal((Unit / 2) + TestMoney.ExistentialDeposit, _runtime.Money.FreeOf(_runtime.Treasury));
        Assert.Equal((Unit / 2) + TestMoney.ExistentialDeposit, _runtime.Money.FreeOf(_runtime.Jackpot));
        Assert.Equal(10 * Unit, _runtime.Bonds.FreeOf(_who));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Slash_WithoutWinners_GivesTheirPartToTheNetwork()
    {
        _runtime.AssertOk(Origin, new Call.Bond(20 * Unit));
        _runtime.Bonds.Lock(_who, Lock, 10 * Unit);

        _runtime.Bonds.Slash(_who, Lock, 2 * Unit, []);

        Assert.Equal(Unit + (2 * TestMoney.ExistentialDeposit), _runtime.Money.FreeOf(_runtime.Treasury) + _runtime.Money.FreeOf(_runtime.Jackpot));
        Assert.Equal(8 * Unit, _runtime.Bonds.LockedOf(_who, Lock));
        _runtime.Bonds.Unlock(_who, Lock);
        Assert.Equal(18 * Unit, _runtime.Bonds.FreeOf(_who));
        _runtime.AssertBooks();
    }

    [Fact]
    public void Slash_TowardsADeadAccount_BurnsWhatCannotArrive()
    {
        _runtime.AssertOk(Origin, new Call.Bond(20 * Unit));
        _runtime.Bonds.Lock(_who, Lock, 1000);

        _runtime.Bonds.Slash(_who, Lock, 1000, [new Claim(DevAccounts.Ferdie, UInt128.MaxValue)]);

        Assert.Equal(900u, _runtime.Money.Burned);
        Assert.Equal(0u, _runtime.Money.FreeOf(DevAccounts.Ferdie));
        _runtime.AssertBooks();
    }

    [Fact]
    public void SetParameters_WithAnEndlessUnbonding_IsRefused()
    {
        StakingParameters longest = StakingParameters.Development with { UnbondingBlocks = 1 << 28 };
        _runtime.AssertNoop(Error.ParametersInvalid, Origin.Root, new Call.SetParameters(longest with { UnbondingBlocks = (1 << 28) + 1 }));
        _runtime.AssertNoop(Error.ParametersInvalid, Origin.Root, new Call.SetParameters(longest with { UnbondingBlocks = uint.MaxValue }));

        _runtime.AssertOk(Origin.Root, new Call.SetParameters(longest));
        _runtime.AssertOk(Origin, new Call.Bond(10 * Unit));
        _runtime.AssertOk(Origin, new Call.Unbond(10 * Unit));
    }

    [Theory]
    [InlineData(500, 1)]
    [InlineData(0, 501)]
    [InlineData(uint.MaxValue, 1)]
    public void SetParameters_ThatBurnLessThanHalf_IsRefused(uint winners, uint network)
    {
        StakingParameters wrong = StakingParameters.Development with { WinnersShare = winners, NetworkShare = network };
        _runtime.AssertNoop(Error.ParametersInvalid, Origin.Root, new Call.SetParameters(wrong));
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin, new Call.SetParameters(StakingParameters.Development));
    }

    [Fact]
    public void Bond_Encoded_IsPalletCallAndCompactAmount()
    {
        // Vectors: index 53 and call 0 by this runtime's table, then 10^12 compact by the SCALE specification: 3 bytes beyond 4, little-endian.
        byte[] bytes = RuntimeCall.Codec.ToBytes(_runtime.Of(new Call.Bond(Unit)));
        Assert.Equal("3500070010a5d4e8", Convert.ToHexStringLower(bytes));
    }
}
