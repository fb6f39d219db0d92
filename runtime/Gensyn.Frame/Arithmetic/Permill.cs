using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>A fraction of one, in millionths.</summary>
/// <remarks>Source: sp_arithmetic::per_things::Permill.</remarks>
public readonly record struct Permill : IComparable<Permill>
{
    private const uint Accuracy = 1_000_000;

    private Permill(uint parts) => Parts = parts;

    /// <summary>Encodes the parts.</summary>
    public static Codec<Permill> Codec { get; } = new PermillCodec();

    /// <summary>Nothing.</summary>
    public static Permill Zero => default;

    /// <summary>The whole.</summary>
    public static Permill One => new(Accuracy);

    /// <summary>How many millionths it is.</summary>
    public uint Parts { get; }

    /// <summary>This fraction of an integer, rounded to the nearest; a tie goes down.</summary>
    public static UInt128 operator *(Permill fraction, UInt128 value) => PartsOfOne.MultiplyNearest(value, fraction.Parts, Accuracy);

    /// <summary>So many millionths, at most all.</summary>
    public static Permill FromParts(uint parts) => new(Math.Min(parts, Accuracy));

    /// <summary>So many hundredths, at most all.</summary>
    public static Permill FromPercent(uint percent) => new(Math.Min(percent, 100) * (Accuracy / 100));

    /// <summary>The quotient of two integers, rounded down, at most one.</summary>
    public static Permill FromRational(UInt128 numerator, UInt128 denominator) =>
        new((uint)PartsOfOne.FromRational(numerator, denominator, Accuracy));

    /// <summary>This fraction of an integer, rounded down.</summary>
    public UInt128 MultiplyFloor(UInt128 value) => PartsOfOne.MultiplyFloor(value, Parts, Accuracy);

    /// <summary>This fraction of an integer, rounded up.</summary>
    public UInt128 MultiplyCeiling(UInt128 value) => PartsOfOne.MultiplyCeiling(value, Parts, Accuracy);

    /// <inheritdoc/>
    public int CompareTo(Permill other) => Parts.CompareTo(other.Parts);

    private sealed class PermillCodec : Codec<Permill>
    {
        public override TypeInfo Type { get; } =
            new("sp_arithmetic::per_things::Permill", [], static () => new TypeDefinition.Composite([new(null, Codecs.U32.Type, "u32")]));

        public override int MinEncodedLen => Codecs.U32.MinEncodedLen;

        public override int? MaxEncodedLen => Codecs.U32.MaxEncodedLen;

        public override void Encode(Permill value, ref ScaleWriter writer) => writer.WriteU32(value.Parts);

        public override Permill Decode(ref ScaleReader reader)
        {
            // More than the whole does not decode in Substrate either.
            uint parts = reader.ReadU32();
            if (parts <= Accuracy) return new(parts);
            reader.Fail();
            return default;
        }
    }
}
