using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Providers;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;
using Call = Gensyn.Pallets.Compute.Providers.ProvidersPallet.Call;
using Error = Gensyn.Pallets.Compute.Providers.ProvidersPallet.Error;
using Event = Gensyn.Pallets.Compute.Providers.ProvidersPallet.Event;

namespace Gensyn.Pallets.Tests.Providers;

public sealed class ProvidersTests : IDisposable
{
    private static readonly UInt128 Unit = ComputeTestRuntime.Unit;

    private readonly ComputeTestRuntime _runtime = new();
    private readonly AccountId _who;

    public void Dispose() => _runtime.Dispose();

    public ProvidersTests()
    {
        _who = _runtime.Endow(DevAccounts.Bob, 100 * Unit);
        _runtime.AssertOk(Origin, new StakingPallet.Call.Bond(10 * Unit));
        _runtime.ClearEvents();
    }

    private Origin Origin => Origin.Signed(_who);

    [Fact]
    public void Register_TakesAPlaceAndLocksItsBond_AndDeregisterGivesBothBack()
    {
        _runtime.AssertOk(Origin, new Call.Register(ComputeTestRuntime.Profile()));
        Assert.Equal(9 * Unit, _runtime.Bonds.FreeOf(_who));
        Assert.Equal(1u, _runtime.Providers.Count.Get());
        Assert.Equal(new Event.Registered(_who), _runtime.AllEvents.Last());
        _runtime.AssertNoop(Error.AlreadyRegistered, Origin, new Call.Register(ComputeTestRuntime.Profile()));
        _runtime.AssertBooks();

        _runtime.AssertOk(Origin, new Call.Deregister());
        Assert.Equal(10 * Unit, _runtime.Bonds.FreeOf(_who));
        Assert.Equal(0u, _runtime.Providers.Count.Get());
        _runtime.AssertNoop(Error.NotRegistered, Origin, new Call.Deregister());
        _runtime.AssertNoop(Error.NotRegistered, Origin, new Call.SetAvailable(true));
        _runtime.AssertNoop(Error.NotRegistered, Origin, new Call.Update(ComputeTestRuntime.Profile()));
    }

    [Fact]
    public void Register_OfAProfileThatOffersNothing_IsRefused()
    {
        ProviderProfile good = ComputeTestRuntime.Profile();
        (ProviderProfile Profile, Error Error)[] cases =
        [
            (good with { Solver = false, Verifier = false }, Error.NoRole),
            (good with { Endpoint = [] }, Error.EndpointMissing),
            (good with { Price = 0 }, Error.PriceOutOfRange),
            (good with { Price = ProviderParameters.Development.MaxPrice + 1 }, Error.PriceOutOfRange),
        ];
        foreach ((ProviderProfile profile, Error error) in cases) _runtime.AssertNoop(error, Origin, new Call.Register(profile));
        _runtime.AssertNoop(StakingPallet.Error.InsufficientStake, Origin.Signed(DevAccounts.Dave), new Call.Register(good));
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, new Call.Register(good));
        _runtime.AssertOk(Origin, new Call.Register(good));
        foreach ((ProviderProfile profile, Error error) in cases) _runtime.AssertNoop(error, Origin, new Call.Update(profile));
    }

    [Fact]
    public void Register_BeyondThePlacesThereAre_IsRefused()
    {
        _runtime.Providers.Genesis(ProviderParameters.Development with { MaxProviders = 1 });
        _runtime.Provide(1);
        _runtime.AssertNoop(Error.TooManyProviders, Origin, new Call.Register(ComputeTestRuntime.Profile()));
    }

    [Fact]
    public void Reputation_GrowsBySettledWork_FadesByHalf_AndDropsHard()
    {
        _runtime.AssertOk(Origin, new Call.Register(ComputeTestRuntime.Profile()));
        IProviderRegistry registry = _runtime.Providers;
        registry.Reward(_who);
        registry.Reward(_who);
        Assert.Equal(2000u, _runtime.Providers.ReputationOf(_who));

        _runtime.SkipToBlock(_runtime.BlockNumber + (50_000));
        Assert.Equal(1500u, _runtime.Providers.ReputationOf(_who));
        _runtime.SkipToBlock(_runtime.BlockNumber + (50_000));
        Assert.Equal(1000u, _runtime.Providers.ReputationOf(_who));
        registry.Punish(_who);
        Assert.Equal(250u, _runtime.Providers.ReputationOf(_who));
        _runtime.SkipToBlock(_runtime.BlockNumber + (100_000 * 40));
        Assert.Equal(0u, _runtime.Providers.ReputationOf(_who));
    }

    [Fact]
    public void Reputation_OfAnAccountThatIsNoProvider_IsNobodysConcern()
    {
        IProviderRegistry registry = _runtime.Providers;
        registry.Reward(_who);
        registry.Punish(_who);
        registry.Suspend(_who);
        registry.Engage(_who);
        registry.Disengage(_who);
        Assert.Empty(_runtime.AllEvents);
    }

    [Fact]
    public void SetParameters_IsForRootAndChecked()
    {
        ProviderParameters good = ProviderParameters.Development;
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin, new Call.SetParameters(good));
        _runtime.AssertNoop(Error.ParametersInvalid, Origin.Root, new Call.SetParameters(good with { HalfLife = 0 }));
        _runtime.AssertNoop(Error.ParametersInvalid, Origin.Root, new Call.SetParameters(good with { DropShare = 1001 }));
        _runtime.AssertOk(Origin.Root, new Call.SetParameters(good with { Gain = 1 }));
    }

    [Fact]
    public void Register_Encoded_IsTheProfileFieldByField()
    {
        ProviderProfile profile = ComputeTestRuntime.Profile(price: 1) with { Endpoint = [.. "u"u8] };

        // Vectors: pallet 51, call 0, then by the SCALE specification: bool, bool, u32, u32, variant, compact, bytes.
        Assert.Equal("3300" + "0101" + "00040000" + "02000000" + "00" + "04" + "0475",
            Convert.ToHexStringLower(RuntimeCall.Codec.ToBytes(_runtime.Of(new Call.Register(profile)))));
    }
}
