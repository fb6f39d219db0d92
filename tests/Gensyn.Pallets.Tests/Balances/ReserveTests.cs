using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Primitives;
using Xunit;
using Call = Gensyn.Pallets.Substrate.Balances.BalancesPallet.Call;
using Event = Gensyn.Pallets.Substrate.Balances.BalancesPallet.Event;

namespace Gensyn.Pallets.Tests;

public sealed class ReserveTests : BalancesTest
{
    [Fact]
    public void Reserve_NeedsFreeMoneyAboveFreezesAndTheDeposit()
    {
        Assert.True(Balances.CanReserve(Alice, 990));
        Assert.False(Balances.CanReserve(Alice, 991));
        AssertRefused(Runtime.ErrorOf(BalancesPallet.Error.InsufficientBalance), () => Balances.Reserve(Alice, 1001));
        AssertRefused(DispatchError.ConsumerRemaining, () => Balances.Reserve(Alice, 991));
        AssertOk(Balances.SetFreeze(new(60, 0), Alice, 500));
        Assert.False(Balances.CanReserve(Alice, 501));
        AssertRefused(Runtime.ErrorOf(BalancesPallet.Error.LiquidityRestrictions), () => Balances.Reserve(Alice, 501));
        AssertOk(Balances.Reserve(Alice, 500));
        AssertOk(Balances.Reserve(Alice, 0));

        Assert.Equal(new Event.Reserved(Alice, 500), Runtime.Last<Event.Reserved>());
        Assert.Equal<UInt128>(500, Balances.ReservedBalance(Alice));
    }

    [Fact]
    public void Unreserve_ReturnsWhatWasNotThere()
    {
        AssertOk(Balances.Reserve(Alice, 300));
        Runtime.ClearEvents();

        Assert.Equal<UInt128>(0, Balances.Unreserve(Alice, 100));
        Assert.Equal<UInt128>(50, Balances.Unreserve(Alice, 250));
        Assert.Equal<UInt128>(9, Balances.Unreserve(Bob, 9));
        Assert.Equal<UInt128>(0, Balances.Unreserve(Alice, 0));

        Assert.Equal([new Event.Unreserved(Alice, 100), new Event.Unreserved(Alice, 200)], Runtime.Events);
        Assert.Equal<UInt128>(1000, Balances.Balance(Alice));
    }

    [Fact]
    public void PlainReserves_DoNotReachWhatIsHeldOrNamed()
    {
        AssertOk(Balances.Hold(Escrow, Alice, 100));
        AssertOk(Balances.ReserveNamed(Staking, Alice, 100));
        AssertOk(Balances.Reserve(Alice, 100));

        Assert.Equal<UInt128>(200, Balances.Unreserve(Alice, 300));
        AssertOk(Balances.Reserve(Alice, 100));
        Assert.Equal<UInt128>(100, Balances.SlashReserved(Alice, 300));
        Balances.Rescind(100);
        Assert.Equal<UInt128>(200, Balances.ReservedBalance(Alice));
    }

    [Fact]
    public void SlashReserved_TakesACredit()
    {
        AssertOk(Balances.Reserve(Alice, 300));
        Runtime.ClearEvents();

        Assert.Equal<UInt128>(100, Balances.SlashReserved(Alice, 100));
        Assert.Equal<UInt128>(200, Balances.SlashReserved(Alice, 999));
        Assert.Equal<UInt128>(0, Balances.SlashReserved(Alice, 0));
        Assert.Equal<UInt128>(0, Balances.SlashReserved(Bob, 1));
        Balances.Resolve(Bob, 300);

        Assert.Equal([new Event.Slashed(Alice, 100), new Event.Slashed(Alice, 200)], Runtime.Events.Take(2));
        Assert.Equal<UInt128>(300, Balances.Balance(Bob));
    }

    [Theory]
    [InlineData(BalanceStatus.Free)]
    [InlineData(BalanceStatus.Reserved)]
    public void RepatriateReserved_MovesToAnAccountThatExists(BalanceStatus status)
    {
        AssertOk(Balances.Reserve(Alice, 300));
        AssertRefused(Runtime.ErrorOf(BalancesPallet.Error.DeadAccount), () => new() { Error = Balances.RepatriateReserved(Alice, Bob, 100, status).Error });
        Runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 100));

        AssertIs(0, Balances.RepatriateReserved(Alice, Bob, 100, status));
        AssertIs(50, Balances.RepatriateReserved(Alice, Bob, 250, status));
        AssertIs(0, Balances.RepatriateReserved(Alice, Bob, 0, status));

        Assert.Equal(new Event.ReserveRepatriated(Alice, Bob, 200, status), Runtime.Last<Event.ReserveRepatriated>());
        Assert.Equal<UInt128>(400, Balances.TotalBalance(Bob));
        Assert.Equal<UInt128>(status == BalanceStatus.Free ? 400u : 100u, Balances.Balance(Bob));
    }

    [Fact]
    public void RepatriateReserved_RespectsFreezes_AndOneselfIsAnUnreserve()
    {
        Runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 100));
        AssertOk(Balances.Reserve(Alice, 300));
        AssertOk(Balances.SetFreeze(new(60, 0), Alice, 600));
        AssertOk(Balances.SetFreeze(new(60, 0), Alice, 700));

        AssertIs(100, Balances.RepatriateReserved(Alice, Bob, 300, BalanceStatus.Free));
        AssertIs(50, Balances.RepatriateReserved(Alice, Alice, 50, BalanceStatus.Reserved));
        AssertIs(0, Balances.RepatriateReserved(Alice, Alice, 0, BalanceStatus.Free));
        Assert.Equal<UInt128>(100, Balances.ReservedBalance(Alice));
    }

    [Fact]
    public void NamedReserves_AreKeptInTheOrderOfTheirNames()
    {
        AssertOk(Balances.ReserveNamed(Staking, Alice, 100));
        AssertOk(Balances.ReserveNamed(Voting, Alice, 50));
        AssertOk(Balances.ReserveNamed(Staking, Alice, 10));
        AssertOk(Balances.ReserveNamed(Staking, Alice, 0));

        Assert.Equal<ReserveData>([new(Voting, 50), new(Staking, 110)], Balances.Reserves.GetOrDefault(Alice));
        Assert.Equal<UInt128>(110, Balances.ReservedBalanceNamed(Staking, Alice));
        Assert.Equal<UInt128>(40, Balances.UnreserveNamed(Staking, Alice, 150));
        Assert.Equal<UInt128>(7, Balances.UnreserveNamed(Staking, Alice, 7));
        Assert.Equal<UInt128>(20, Balances.SlashReservedNamed(Voting, Alice, 20));
        Balances.Rescind(20);
        Assert.Equal<ReserveData>([new(Voting, 30)], Balances.Reserves.GetOrDefault(Alice));
        Assert.Equal<UInt128>(30, Balances.SlashReservedNamed(Voting, Alice, 999));
        Balances.Rescind(30);
        Assert.False(Balances.Reserves.Contains(Alice));
    }

    [Fact]
    public void NamedReserves_AreBounded()
    {
        for (int i = 0; i < 3; i++) AssertOk(Balances.ReserveNamed(new($"name   {i}"), Alice, 10));

        AssertRefused(Runtime.ErrorOf(BalancesPallet.Error.TooManyReserves), () => Balances.ReserveNamed(new("name   3"), Alice, 10));
        AssertRefused(Runtime.ErrorOf(BalancesPallet.Error.InsufficientBalance), () => Balances.ReserveNamed(new("name   2"), Alice, 1000));
    }

    [Fact]
    public void RepatriateReservedNamed_KeepsTheName()
    {
        Runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 100));
        AssertOk(Balances.ReserveNamed(Staking, Alice, 100));

        AssertIs(0, Balances.RepatriateReservedNamed(Staking, Alice, Bob, 40, BalanceStatus.Reserved));
        AssertIs(0, Balances.RepatriateReservedNamed(Staking, Alice, Bob, 10, BalanceStatus.Free));
        AssertIs(50, Balances.RepatriateReservedNamed(Staking, Alice, Alice, 100, BalanceStatus.Reserved));
        AssertIs(10, Balances.RepatriateReservedNamed(Staking, Alice, Alice, 60, BalanceStatus.Free));
        AssertIs(5, Balances.RepatriateReservedNamed(Staking, Alice, Bob, 5, BalanceStatus.Free));

        Assert.Equal<ReserveData>([new(Staking, 40)], Balances.Reserves.GetOrDefault(Bob));
        Assert.Equal<UInt128>(110, Balances.Balance(Bob));
        for (int i = 0; i < 2; i++) AssertOk(Balances.ReserveNamed(new($"name   {i}"), Bob, 10));
        AssertOk(Balances.ReserveNamed(Voting, Alice, 10));
        Assert.Equal(
            Runtime.ErrorOf(BalancesPallet.Error.TooManyReserves), Balances.RepatriateReservedNamed(Voting, Alice, Bob, 10, BalanceStatus.Reserved).Error);
    }
}
