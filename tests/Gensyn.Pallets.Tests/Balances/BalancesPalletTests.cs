using FsCheck;
using FsCheck.Fluent;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;
using Call = Gensyn.Pallets.Substrate.Balances.BalancesPallet.Call;
using Event = Gensyn.Pallets.Substrate.Balances.BalancesPallet.Event;
using SystemEvent = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Event;

namespace Gensyn.Pallets.Tests;

public sealed class BalancesPalletTests
{
    private static readonly AccountId Alice = SubstrateTestRuntime.Alice;
    private static readonly AccountId Bob = SubstrateTestRuntime.Bob;
    private static readonly RuntimeHoldReason Escrow = new(50, 0);
    private static readonly RuntimeHoldReason Stake = new(53, 1);

    private readonly SubstrateTestRuntime _runtime = new SubstrateTestRuntime().With(new Endowment(Alice, 1000));

    private BalancesPallet Balances => _runtime.Balances;

    // Vector: the live Asset Hub's metadata: pallet 10, call indices 0 to 10; MultiAddress::Id is 00; compact amounts.
    [Fact]
    public void Calls_HaveTheBytesOfSubstrate()
    {
        string id = "00" + Convert.ToHexStringLower(Bob.Bytes.Span);
        (PalletCall Call, string Hex)[] table =
        [
            (new Call.TransferAllowDeath(Bob, 1), "0a00" + id + "04"),
            (new Call.ForceTransfer(Alice, Bob, 64), "0a0200" + Convert.ToHexStringLower(Alice.Bytes.Span) + id + "0101"),
            (new Call.TransferKeepAlive(Bob, 1_000_000_000_000), "0a03" + id + "070010a5d4e8"),
            (new Call.TransferAll(Bob, true), "0a04" + id + "01"),
            (new Call.ForceUnreserve(Bob, 1), "0a05" + id + "01000000000000000000000000000000"),
            (new Call.ForceSetBalance(Bob, 0), "0a08" + id + "00"),
            (new Call.Burn(5, false), "0a0a1400"),
        ];

        foreach ((PalletCall call, string hex) in table) Assert.Equal(hex, Convert.ToHexStringLower(RuntimeCall.Codec.ToBytes(_runtime.Of(call))));
    }

    // Vector: the live Asset Hub's metadata: event indices.
    [Fact]
    public void Events_HaveTheIndicesOfSubstrate()
    {
        (PalletEvent Event, byte Index)[] table =
        [
            (new Event.Endowed(Bob, 1), 0), (new Event.DustLost(Bob, 1), 1), (new Event.Transfer(Alice, Bob, 1), 2), (new Event.BalanceSet(Bob, 1), 3), (new Event.Unreserved(Bob, 1), 5),
            (new Event.Deposit(Bob, 1), 7), (new Event.Withdraw(Bob, 1), 8), (new Event.Burned(Bob, 1), 12), (new Event.Rescinded(1), 18), (new Event.Held(Escrow, Bob, 1), 24),
            (new Event.BurnedHeld(Escrow, Bob, 1), 25), (new Event.TransferOnHold(Escrow, Alice, Bob, 1), 26), (new Event.Released(Escrow, Bob, 1), 28),
        ];

        foreach ((PalletEvent deposited, byte index) in table) Assert.Equal([10, index], RuntimeEvent.Codec.ToBytes(new(10, deposited))[..2]);
        Assert.Equal(
            "0a1835" + "01" + Convert.ToHexStringLower(Bob.Bytes.Span) + "07000000000000000000000000000000",
            Convert.ToHexStringLower(RuntimeEvent.Codec.ToBytes(new(10, new Event.Held(Stake, Bob, 7)))));
    }

    // Vectors: twox128 of the names, from the compatibility checklist, section 5.1.
    [Fact]
    public void Storage_HasTheKeysOfSubstrate()
    {
        Assert.Equal("c2261276cc9d1f8598ea4b6a74b15c2f57c875e4cff74148e4628f264b974c80", Convert.ToHexStringLower(Balances.TotalIssuance.Key));
        Assert.Equal("c2261276cc9d1f8598ea4b6a74b15c2f811187ede3c61f3269344d168d3e6337", Convert.ToHexStringLower(Balances.Holds.Prefix));
        Assert.Equal("26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9", Convert.ToHexStringLower(_runtime.FrameSystem.Account.Prefix));
    }

    [Fact]
    public void TransferAllowDeath_ToANewAccount_CreatesIt()
    {
        _runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 100));

        Assert.Equal([new SystemEvent.NewAccount(Bob), new Event.Endowed(Bob, 100), new Event.Transfer(Alice, Bob, 100)], _runtime.Events);
        Assert.Equal<UInt128>(900, Balances.FreeOf(Alice));
        Assert.Equal<UInt128>(100, Balances.FreeOf(Bob));
        _runtime.AssertInvariants();
    }

    [Fact]
    public void TransferAllowDeath_BelowTheDeposit_EndsTheSenderAndBurnsTheDust()
    {
        _runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 995));

        Assert.Equal(
            [new SystemEvent.KilledAccount(Alice), new Event.DustLost(Alice, 5), new SystemEvent.NewAccount(Bob), new Event.Endowed(Bob, 995), new Event.Transfer(Alice, Bob, 995)],
            _runtime.Events);
        Assert.False(_runtime.FrameSystem.Account.Contains(Alice));
        Assert.Equal<UInt128>(995, Balances.TotalIssuance.Get());
        _runtime.AssertInvariants();
    }

    [Fact]
    public void TransferAllowDeath_Refused_LeavesNoTrace()
    {
        _runtime.AssertNoop(DispatchError.Token(TokenError.FundsUnavailable), Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 1001));
        _runtime.AssertNoop(DispatchError.Token(TokenError.FundsUnavailable), Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, UInt128.MaxValue));
        _runtime.AssertNoop(DispatchError.Token(TokenError.BelowMinimum), Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 9));
        _runtime.AssertNoop(DispatchError.CannotLookup, Origin.Signed(Alice), new Call.TransferAllowDeath(new MultiAddress.Index(), 100));
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.None, new Call.TransferAllowDeath(Bob, 100));
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, new Call.TransferAllowDeath(Bob, 100));
    }

    [Fact]
    public void TransferKeepAlive_KeepsTheDeposit()
    {
        _runtime.AssertNoop(DispatchError.Token(TokenError.NotExpendable), Origin.Signed(Alice), new Call.TransferKeepAlive(Bob, 991));
        _runtime.AssertOk(Origin.Signed(Alice), new Call.TransferKeepAlive(Bob, 990));

        Assert.Equal<UInt128>(10, Balances.FreeOf(Alice));
        _runtime.AssertInvariants();
    }

    [Theory]
    [InlineData(true, 10u)]
    [InlineData(false, 0u)]
    public void TransferAll_LeavesWhatItMust(bool keepAlive, uint left)
    {
        _runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAll(Bob, keepAlive));

        Assert.Equal<UInt128>(left, Balances.FreeOf(Alice));
        Assert.Equal<UInt128>(1000 - left, Balances.FreeOf(Bob));
        _runtime.AssertInvariants();
    }

    [Fact]
    public void TransferAll_WithMoneyOnHold_LeavesTheAccountAlive()
    {
        Assert.False(Balances.Hold(Alice, Escrow, 400).IsError);

        _runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAll(Bob, KeepAlive: false));

        Assert.Equal<UInt128>(10, Balances.FreeOf(Alice));
        Assert.Equal<UInt128>(590, Balances.FreeOf(Bob));
        _runtime.AssertInvariants();
    }

    [Fact]
    public void Transfer_ToOneself_ChangesNothing()
    {
        _runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAllowDeath(Alice, 1000));

        Assert.Equal<UInt128>(1000, Balances.FreeOf(Alice));
        _runtime.AssertInvariants();
    }

    [Fact]
    public void ForceCalls_AreRootsOnly()
    {
        foreach (
            PalletCall call in (PalletCall[])[new Call.ForceTransfer(Alice, Bob, 100), new Call.ForceSetBalance(Bob, 100), new Call.ForceUnreserve(Alice, 1)])
        {
            _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Signed(Alice), call);
        }

        _runtime.AssertOk(Origin.Root, new Call.ForceTransfer(Alice, Bob, 100));
        _runtime.AssertOk(Origin.Root, new Call.ForceSetBalance(Bob, 5000));
        Assert.Equal<UInt128>(5900, Balances.TotalIssuance.Get());
        _runtime.AssertOk(Origin.Root, new Call.ForceSetBalance(Bob, 9));
        Assert.False(_runtime.FrameSystem.Account.Contains(Bob));
        _runtime.AssertNoop(DispatchError.Arithmetic(ArithmeticError.Overflow), Origin.Root, new Call.ForceSetBalance(Bob, UInt128.MaxValue));
        _runtime.AssertInvariants();
    }

    [Fact]
    public void ForceUnreserve_DoesNotTouchHolds()
    {
        Assert.False(Balances.Hold(Alice, Escrow, 400).IsError);

        _runtime.AssertOk(Origin.Root, new Call.ForceUnreserve(Alice, 400));

        Assert.Equal<UInt128>(400, Balances.HeldOf(Alice, Escrow));
        _runtime.AssertInvariants();
    }

    [Fact]
    public void Burn_LowersTheIssuance()
    {
        _runtime.AssertNoop(DispatchError.Token(TokenError.FundsUnavailable), Origin.Signed(Alice), new Call.Burn(991, KeepAlive: true));
        _runtime.AssertOk(Origin.Signed(Alice), new Call.Burn(500, KeepAlive: true));
        Assert.Equal<UInt128>(500, Balances.TotalIssuance.Get());

        _runtime.AssertOk(Origin.Signed(Alice), new Call.Burn(495, KeepAlive: false));
        Assert.Equal(UInt128.Zero, Balances.TotalIssuance.Get());
        _runtime.AssertInvariants();
    }

    [Fact]
    public void Hold_KeepsTheDepositFree_AndNeedsAnAccount()
    {
        Assert.Equal(DispatchError.Token(TokenError.FundsUnavailable), Balances.Hold(Alice, Escrow, 991).Error);
        Assert.Equal(DispatchError.Token(TokenError.CannotCreateHold), Balances.Hold(Bob, Escrow, 1).Error);
        Assert.False(Balances.Hold(Alice, Escrow, 500).IsError);
        Assert.False(Balances.Hold(Alice, Stake, 490).IsError);

        Assert.Equal<UInt128>(10, Balances.FreeOf(Alice));
        Assert.Equal<UInt128>(990, Balances.HeldOf(Alice));
        _runtime.AssertNoop(DispatchError.Token(TokenError.FundsUnavailable), Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 11));
        _runtime.AssertNoop(DispatchError.Token(TokenError.Frozen), Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 10));
        _runtime.AssertInvariants();
    }

    [Fact]
    public void Hold_ForTooManyReasons_IsRefused()
    {
        for (byte i = 0; i < 3; i++) Assert.False(Balances.Hold(Alice, new(60, i), 10).IsError);

        Assert.Equal(_runtime.ErrorOf(BalancesPallet.Error.TooManyHolds), Balances.Hold(Alice, new(60, 3), 10).Error);
        _runtime.AssertInvariants();
    }

    [Fact]
    public void HeldMoney_IsReleasedTransferredAndBurned()
    {
        _runtime.AssertOk(Origin.Signed(Alice), new Call.TransferAllowDeath(Bob, 100));
        Assert.False(Balances.Hold(Alice, Escrow, 500).IsError);
        _runtime.ClearEvents();

        Assert.False(Balances.Release(Alice, Escrow, 100).IsError);
        Assert.False(Balances.TransferHeld(Alice, Bob, Escrow, 100).IsError);
        Assert.False(Balances.BurnHeld(Alice, Escrow, 300).IsError);
        Assert.Equal(DispatchError.Token(TokenError.FundsUnavailable), Balances.Release(Alice, Escrow, 1).Error);

        Assert.Equal(
            [new Event.Released(Escrow, Alice, 100), new Event.TransferOnHold(Escrow, Alice, Bob, 100), new Event.BurnedHeld(Escrow, Alice, 300)],
            _runtime.Events);
        Assert.Equal<UInt128>(500, Balances.FreeOf(Alice));
        Assert.Equal<UInt128>(200, Balances.FreeOf(Bob));
        Assert.Equal<UInt128>(700, Balances.TotalIssuance.Get());
        Assert.False(Balances.Holds.Contains(Alice));
        _runtime.AssertInvariants();
    }

    [Fact]
    public void TransferHeld_ThatWouldLeaveDust_IsRefusedWithoutATrace()
    {
        Assert.False(Balances.Hold(Alice, Escrow, 500).IsError);
        string before = _runtime.Snapshot();

        Assert.Equal(DispatchError.Token(TokenError.BelowMinimum), Balances.TransferHeld(Alice, Bob, Escrow, 9).Error);

        Assert.Equal(before, _runtime.Snapshot());
    }

    [Fact]
    public void Withdrawn_ThatNobodyCanTake_LeavesCirculationWithAnEvent()
    {
        Assert.False(Balances.Withdraw(Alice, 5).IsError);
        Balances.DepositWithdrawn(Bob, 5);

        Assert.Equal([new Event.Withdraw(Alice, 5), new Event.Rescinded(5)], _runtime.Events);
        _runtime.AssertInvariants();
    }

    [Fact]
    public void Withdraw_KeepsTheAccountAlive()
    {
        Assert.True(Balances.CanPay(Alice, 990));
        Assert.False(Balances.CanPay(Alice, 991));
        Assert.True(Balances.Withdraw(Alice, 991).IsError);
    }

    [Fact]
    public void AnySequenceOfCalls_KeepsEveryCoin()
    {
        // What, who, whom, how much, how.
        Prop.ForAll(
            ArbMap.Default.ArbFor<(ushort, byte, byte, short, bool)[]>(),
            static steps =>
            {
                AccountId[] people = [.. Enumerable.Range(1, 4).Select(DevAccounts.Number)];
                SubstrateTestRuntime runtime = new SubstrateTestRuntime().With(new(people[0], 1000), new(people[1], 10), new(people[2], UInt128.MaxValue / 2));
                foreach ((ushort what, byte who, byte whom, short much, bool how) in steps)
                {
                    AccountId actor = people[who % 4];
                    AccountId other = people[whom % 4];
                    RuntimeHoldReason reason = how ? Escrow : Stake;
                    // Amounts about the edges: nothing, almost everything, what is held, a part.
                    UInt128 free = runtime.Balances.FreeOf(actor);
                    UInt128 some = (UInt128)(uint)Math.Abs((int)much);
                    UInt128 amount = ((what >> 4) & 3) switch
                    {
                        0 => some,
                        1 => free > some % 15 ? free - (some % 15) : free,
                        2 => runtime.Balances.HeldOf(actor, reason),
                        _ => free / (1 + some),
                    };
                    switch ((what & 15) % 13)
                    {
                        case 0: runtime.Dispatch(Origin.Signed(actor), new Call.TransferAllowDeath(other, amount)); break;
                        case 1: runtime.Dispatch(Origin.Signed(actor), new Call.TransferKeepAlive(other, amount)); break;
                        case 2: runtime.Dispatch(Origin.Signed(actor), new Call.TransferAll(other, how)); break;
                        case 3: runtime.Dispatch(Origin.Root, new Call.ForceTransfer(actor, other, amount)); break;
                        case 4: runtime.Dispatch(Origin.Root, new Call.ForceSetBalance(other, how ? amount : UInt128.MaxValue)); break;
                        case 5: runtime.Dispatch(Origin.Root, new Call.ForceUnreserve(other, amount)); break;
                        case 6: runtime.Dispatch(Origin.Signed(actor), new Call.Burn(amount, how)); break;
                        case 7 or 8: runtime.Balances.Hold(actor, reason, amount); break;
                        case 9: runtime.Balances.Release(actor, reason, amount); break;
                        case 10: runtime.Balances.TransferHeld(actor, other, reason, amount); break;
                        case 11: runtime.Balances.BurnHeld(actor, reason, amount); break;
                        case 12 when !runtime.Balances.Withdraw(actor, amount).IsError: runtime.Balances.DepositWithdrawn(other, amount); break;
                        default: break;
                    }

                    runtime.AssertInvariants();
                }
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Genesis_RefusesWhatContradictsItself()
    {
        Assert.Throws<ArgumentException>(() => new SubstrateTestRuntime().With(new Endowment(Alice, 9)));
        Assert.Throws<ArgumentException>(() => new SubstrateTestRuntime().With(new Endowment(Alice, 10), new(Alice, 10)));
        Assert.Throws<ArgumentException>(() => new SubstrateTestRuntime().With(new Endowment(Alice, UInt128.MaxValue), new(Bob, 10)));
    }
}
