using Gensyn.Testing;

namespace Gensyn.Frame.Tests.Sample;

/// <summary>The sample pallet at index 50.</summary>
internal sealed class SampleRuntime : MockRuntime
{
    public SampleRuntime() => Sample = Add(new SamplePallet(At(50), new SampleConfig(MinimumStake: 100)));

    public SamplePallet Sample { get; }
}
