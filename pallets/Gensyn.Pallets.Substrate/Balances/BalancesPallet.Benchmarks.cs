using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Balances;

/// <content>What its calls cost. Source of the cases: polkadot-sdk substrate/frame/balances/src/benchmarking.rs.</content>
public sealed partial class BalancesPallet : IBenchmarkedPallet
{
    private const uint MostUpgrades = 1000;

    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host)
    {
        AccountId caller = host.Caller;
        AccountId other = host.Account("other");
        UInt128 much = ExistentialDeposit * 10;

        // Leaves the sender with less than the minimum: its account ends, and the receiver's begins.
        UInt128 most = (much - ExistentialDeposit) + 1;
        return
        [
            new("transfer_allow_death", () =>
            {
                Put(caller, much);
                return Run(Origin.Signed(caller), new Call.TransferAllowDeath(other, most), () => Balance(caller) == 0 && Balance(other) == most);
            }),
            new("transfer_keep_alive", () =>
            {
                Put(caller, UInt128.MaxValue / 4);
                return Run(Origin.Signed(caller), new Call.TransferKeepAlive(other, much), () => Balance(other) == much);
            }),
            new("force_transfer", () =>
            {
                AccountId source = host.Account("source");
                Put(source, much);
                return Run(Origin.Root, new Call.ForceTransfer(source, other, most), () => Balance(source) == 0 && Balance(other) == most);
            }),
            new("transfer_all", () =>
            {
                Put(caller, much);
                return Run(Origin.Signed(caller), new Call.TransferAll(other, false), () => Balance(caller) == 0 && Balance(other) == much);
            }),
            new("force_unreserve", () =>
            {
                Put(other, much);
                _ = Reserve(other, ExistentialDeposit);
                return Run(Origin.Root, new Call.ForceUnreserve(other, much), () => ReservedBalance(other) == 0 && Balance(other) == much);
            }),
            new("upgrade_accounts", new("accounts", 1, MostUpgrades), count =>
            {
                ImmutableArray<AccountId> old = [.. Enumerable.Range(0, (int)count).Select(i => Old(host.Account("old", (uint)i)))];
                return Run(Origin.Signed(caller), new Call.UpgradeAccounts(old), () => old.All(who => accounts.Get(who).Data.IsNewLogic));
            }),
            new("force_set_balance_creating", () =>
                Run(Origin.Root, new Call.ForceSetBalance(other, much), () => Balance(other) == much)),
            new("force_set_balance_killing", () =>
            {
                Put(other, much);
                return Run(Origin.Root, new Call.ForceSetBalance(other, 0), () => !accounts.Exists(other));
            }),
            new("force_adjust_total_issuance", () =>
            {
                UInt128 issued = TotalIssuance.Get();
                Call call = new Call.ForceAdjustTotalIssuance(AdjustmentDirection.Increase, ExistentialDeposit);
                return Run(Origin.Root, call, () => TotalIssuance.Get() == issued + ExistentialDeposit);
            }),
            new("burn_allow_death", () =>
            {
                Put(caller, much);
                return Run(Origin.Signed(caller), new Call.Burn(most, false), () => Balance(caller) == 0);
            }),
            new("burn_keep_alive", () =>
            {
                Put(caller, much);
                return Run(Origin.Signed(caller), new Call.Burn(ExistentialDeposit, true), () => Balance(caller) == much - ExistentialDeposit);
            }),
        ];
    }

    private BenchmarkRun Run(Origin origin, Call call, Func<bool> verify) => BenchmarkRun.Of(Context, origin, call, verify);

    private void Put(AccountId who, UInt128 amount)
    {
        UInt128 had = Balance(who);
        _ = Write(who, accounts.Get(who), accounts.Get(who).Data with { Free = amount });
        TotalIssuance.Set(TotalIssuance.Get() - had + amount);
    }

    // An account from before holds existed.
    private AccountId Old(AccountId who)
    {
        Put(who, ExistentialDeposit * 2);
        _ = Reserve(who, ExistentialDeposit);
        accounts.SetData(who, accounts.Get(who).Data with { Flags = 0 });
        accounts.DecConsumers(who);
        return who;
    }
}
