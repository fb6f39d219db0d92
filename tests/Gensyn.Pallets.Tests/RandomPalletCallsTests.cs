using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Providers;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.Proxy;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;
using MultisigCall = Gensyn.Pallets.Substrate.Multisig.MultisigPallet.Call;
using ProxyCall = Gensyn.Pallets.Substrate.Proxy.ProxyPallet.Call;

namespace Gensyn.Pallets.Tests;

/// <summary>Random calls of all pallets: refusals leave no trace, nothing throws, and every pallet's state stays whole.</summary>
public sealed class RandomPalletCallsTests
{
    private static readonly AccountId[] People = [.. ((AccountId[])[DevAccounts.Alice, DevAccounts.Bob, DevAccounts.Charlie, DevAccounts.Dave]).Order()];

    private static readonly ProxyType[] Kinds = Enum.GetValues<ProxyType>();

    [Fact]
    public void SubstratesPallets_StayWhole()
    {
        RandomCalls<SubstrateTestRuntime> calls = new(static () => new SubstrateTestRuntime().With([.. People.Select(static p => new Endowment(p, 10_000))]))
        {
            Accounts = [.. People],
            IsWanted = IsWanted,
            Generators = [Transfer, Approve, AddProxy, UseProxy, Sudo],
        };

        RandomCallCounts counts = calls.Run(seed: 1, steps: 800);

        foreach (string pallet in (string[])["BalancesPallet.", "MultisigPallet.", "ProxyPallet.", "UtilityPallet."])
        {
            Assert.Contains(counts.Calls, c => c.Key.StartsWith(pallet, StringComparison.Ordinal) && c.Value.Worked > 0);
        }

        // What random arguments hardly reach, and the generators do.
        foreach (string call in (string[])["MultisigPallet.AsMulti", "MultisigPallet.ApproveAsMulti", "ProxyPallet.AddProxy", "ProxyPallet.MakeProxied"])
        {
            Assert.InRange(counts.Calls[call].Worked, 1, counts.Calls[call].Made);
        }
    }

    [Fact]
    public void ComputePallets_StayWhole()
    {
        RandomCalls<ComputeTestRuntime> calls = new(static () =>
        {
            ComputeTestRuntime runtime = new();
            foreach (AccountId who in People) runtime.Endow(who, 100_000 * ComputeTestRuntime.Unit);
            return runtime;
        })
        {
            Accounts = [.. People],
            // The books of this runtime count every coin, and these make and burn some.
            IsWanted = static call => call is not (BalancesPallet.Call.Burn or BalancesPallet.Call.ForceSetBalance) && IsWanted(call),
            Generators =
            [
                static (random, _) => (Someone(random), new StakingPallet.Call.Bond((UInt128)random.Next(1, 500) * ComputeTestRuntime.Unit)),
                static (random, _) => (Someone(random), new StakingPallet.Call.Unbond((UInt128)random.Next(1, 500) * ComputeTestRuntime.Unit)),
                static (random, _) => (Someone(random), new ProvidersPallet.Call.Register(ComputeTestRuntime.Profile())),
                static (random, _) => (Someone(random), new TasksPallet.Call.Submit(SmallRun.Spec())),
                static (random, runtime) => runtime.Tasks.Progress.Entries().FirstOrDefault(static e => e.Value.State == TaskState.Matched) is { Value.Assignment: { } matched } found
                    ? (Origin.Signed(matched.Solver), new TasksPallet.Call.Accept(found.Key))
                    : null,
            ],
        };

        RandomCallCounts counts = calls.Run(seed: 1, steps: 500);

        Assert.True(counts.Calls["TasksPallet.Submit"].Worked > 0);
        Assert.True(counts.Calls["StakingPallet.Bond"].Worked > 0);
        Assert.True(counts.Calls["ProvidersPallet.Register"].Worked > 0);
    }

    // Two of Balances' calls for root are there to break its books, or those of pallets that reserve.
    private static bool IsWanted(PalletCall call) =>
        call is not (BalancesPallet.Call.ForceUnreserve or BalancesPallet.Call.ForceAdjustTotalIssuance) && RandomCalls<MockRuntime>.IsHarmless(call);

    private static Origin Someone(Random random) => Origin.Signed(People[random.Next(People.Length)]);

    private static RuntimeCall Pay(Random random, SubstrateTestRuntime runtime) =>
        runtime.Of(new BalancesPallet.Call.TransferAllowDeath(People[random.Next(People.Length)], (UInt128)random.Next(1, 3000)));

    private static (Origin, PalletCall)? Transfer(Random random, SubstrateTestRuntime runtime) => (Someone(random), Pay(random, runtime).Call);

    // One of few operations, so that several people meet in one.
    private static (Origin, PalletCall)? Approve(Random random, SubstrateTestRuntime runtime)
    {
        int who = random.Next(3);
        RuntimeCall call = runtime.Of(new BalancesPallet.Call.TransferAllowDeath(DevAccounts.Eve, (UInt128)(10 + random.Next(2))));
        AccountId shared = Substrate.Multisig.MultisigPallet.MultiAccountId([.. People[..3]], 2);
        Substrate.Multisig.CallHash hash = new(Hashing.Blake2_256(RuntimeCall.Codec.ToBytes(call)));
        Substrate.Multisig.Timepoint? when = runtime.Multisig.Multisigs.Get(shared, hash)?.When;
        System.Collections.Immutable.ImmutableArray<AccountId> others = [.. People[..3].Where(p => p != People[who])];
        Weight enough = new(ulong.MaxValue, ulong.MaxValue);
        return (Origin.Signed(People[who]), random.Next(5) switch
        {
            0 => new MultisigCall.ApproveAsMulti(2, others, when, hash, enough),
            1 when when is { } opened => new MultisigCall.CancelAsMulti(2, others, opened, hash),
            2 => new MultisigCall.AsMultiThreshold1(others, call),
            _ => new MultisigCall.AsMulti(2, others, when, call, enough),
        });
    }

    private static (Origin, PalletCall)? AddProxy(Random random, SubstrateTestRuntime runtime) =>
        (Someone(random), new ProxyCall.AddProxy(People[random.Next(People.Length)], Kinds[random.Next(Kinds.Length)], (uint)random.Next(2) * 3));

    private static (Origin, PalletCall)? UseProxy(Random random, SubstrateTestRuntime runtime)
    {
        if (runtime.Proxy.Proxies.Entries().OrderBy(_ => random.Next()).FirstOrDefault() is not { Value.Value.Items: [var definition, ..] } found) return null;
        return (Origin.Signed(definition.Delegate), definition.Delay == 0
            ? new ProxyCall.MakeProxied(found.Key, null, Pay(random, runtime))
            : new ProxyCall.Announce(found.Key, Hashing.Blake2_256([1])));
    }

    private static (Origin, PalletCall)? Sudo(Random random, SubstrateTestRuntime runtime) =>
        (Someone(random), new Substrate.Sudo.SudoPallet.Call.Sudo(runtime.Of(new BalancesPallet.Call.ForceSetBalance(People[random.Next(People.Length)], (UInt128)random.Next(20_000)))));
}
