using System.Numerics;
using Gensyn.Verification.Arithmetic;

namespace Gensyn.Testing.Arithmetic;

/// <summary>A function of binary32 numbers beside what its results are judged by.</summary>
internal interface IElementaryFunction
{
    /// <summary>The function's name on a command line.</summary>
    static abstract string Name { get; }

    /// <summary>Arguments at which the code takes another way.</summary>
    static abstract ReadOnlySpan<uint> Thresholds { get; }

    /// <summary>The function under test.</summary>
    static abstract TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, IBinary32Lanes<TLanes>;

    /// <summary>The value with a relative error below 2^−45; exact where it is zero, infinite or NaN.</summary>
    static abstract double Estimate(double x);

    /// <summary>The value for an argument whose estimate is finite and not zero, both scaled by 2^<see cref="FixedPoint.Bits"/>.</summary>
    static abstract BigInteger Exact(BigInteger x);
}
