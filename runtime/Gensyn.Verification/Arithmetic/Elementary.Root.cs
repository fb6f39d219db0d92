using System.Runtime.CompilerServices;

namespace Gensyn.Verification.Arithmetic;

public static partial class Elementary
{
    /// <summary>1 ÷ √x. NaN and negative numbers give NaN, ±0 give ±∞, +∞ gives +0.</summary>
    /// <remarks>
    /// The root and the quotient each round once: the root's half unit is at most one unit of the quotient, so the error is below 1.5 units in the last
    /// place.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Rsqrt<L>(L x)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.Divide(L.BroadcastBits(Binary32.One), L.Sqrt(x)));
}
