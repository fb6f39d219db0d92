namespace Gensyn.Workers.Tensors;

/// <summary>A vector of binary32 values, so that one kernel text serves every width.</summary>
/// <remarks>
/// Masks are vectors of all-ones or all-zeros elements. A struct type parameter lets the JIT compile each width to straight instructions.
/// </remarks>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>How many elements a vector has.</summary>
    static abstract int Count { get; }

    /// <summary>Reads elements from <paramref name="index"/> on.</summary>
    static abstract TSelf Load(ref readonly float source, nuint index);

    /// <summary>Writes elements from <paramref name="index"/> on.</summary>
    static abstract void Store(TSelf value, ref float target, nuint index);

    /// <summary>Widens bytes to binary32, exactly.</summary>
    static abstract TSelf LoadBytes(ref readonly byte source, nuint index);

    /// <summary>The same value in every element.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>The same bits in every element.</summary>
    static abstract TSelf BroadcastBits(uint bits);

    static abstract TSelf Add(TSelf left, TSelf right);

    static abstract TSelf Subtract(TSelf left, TSelf right);

    static abstract TSelf Multiply(TSelf left, TSelf right);

    static abstract TSelf Divide(TSelf left, TSelf right);

    /// <summary><c>left × right + addend</c> with one rounding.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>All-ones where both are numbers and left is greater.</summary>
    static abstract TSelf GreaterThan(TSelf left, TSelf right);

    /// <summary>All-ones where the element is a NaN.</summary>
    static abstract TSelf IsNaN(TSelf value);

    /// <summary>Elements of <paramref name="whenSet"/> under the mask, of <paramref name="otherwise"/> elsewhere.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whenSet, TSelf otherwise);

    static abstract TSelf And(TSelf left, TSelf right);

    static abstract TSelf Or(TSelf left, TSelf right);

    /// <summary>Bits added as 32-bit integers.</summary>
    static abstract TSelf AddBits(TSelf left, TSelf right);

    /// <summary>Bits subtracted as 32-bit integers.</summary>
    static abstract TSelf SubtractBits(TSelf left, TSelf right);

    /// <summary>Bits shifted left.</summary>
    static abstract TSelf ShiftLeft(TSelf value, byte count);

    /// <summary>Bits shifted right, the sign repeated.</summary>
    static abstract TSelf ShiftRightArithmetic(TSelf value, byte count);

    /// <summary>Signed 32-bit integers to binary32, rounded to nearest even.</summary>
    static abstract TSelf FromIntegers(TSelf value);
}
