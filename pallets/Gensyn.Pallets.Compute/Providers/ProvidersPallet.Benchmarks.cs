using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;
using Gensyn.Pallets.Compute.Benchmarking;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.Providers;

/// <content>What its calls cost.</content>
public sealed partial class ProvidersPallet : IBenchmarkedPallet
{
    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host)
    {
        IComputeStage stage = (IComputeStage)host;
        ProviderProfile profile = new(
            Solver: true, Verifier: true, MemoryMebibytes: 1, Cores: 1, DeviceKind.Cuda, Price: 1, new byte[ProviderProfile.MaxEndpoint]);
        return
        [
            new("register", () =>
            {
                AccountId who = Unregistered(stage);
                return Run(who, new Call.Register(profile), () => Providers.Contains(who));
            }),
            new("update", () =>
            {
                AccountId who = stage.Provider(0);
                return Run(who, new Call.Update(profile), () => Providers.Get(who)?.Profile.Device == DeviceKind.Cuda);
            }),
            new("set_available", () =>
            {
                AccountId who = stage.Provider(0);
                return Run(who, new Call.SetAvailable(false), () => Providers.Get(who) is { Available: false });
            }),
            new("deregister", () =>
            {
                AccountId who = stage.Provider(0);
                return Run(who, new Call.Deregister(), () => !Providers.Contains(who));
            }),
            new("set_parameters", () =>
            {
                ProviderParameters changed = ProviderParameters.Development with { Gain = 1 };
                return BenchmarkRun.Of(Context, Origin.Root, new Call.SetParameters(changed), () => Parameters.Get() == changed);
            }),
        ];
    }

    private BenchmarkRun Run(AccountId who, Call call, Func<bool> verify) => BenchmarkRun.Of(Context, Origin.Signed(who), call, verify);

    // An account with a stake that gave its place up.
    private AccountId Unregistered(IComputeStage stage)
    {
        AccountId who = stage.Provider(0);
        _ = Deregister(Origin.Signed(who));
        return who;
    }
}
