namespace Gensyn.Verification.Arithmetic;

/// <summary>One or more binary32 values side by side, so that one text of a function is the chain's arithmetic, the plain kernel and the vector kernels.</summary>
/// <remarks>
/// Round to nearest even, subnormals kept. A NaN may have any bits until <see cref="Canonical"/> is called. Masks are all ones or all zeros per value.
/// </remarks>
public interface IBinary32Lanes<TSelf>
    where TSelf : struct, IBinary32Lanes<TSelf>
{
    /// <summary>The same bits in every lane.</summary>
    static abstract TSelf BroadcastBits(uint bits);

    /// <summary><c>left + right</c>.</summary>
    static abstract TSelf Add(TSelf left, TSelf right);

    /// <summary><c>left − right</c>.</summary>
    static abstract TSelf Subtract(TSelf left, TSelf right);

    /// <summary><c>left × right</c>.</summary>
    static abstract TSelf Multiply(TSelf left, TSelf right);

    /// <summary><c>left ÷ right</c>.</summary>
    static abstract TSelf Divide(TSelf left, TSelf right);

    /// <summary><c>left × right + addend</c>, rounded once.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>The square root.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>A mask: where both are numbers and left is greater.</summary>
    static abstract TSelf GreaterThan(TSelf left, TSelf right);

    /// <summary>A mask: where the value is a NaN.</summary>
    static abstract TSelf IsNaN(TSelf value);

    /// <summary>Values of <paramref name="whenSet"/> under the mask, of <paramref name="otherwise"/> elsewhere.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whenSet, TSelf otherwise);

    /// <summary>Bits that both have.</summary>
    static abstract TSelf And(TSelf left, TSelf right);

    /// <summary>Bits that either has.</summary>
    static abstract TSelf Or(TSelf left, TSelf right);

    /// <summary>Bits in which they differ.</summary>
    static abstract TSelf Xor(TSelf left, TSelf right);

    /// <summary>Bits added as 32-bit integers.</summary>
    static abstract TSelf AddBits(TSelf left, TSelf right);

    /// <summary>Bits subtracted as 32-bit integers.</summary>
    static abstract TSelf SubtractBits(TSelf left, TSelf right);

    /// <summary>The low 32 bits of the product of bits as unsigned integers.</summary>
    static abstract TSelf MultiplyBits(TSelf left, TSelf right);

    /// <summary>The high 32 bits of the product of bits as unsigned integers.</summary>
    static abstract TSelf MultiplyBitsHigh(TSelf left, TSelf right);

    /// <summary>Bits shifted left.</summary>
    static abstract TSelf ShiftLeft(TSelf value, byte count);

    /// <summary>Bits shifted right, the sign repeated.</summary>
    static abstract TSelf ShiftRightArithmetic(TSelf value, byte count);

    /// <summary>Bits shifted right, zeros shifted in.</summary>
    static abstract TSelf ShiftRightLogical(TSelf value, byte count);

    /// <summary>Signed 32-bit integers to binary32, rounded to nearest even.</summary>
    static abstract TSelf FromIntegers(TSelf value);

    /// <summary>The values with every NaN replaced by 0x7FC00000.</summary>
    static virtual TSelf Canonical(TSelf value) => TSelf.Select(TSelf.IsNaN(value), TSelf.BroadcastBits(Binary32.NaN), value);
}
