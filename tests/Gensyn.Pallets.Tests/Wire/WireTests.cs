using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.Multisig;
using Gensyn.Pallets.Substrate.Proxy;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;
using BalancesCall = Gensyn.Pallets.Substrate.Balances.BalancesPallet.Call;
using MultisigCall = Gensyn.Pallets.Substrate.Multisig.MultisigPallet.Call;
using ProxyCall = Gensyn.Pallets.Substrate.Proxy.ProxyPallet.Call;
using SystemCall = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Call;
using UtilityCall = Gensyn.Pallets.Substrate.Utility.UtilityPallet.Call;

namespace Gensyn.Pallets.Tests;

/// <summary>The standard pallets' calls, keys and values against what @polkadot/types makes of a Substrate chain's metadata.</summary>
public sealed class WireTests : IDisposable
{
    private static readonly AccountId Alice = DevAccounts.Alice;
    private static readonly AccountId Bob = DevAccounts.Bob;
    private static readonly AccountId Charlie = DevAccounts.Charlie;
    private static readonly H256 Hash = new(Enumerable.Repeat((byte)0xab, 32).ToArray());
    private static readonly Timepoint Opened = new(258, 3);
    private static readonly Weight Limit = new(1_000_000_000, 10_000);

    private readonly SubstrateTestRuntime _runtime = new();

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void Calls_AreEncodedAsInSubstrate()
    {
        RuntimeCall transfer = _runtime.Of(new BalancesCall.TransferKeepAlive(Bob, 1_000_000_000_000));
        ImmutableArray<AccountId> others = [Bob, Charlie];
        Dictionary<string, PalletCall> calls = new()
        {
            ["balances.transferAllowDeath"] = new BalancesCall.TransferAllowDeath(Bob, 64),
            ["balances.forceTransfer"] = new BalancesCall.ForceTransfer(Alice, Bob, UInt128.One << 100),
            ["balances.transferKeepAlive"] = transfer.Call,
            ["balances.transferAll"] = new BalancesCall.TransferAll(Bob, KeepAlive: true),
            ["balances.forceUnreserve"] = new BalancesCall.ForceUnreserve(Bob, 7),
            ["balances.upgradeAccounts"] = new BalancesCall.UpgradeAccounts([Alice, Bob]),
            ["balances.forceSetBalance"] = new BalancesCall.ForceSetBalance(Bob, 16384),
            ["balances.forceAdjustTotalIssuance"] = new BalancesCall.ForceAdjustTotalIssuance(AdjustmentDirection.Decrease, 9),
            ["balances.burn"] = new BalancesCall.Burn(UInt128.One << 64, KeepAlive: false),
            ["utility.batch"] = new UtilityCall.Batch([transfer, transfer]),
            ["utility.asDerivative"] = new UtilityCall.AsDerivative(513, transfer),
            ["utility.batchAll"] = new UtilityCall.BatchAll([transfer]),
            ["utility.dispatchAs"] = new UtilityCall.DispatchAs(new(RawOrigin.Signed, Alice), transfer),
            ["utility.forceBatch"] = new UtilityCall.ForceBatch([]),
            ["utility.withWeight"] = new UtilityCall.WithWeight(transfer, Limit),
            ["utility.ifElse"] = new UtilityCall.IfElse(transfer, _runtime.Of(new SystemCall.MakeRemark([1, 2]))),
            ["utility.dispatchAsFallible"] = new UtilityCall.DispatchAsFallible(new(RawOrigin.Root), transfer),
            ["multisig.asMultiThreshold1"] = new MultisigCall.AsMultiThreshold1(others, transfer),
            ["multisig.asMulti.first"] = new MultisigCall.AsMulti(2, others, null, transfer, Limit),
            ["multisig.asMulti.second"] = new MultisigCall.AsMulti(2, others, Opened, transfer, Limit),
            ["multisig.approveAsMulti"] = new MultisigCall.ApproveAsMulti(2, others, null, new(Hash), Limit),
            ["multisig.cancelAsMulti"] = new MultisigCall.CancelAsMulti(2, others, Opened, new(Hash)),
            ["multisig.pokeDeposit"] = new MultisigCall.PokeDeposit(2, others, new(Hash)),
            ["proxy.proxy.any"] = new ProxyCall.MakeProxied(Alice, null, transfer),
            ["proxy.proxy.forced"] = new ProxyCall.MakeProxied(Alice, ProxyType.NonTransfer, transfer),
            ["proxy.addProxy"] = new ProxyCall.AddProxy(Bob, ProxyType.CancelProxy, 600),
            ["proxy.removeProxy"] = new ProxyCall.RemoveProxy(Bob, ProxyType.Any, 0),
            ["proxy.removeProxies"] = new ProxyCall.RemoveProxies(),
            ["proxy.createPure"] = new ProxyCall.CreatePure(ProxyType.Any, 5, 258),
            ["proxy.killPure"] = new ProxyCall.KillPure(Bob, ProxyType.Any, 258, 70000, 3),
            ["proxy.announce"] = new ProxyCall.Announce(Alice, Hash),
            ["proxy.removeAnnouncement"] = new ProxyCall.RemoveAnnouncement(Alice, Hash),
            ["proxy.rejectAnnouncement"] = new ProxyCall.RejectAnnouncement(Bob, Hash),
            ["proxy.proxyAnnounced"] = new ProxyCall.ProxyAnnounced(Bob, Alice, null, transfer),
            ["proxy.pokeDeposit"] = new ProxyCall.PokeDeposit(),
        };

        IReadOnlyList<string[]> vectors = VectorFile.Read("pallets/calls.txt", 2);
        Assert.Equal(calls.Keys.Order(StringComparer.Ordinal), vectors.Select(static v => v[0]).Order(StringComparer.Ordinal));
        foreach (string[] vector in vectors)
        {
            byte[] bytes = VectorFile.Bytes(vector[1]);
            Assert.Equal(vector[1], Convert.ToHexStringLower(RuntimeCall.Codec.ToBytes(_runtime.Of(calls[vector[0]]))));
            Assert.True(RuntimeCall.Codec.TryDecode(bytes, out RuntimeCall decoded, _runtime), vector[0]);
            Assert.Equal(bytes, RuntimeCall.Codec.ToBytes(decoded));
            for (int length = 0; length < bytes.Length; length++) Assert.False(RuntimeCall.Codec.TryDecode(bytes.AsSpan(0, length), out _, _runtime));
        }
    }

    [Fact]
    public void Storage_HasTheKeysOfSubstrate()
    {
        Dictionary<string, byte[]> keys = new()
        {
            ["balances.totalIssuance"] = _runtime.Balances.TotalIssuance.Key.ToArray(),
            ["balances.inactiveIssuance"] = _runtime.Balances.InactiveIssuance.Key.ToArray(),
            ["balances.account"] = _runtime.Balances.Account.KeyOf(Alice),
            ["balances.locks"] = _runtime.Balances.Locks.KeyOf(Alice),
            ["balances.reserves"] = _runtime.Balances.Reserves.KeyOf(Alice),
            ["balances.holds"] = _runtime.Balances.Holds.KeyOf(Alice),
            ["balances.freezes"] = _runtime.Balances.Freezes.KeyOf(Alice),
            ["multisig.multisigs"] = _runtime.Multisig.Multisigs.KeyOf(Alice, new(Hash)),
            ["proxy.proxies"] = _runtime.Proxy.Proxies.KeyOf(Alice),
            ["proxy.announcements"] = _runtime.Proxy.Announcements.KeyOf(Alice),
        };

        IReadOnlyList<string[]> vectors = VectorFile.Read("pallets/keys.txt", 2);
        Assert.Equal(keys.Count, vectors.Count);
        foreach (string[] vector in vectors) Assert.Equal(vector[1], Convert.ToHexStringLower(keys[vector[0]]));
    }

    [Fact]
    public void Values_AreEncodedAsInSubstrate()
    {
        // No account has these; they are taken back before the end.
        _runtime.Externalities.BeginTransaction();
        LockIdentifier staking = new("staking "), voting = new("pyconvot");
        _runtime.Balances.Locks.Set(Alice, new([new(staking, 300, Reasons.All), new(voting, UInt128.One << 70, Reasons.Misc)]));
        _runtime.Balances.Reserves.Set(Alice, [new(voting, 5)]);
        _runtime.Multisig.Multisigs.Set(Alice, new(Hash), new(Opened, 29, Alice, [Alice, Bob]));
        _runtime.Proxy.Proxies.Set(Alice, new(new([new(Bob, ProxyType.NonTransfer, 600)], 25)));
        _runtime.Proxy.Announcements.Set(Alice, new(new([new(Alice, Hash, 258)], 37)));
        Dictionary<string, string> keys = VectorFile.Read("pallets/keys.txt", 2).ToDictionary(static v => v[0], static v => v[1]);

        foreach (string[] vector in VectorFile.Read("pallets/values.txt", 2))
        {
            Assert.Equal(vector[1], Convert.ToHexStringLower(_runtime.Externalities.Get(VectorFile.Bytes(keys[vector[0]]))!));
        }

        Assert.Equal(2, _runtime.Balances.Locks.GetOrDefault(Alice).Items.Length);
        Assert.Equal([Alice, Bob], _runtime.Multisig.Multisigs.Get(Alice, new(Hash))!.Approvals.AsEnumerable());
        Assert.Equal<UInt128>(25, _runtime.Proxy.Proxies.GetOrDefault(Alice).Value.Deposit);
        Assert.Equal(258u, _runtime.Proxy.Announcements.GetOrDefault(Alice).Value.Items[0].Height);
        _runtime.Externalities.RollbackTransaction();
    }

    [Fact]
    public void Accounts_AreDerivedAsInSubstrate()
    {
        foreach (string[] vector in VectorFile.Read("pallets/accounts.txt", 4))
        {
            ImmutableArray<AccountId> accounts = [.. vector[1].Split(',').Select(static hex => new AccountId(VectorFile.Bytes(hex)))];
            uint[] numbers = [.. vector[2].Split(':').Select(uint.Parse)];
            AccountId derived = vector[0] switch
            {
                "multi" => MultisigPallet.MultiAccountId([.. accounts.Order()], (ushort)numbers[0]),
                "derived" => Substrate.Utility.UtilityPallet.DerivativeAccountId(accounts[0], (ushort)numbers[0]),
                _ => ProxyPallet.PureAccount(accounts[0], (ProxyType)numbers[2], (ushort)numbers[3], numbers[0], numbers[1]),
            };
            Assert.Equal(vector[3], Convert.ToHexStringLower(derived.Bytes.Span));
        }
    }

    [Theory]
    [InlineData("00")]
    [InlineData("0004")]
    [InlineData("01")]
    [InlineData("010000")]
    [InlineData("0001" + "ab")]
    public void AnOriginThatIsNone_DoesNotDecode(string hex) => Assert.False(OriginCaller.Codec.TryDecode(VectorFile.Bytes(hex), out _));

    [Fact]
    public void Origins_SurviveTheirCodec()
    {
        foreach (OriginCaller origin in (OriginCaller[])[new(RawOrigin.Root), new(RawOrigin.Signed, Bob), new(RawOrigin.None), new(RawOrigin.Authorized)])
        {
            Assert.True(OriginCaller.Codec.TryDecode(OriginCaller.Codec.ToBytes(origin), out OriginCaller read));
            Assert.Equal(origin, read);
            Assert.Equal(origin.Kind, read.ToOrigin().Kind);
        }
    }
}
