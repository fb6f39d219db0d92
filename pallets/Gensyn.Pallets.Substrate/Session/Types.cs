using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Session;

/// <summary>How bad an offence was: the part of the stake that it cost.</summary>
/// <remarks>Source: sp_staking::offence::OffenceSeverity.</remarks>
public readonly record struct OffenceSeverity(Perbill Part) : IComparable<OffenceSeverity>
{
    /// <summary>Encodes the part.</summary>
    public static Codec<OffenceSeverity> Codec { get; } = new OffenceSeverityCodec();

    /// <summary>The worst, which whoever names none means.</summary>
    public static OffenceSeverity Max => new(Perbill.One);

    /// <inheritdoc/>
    public int CompareTo(OffenceSeverity other) => Part.CompareTo(other.Part);

    private sealed class OffenceSeverityCodec : Codec<OffenceSeverity>
    {
        public override TypeInfo Type { get; } =
            new("sp_staking::offence::OffenceSeverity", [], static () => new TypeDefinition.Composite([new(null, Perbill.Codec.Type, "Perbill")]));

        public override int MinEncodedLen => 4;

        public override int? MaxEncodedLen => 4;

        public override void Encode(OffenceSeverity value, ref ScaleWriter writer) => Perbill.Codec.Encode(value.Part, ref writer);

        public override OffenceSeverity Decode(ref ScaleReader reader) => new(Perbill.Codec.Decode(ref reader));
    }
}

/// <summary>Why this pallet holds money.</summary>
[Scale("pallet_session::pallet::HoldReason")]
public enum HoldReason : byte
{
    /// <summary>Funds are held when setting keys.</summary>
    Keys,
}

/// <summary>Ends a session after a fixed number of blocks.</summary>
/// <remarks>Source: pallet_session::PeriodicSessions.</remarks>
/// <param name="Period">How many blocks a session has.</param>
/// <param name="Offset">The block with which the first session ends.</param>
public sealed record PeriodicSessions(uint Period, uint Offset) : ISessionSchedule
{
    /// <inheritdoc/>
    public uint AverageLength => Period;

    /// <inheritdoc/>
    public bool ShouldEnd(uint block) => block >= Offset && (block - Offset) % Period == 0;

    /// <inheritdoc/>
    public Permill Progress(uint block) => block >= Offset
        ? Permill.FromRational(((block - Offset) % Period) + 1, Period)
        : Permill.FromRational((UInt128)block + 1, Offset);

    /// <inheritdoc/>
    // A block in which a session ends counts as the first of the next one.
    public uint NextRotation(uint block) => block > Offset ? checked(block + Period - ((block - Offset) % Period)) : Offset;
}

/// <summary>What the runtime decides for this pallet.</summary>
/// <param name="Schedule">When sessions end.</param>
/// <param name="KeyDeposit">What is held of an account while it has keys.</param>
/// <param name="Weights">The cost of each call.</param>
public sealed record SessionConfig(ISessionSchedule Schedule, UInt128 KeyDeposit, ISessionWeights Weights);
