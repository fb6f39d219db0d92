using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.Staking;

/// <content>What its calls cost.</content>
public sealed partial class StakingPallet : IBenchmarkedPallet
{
    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host)
    {
        AccountId caller = host.Caller;
        UInt128 bond = StakingParameters.Development.MinimumBond;
        return
        [
            new("bond", () =>
            {
                Stake(host, bond, StakeLedger.MaxUnbonding);
                return Run(Origin.Signed(caller), new Call.Bond(bond), () => LedgerOf(caller).Total == bond * 2);
            }),
            new("unbond", () =>
            {
                Stake(host, bond * 2, StakeLedger.MaxUnbonding - 1);
                return Run(Origin.Signed(caller), new Call.Unbond(bond), () => LedgerOf(caller).Unbonding.Length == StakeLedger.MaxUnbonding);
            }),
            new("withdraw", () =>
            {
                Stake(host, bond, StakeLedger.MaxUnbonding);
                return Run(Origin.Signed(caller), new Call.Withdraw(), () => LedgerOf(caller).Unbonding.IsEmpty);
            }),
            new("set_parameters", () =>
            {
                StakingParameters changed = StakingParameters.Development with { UnbondingBlocks = 1 };
                return Run(Origin.Root, new Call.SetParameters(changed), () => Parameters.Get() == changed);
            }),
        ];
    }

    private BenchmarkRun Run(Origin origin, Call call, Func<bool> verify) => BenchmarkRun.Of(Context, origin, call, verify);

    // A stake of the caller's, with parts that are all due to be withdrawn.
    private void Stake(IBenchmarkHost host, UInt128 total, int unbonding)
    {
        host.Endow(host.Caller, total * 100);
        _ = runtime.Currency.Hold(host.Caller, HoldReason.Stake, total + (uint)unbonding);
        Ledgers.Set(host.Caller, new StakeLedger(total, 0, [.. Enumerable.Repeat(new Unbonding(1, Context.BlockNumber), unbonding)]));
    }
}
