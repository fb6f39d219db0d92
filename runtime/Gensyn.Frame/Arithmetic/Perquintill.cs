using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>A fraction of one, in quintillionths.</summary>
/// <remarks>Source: sp_arithmetic::per_things::Perquintill.</remarks>
public readonly record struct Perquintill : IComparable<Perquintill>
{
    private const ulong Accuracy = 1_000_000_000_000_000_000;

    private Perquintill(ulong parts) => Parts = parts;

    /// <summary>Encodes the parts.</summary>
    public static Codec<Perquintill> Codec { get; } = new PerquintillCodec();

    /// <summary>Nothing.</summary>
    public static Perquintill Zero => default;

    /// <summary>The whole.</summary>
    public static Perquintill One => new(Accuracy);

    /// <summary>How many quintillionths it is.</summary>
    public ulong Parts { get; }

    /// <summary>This fraction of an integer, rounded to the nearest; a tie goes down.</summary>
    public static UInt128 operator *(Perquintill fraction, UInt128 value) => PartsOfOne.MultiplyNearest(value, fraction.Parts, Accuracy);

    /// <summary>So many quintillionths, at most all.</summary>
    public static Perquintill FromParts(ulong parts) => new(Math.Min(parts, Accuracy));

    /// <summary>So many hundredths, at most all.</summary>
    public static Perquintill FromPercent(uint percent) => new(Math.Min(percent, 100) * (Accuracy / 100));

    /// <summary>The quotient of two integers, rounded down, at most one.</summary>
    public static Perquintill FromRational(UInt128 numerator, UInt128 denominator) =>
        new((ulong)PartsOfOne.FromRational(numerator, denominator, Accuracy));

    /// <summary>This fraction of an integer, rounded down.</summary>
    public UInt128 MultiplyFloor(UInt128 value) => PartsOfOne.MultiplyFloor(value, Parts, Accuracy);

    /// <summary>This fraction of an integer, rounded up.</summary>
    public UInt128 MultiplyCeiling(UInt128 value) => PartsOfOne.MultiplyCeiling(value, Parts, Accuracy);

    /// <inheritdoc/>
    public int CompareTo(Perquintill other) => Parts.CompareTo(other.Parts);

    private sealed class PerquintillCodec : Codec<Perquintill>
    {
        public override TypeInfo Type { get; } =
            new("sp_arithmetic::per_things::Perquintill", [], static () => new TypeDefinition.Composite([new(null, Codecs.U64.Type, "u64")]));

        public override int MinEncodedLen => Codecs.U64.MinEncodedLen;

        public override int? MaxEncodedLen => Codecs.U64.MaxEncodedLen;

        public override void Encode(Perquintill value, ref ScaleWriter writer) => writer.WriteU64(value.Parts);

        public override Perquintill Decode(ref ScaleReader reader)
        {
            // More than the whole does not decode in Substrate either.
            ulong parts = reader.ReadU64();
            if (parts <= Accuracy) return new(parts);
            reader.Fail();
            return default;
        }
    }
}
