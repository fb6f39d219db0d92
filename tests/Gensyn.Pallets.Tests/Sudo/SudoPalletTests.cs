using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.Sudo;
using Gensyn.Primitives;
using Xunit;
using Call = Gensyn.Pallets.Substrate.Sudo.SudoPallet.Call;
using Event = Gensyn.Pallets.Substrate.Sudo.SudoPallet.Event;

namespace Gensyn.Pallets.Tests;

public sealed class SudoPalletTests : IDisposable
{
    private static readonly AccountId Alice = SubstrateTestRuntime.Alice;
    private static readonly AccountId Bob = SubstrateTestRuntime.Bob;

    private readonly SubstrateTestRuntime _runtime = new SubstrateTestRuntime().With(new Endowment(Alice, 1000), new(Bob, 1000));

    public void Dispose() => _runtime.Dispose();

    public SudoPalletTests() => _runtime.Sudo.Genesis(Alice);

    private RuntimeCall Endow => _runtime.Of(new BalancesPallet.Call.ForceSetBalance(Bob, 77));

    [Fact]
    public void Calls_HaveTheIndicesOfSubstrate()
    {
        (PalletCall Call, byte Index)[] table = [(new Call.Sudo(Endow), 0), (new Call.SudoUncheckedWeight(Endow, default), 1), (new Call.SetKey(Bob), 2), (new Call.SudoAs(Bob, Endow), 3), (new Call.RemoveKey(), 4)];

        foreach ((PalletCall call, byte index) in table) Assert.Equal([15, index], RuntimeCall.Codec.ToBytes(_runtime.Of(call))[..2]);
    }

    [Fact]
    public void Sudo_OfTheKey_ActsAsRootForFree()
    {
        DispatchResult result = _runtime.AssertOk(Origin.Signed(Alice), new Call.Sudo(Endow));

        Assert.Equal(Pays.No, result.Pays);
        Assert.Equal<UInt128>(77, _runtime.Balances.Balance(Bob));
        Assert.Equal(new Event.Sudid(DispatchResult.Ok), _runtime.Last<Event.Sudid>());
    }

    [Fact]
    public void Sudo_OfAnyoneElse_IsRefused()
    {
        foreach (
            PalletCall call in (PalletCall[])[new Call.Sudo(Endow), new Call.SudoUncheckedWeight(Endow, default), new Call.SetKey(Bob), new Call.SudoAs(Alice, Endow), new Call.RemoveKey()])
        {
            _runtime.AssertNoop(SudoPallet.Error.RequireSudo, Origin.Signed(Bob), call);
            _runtime.AssertNoop(DispatchError.BadOrigin, Origin.None, call);
        }
    }

    [Fact]
    public void Sudo_OfACallThatFails_SucceedsAndReportsIt()
    {
        _runtime.AssertOk(Origin.Signed(Alice), new Call.Sudo(_runtime.Of(new BalancesPallet.Call.TransferAllowDeath(Bob, 1))));

        Assert.Equal(new Event.Sudid(DispatchError.BadOrigin), _runtime.Last<Event.Sudid>());
    }

    [Fact]
    public void SudoAs_ActsAsAnother()
    {
        _runtime.AssertOk(Origin.Signed(Alice), new Call.SudoAs(Bob, _runtime.Of(new BalancesPallet.Call.TransferAllowDeath(Alice, 500))));

        Assert.Equal<UInt128>(1500, _runtime.Balances.Balance(Alice));
        Assert.Equal(new Event.SudoAsDone(DispatchResult.Ok), _runtime.Last<Event.SudoAsDone>());
    }

    [Fact]
    public void Key_IsHandedOn_AndRemovedForGood()
    {
        _runtime.AssertOk(Origin.Signed(Alice), new Call.SetKey(Bob));
        Assert.Equal(new Event.KeyChanged(Alice, Bob), _runtime.Last<Event.KeyChanged>());
        _runtime.AssertNoop(SudoPallet.Error.RequireSudo, Origin.Signed(Alice), new Call.RemoveKey());
        _runtime.AssertOk(Origin.Signed(Bob), new Call.RemoveKey());
        _runtime.AssertNoop(SudoPallet.Error.RequireSudo, Origin.Signed(Bob), new Call.Sudo(Endow));
    }

    [Fact]
    public void Info_OfDeeplyNestedCalls_IsFoundInLinearTime()
    {
        RuntimeCall call = Endow;
        for (int i = 0; i < 200; i++) call = _runtime.Of(new Call.Sudo(call));

        // Asking each level twice would take 2^200 steps.
        Assert.Equal(_runtime.InfoOf(Endow).Weight + new SudoWeights(default).Sudo() * 200, _runtime.InfoOf(call).Weight);
    }
}
