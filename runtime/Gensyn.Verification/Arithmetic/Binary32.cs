namespace Gensyn.Verification.Arithmetic;

/// <summary>The bits of binary32 numbers, and what needs no arithmetic.</summary>
public static class Binary32
{
    /// <summary>The one NaN that is ever written.</summary>
    public const uint NaN = 0x7FC0_0000;

    /// <summary>+∞.</summary>
    public const uint PositiveInfinity = 0x7F80_0000;

    /// <summary>−∞.</summary>
    public const uint NegativeInfinity = 0xFF80_0000;

    /// <summary>+0.</summary>
    public const uint Zero = 0;

    /// <summary>1.</summary>
    public const uint One = 0x3F80_0000;

    /// <summary>The sign bit.</summary>
    public const uint Sign = 0x8000_0000;

    /// <summary>Whether the bits are any NaN.</summary>
    public static bool IsNaN(uint bits) => (bits & ~Sign) > PositiveInfinity;

    /// <summary>Whether the bits are neither NaN nor infinite.</summary>
    public static bool IsFinite(uint bits) => (bits & PositiveInfinity) != PositiveInfinity;

    /// <summary>The bits with any NaN replaced by <see cref="NaN"/>.</summary>
    public static uint Canonical(uint bits) => IsNaN(bits) ? NaN : bits;

    /// <summary>−a; NaN stays <see cref="NaN"/>.</summary>
    public static uint Negate(uint bits) => IsNaN(bits) ? NaN : bits ^ Sign;

    /// <summary>2^exponent for an exponent of −126 to 127.</summary>
    public static uint PowerOfTwo(int exponent) => unchecked((uint)(exponent + 127) << 23);
}
