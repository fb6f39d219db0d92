using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.Multisig;
using Gensyn.Pallets.Substrate.Proxy;
using Gensyn.Pallets.Substrate.Sudo;
using Gensyn.Pallets.Substrate.Utility;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Runtime.Tests.Compute;

public sealed class ProxyFilterTests
{
    private static readonly AccountId Bob = DevAccounts.Bob;
    private static readonly ProxyFilter Filter = new();
    private static readonly ProxyType[] Kinds = Enum.GetValues<ProxyType>();

    private readonly TestChain _chain = new();

    private RuntimeCall Remark => _chain.Of(new FrameSystemPallet.Call.RemarkWithEvent([1]));

    // Each call, and the kinds of proxy that may make it.
    private ImmutableArray<(RuntimeCall Call, ProxyType[] Kinds)> Calls =>
    [
        (Remark, [ProxyType.Any, ProxyType.NonTransfer]),
        (_chain.Of(new BalancesPallet.Call.TransferAll(Bob, true)), [ProxyType.Any]),
        (_chain.Of(new BalancesPallet.Call.Burn(1, true)), [ProxyType.Any]),
        (_chain.Of(new SudoPallet.Call.Sudo(Remark)), [ProxyType.Any]),
        (_chain.Of(new TasksPallet.Call.Accept(1)), [ProxyType.Any, ProxyType.NonTransfer, ProxyType.Compute]),
        (_chain.Of(new StakingPallet.Call.Bond(1)), [ProxyType.Any, ProxyType.NonTransfer, ProxyType.Compute]),
        (_chain.Of(new UtilityPallet.Call.Batch([])), [ProxyType.Any, ProxyType.NonTransfer, ProxyType.CancelProxy, ProxyType.Compute]),
        (_chain.Of(new MultisigPallet.Call.PokeDeposit(2, [], default)), [ProxyType.Any, ProxyType.NonTransfer, ProxyType.CancelProxy, ProxyType.Compute]),
        (_chain.Of(new ProxyPallet.Call.RejectAnnouncement(Bob, default)), [ProxyType.Any, ProxyType.NonTransfer, ProxyType.CancelProxy]),
        (_chain.Of(new ProxyPallet.Call.RemoveProxies()), [ProxyType.Any, ProxyType.NonTransfer]),
    ];

    [Fact]
    public void EveryKind_MakesItsCallsOnly()
    {
        foreach ((RuntimeCall call, ProxyType[] kinds) in Calls) Assert.Equal(kinds, Kinds.Where(kind => Filter.Allows(kind, call)));
    }

    [Fact]
    public void ALargerKind_MakesEveryCallOfASmaller()
    {
        Assert.Equal(default, ProxyType.Any);
        foreach (ProxyType larger in Kinds)
        {
            Assert.True(Filter.IsSuperset(larger, larger));
            Assert.True(Filter.IsSuperset(ProxyType.Any, larger));
            Assert.Equal(larger == ProxyType.Any, Filter.IsSuperset(larger, ProxyType.Any));
            foreach (ProxyType smaller in Kinds.Where(kind => Filter.IsSuperset(larger, kind)))
            {
                Assert.All(Calls, c => Assert.True(Filter.Allows(larger, c.Call) || !Filter.Allows(smaller, c.Call)));
            }
        }
    }

    [Fact]
    public void AProxyTransfer_InABlock_PaysFromTheOther()
    {
        AccountId alice = TestChain.Account(TestChain.Alice);
        AccountId dave = DevAccounts.Number(7);
        (_, ImmutableArray<byte[]> added) = _chain.Author(_chain.Sign(TestChain.Alice, new ProxyPallet.Call.AddProxy(TestChain.Account(TestChain.Bob), ProxyType.Any, 0)));
        Assert.Equal([0, 0], added[1]);
        UInt128 before = _chain.View.Balances.Balance(alice);
        Assert.Equal(RuntimeConstants.Deposit(1, 73), _chain.View.Balances.ReservedBalance(alice));

        RuntimeCall pay = _chain.Of(new BalancesPallet.Call.TransferKeepAlive(dave, RuntimeConstants.Unit));
        (Block block, ImmutableArray<byte[]> results) = _chain.Author(_chain.Sign(TestChain.Bob, new ProxyPallet.Call.MakeProxied(alice, null, pay)));

        Assert.Equal([0, 0], results[1]);
        Assert.Equal(before - RuntimeConstants.Unit, _chain.View.Balances.Balance(alice));
        Assert.Equal(block.Header.StateRoot, TestChain.Execute(block, _chain.Previous!));
        foreach (Pallet pallet in _chain.View.Pallets) Assert.Null(pallet.TryState());
    }
}
