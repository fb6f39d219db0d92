using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Sudo;

/// <content>What its calls cost. Source of the cases: polkadot-sdk substrate/frame/sudo/src/benchmarking.rs.</content>
public sealed partial class SudoPallet : IBenchmarkedPallet
{
    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host)
    {
        AccountId caller = host.Caller;
        AccountId other = host.Account("other");
        return
        [
            new("set_key", () => Run(caller, new Call.SetKey(other), () => Key.Get() == other)),
            new("sudo", () => Run(caller, new Call.Sudo(host.Nothing()), static () => true)),
            new("sudo_as", () => Run(caller, new Call.SudoAs(other, host.Nothing()), static () => true)),
            new("remove_key", () => Run(caller, new Call.RemoveKey(), () => !Key.Exists)),
        ];
    }

    private BenchmarkRun Run(AccountId caller, Call call, Func<bool> verify)
    {
        Key.Set(caller);
        return BenchmarkRun.Of(Context, Origin.Signed(caller), call, verify);
    }
}
