using Gensyn.Scale;

namespace Gensyn.Pallets.Compute.Providers;

/// <summary>A registered provider.</summary>
/// <param name="Profile">What it says of itself.</param>
/// <param name="Available">Whether it may be drawn.</param>
/// <param name="Engagements">How many tasks it solves or audits.</param>
/// <param name="Reputation">What it earned, as of a block; it halves with time.</param>
/// <param name="ReputationAt">That block.</param>
[Scale]
public sealed partial record Provider(ProviderProfile Profile, bool Available, uint Engagements, uint Reputation, uint ReputationAt);

/// <summary>What a provider offers.</summary>
/// <param name="Solver">Whether it trains.</param>
/// <param name="Verifier">Whether it audits.</param>
/// <param name="MemoryMebibytes">Its memory.</param>
/// <param name="Cores">Its processor cores.</param>
/// <param name="Device">What it computes with.</param>
/// <param name="Price">What it asks for a unit of work: a million weighted operations.</param>
/// <param name="Endpoint">Where its artefacts are served, a URL.</param>
[Scale]
public sealed partial record ProviderProfile(
    bool Solver,
    bool Verifier,
    uint MemoryMebibytes,
    uint Cores,
    DeviceKind Device,
    [Compact] UInt128 Price,
    [MaxLength(ProviderProfile.MaxEndpoint)] byte[] Endpoint)
{
    /// <summary>The longest URL.</summary>
    public const int MaxEndpoint = 256;
}

/// <summary>The rules of registration and reputation.</summary>
/// <param name="MaxProviders">How many providers there may be; a draw reads them all.</param>
/// <param name="RegistrationBond">What a place in the registry locks, so that places cannot be filled for nothing.</param>
/// <param name="HalfLife">In how many blocks a reputation halves.</param>
/// <param name="Gain">What settled work adds to a reputation.</param>
/// <param name="DropShare">Thousandths of a reputation that a slash takes.</param>
/// <param name="MaxPrice">The highest price that may be asked.</param>
[Scale]
public sealed partial record ProviderParameters(uint MaxProviders, UInt128 RegistrationBond, uint HalfLife, uint Gain, uint DropShare, UInt128 MaxPrice)
{
    /// <summary>Rules for chains whose blocks take a second.</summary>
    public static ProviderParameters Development { get; } = new(
        MaxProviders: 1000,
        RegistrationBond: 1_000_000_000_000,
        HalfLife: 100_000,
        Gain: 1000,
        DropShare: 750,
        MaxPrice: 1_000_000_000_000_000);

    /// <summary>Whether time passes and shares are shares.</summary>
    public bool IsValid => HalfLife > 0 && DropShare <= Share.Whole && MaxPrice > 0 && MaxPrice <= LargestPrice;

    // Prices times units of work stay below 2^128.
    private static UInt128 LargestPrice => 1_000_000_000_000_000_000;
}
