using System.Numerics;

namespace Gensyn.Scale;

/// <summary>An unsigned integer of 256 bits (primitive-types' <c>U256</c>); for arithmetic, convert it.</summary>
/// <remarks>The halves stand in the order of the encoding, so that the memory of the value is its encoding.</remarks>
public readonly record struct U256(UInt128 Lower, UInt128 Upper) : IComparable<U256>
{
    /// <summary>Encodes the 32 bytes, little-endian.</summary>
    public static Codec<U256> Codec { get; } = new U256Codec();

    /// <summary>2²⁵⁶ − 1.</summary>
    public static U256 MaxValue => new(UInt128.MaxValue, UInt128.MaxValue);

    /// <summary>The same number.</summary>
    public static implicit operator U256(UInt128 value) => new(value, 0);

    /// <summary>The same number.</summary>
    public static implicit operator BigInteger(U256 value) => ((BigInteger)value.Upper << 128) | value.Lower;

    /// <summary>The same number.</summary>
    /// <exception cref="OverflowException">The number is negative, or larger than 2²⁵⁶ − 1.</exception>
    public static explicit operator U256(BigInteger value) => new((UInt128)(value & UInt128.MaxValue), (UInt128)(value >> 128));

    /// <inheritdoc/>
    public int CompareTo(U256 other) => Upper == other.Upper ? Lower.CompareTo(other.Lower) : Upper.CompareTo(other.Upper);

    /// <summary>The number in decimal.</summary>
    public override string ToString() => ((BigInteger)this).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed class U256Codec : BitwiseCodec<U256>
    {
        public override TypeInfo Type { get; } = new("primitive_types::U256", [], static () =>
            new TypeDefinition.Composite([new(null, TypeInfo.Array(Codecs.U64.Type, 4), "[u64; 4]")]));
    }
}
