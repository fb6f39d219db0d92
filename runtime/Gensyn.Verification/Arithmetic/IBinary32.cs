namespace Gensyn.Verification.Arithmetic;

/// <summary>IEEE 754 binary32 on raw bits: round to nearest even, subnormals kept, every NaN written as 0x7FC00000.</summary>
/// <remarks>One implementation is integer code for the chain, another the processor; both give the same bits for all operands.</remarks>
public interface IBinary32
{
    /// <summary>a + b.</summary>
    static abstract uint Add(uint a, uint b);

    /// <summary>a − b.</summary>
    static abstract uint Sub(uint a, uint b);

    /// <summary>a × b.</summary>
    static abstract uint Mul(uint a, uint b);

    /// <summary>a × b + c, rounded once.</summary>
    static abstract uint Fma(uint a, uint b, uint c);

    /// <summary>a ÷ b.</summary>
    static abstract uint Div(uint a, uint b);

    /// <summary>√a.</summary>
    static abstract uint Sqrt(uint a);

    /// <summary>a &lt; b; false when either is NaN.</summary>
    static abstract bool Less(uint a, uint b);

    /// <summary>a = b; false when either is NaN, true for zeros of either sign.</summary>
    static abstract bool Equal(uint a, uint b);

    /// <summary>The number nearest to an integer.</summary>
    static abstract uint FromInt32(int value);

    /// <summary>The number nearest to an unsigned integer.</summary>
    static abstract uint FromUInt32(uint value);
}
