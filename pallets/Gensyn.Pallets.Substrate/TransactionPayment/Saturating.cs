namespace Gensyn.Pallets.Substrate.TransactionPayment;

/// <summary>Arithmetic of amounts that stops at zero and at the maximum.</summary>
internal static class Saturating
{
    public static UInt128 Add(UInt128 left, UInt128 right) => left > UInt128.MaxValue - right ? UInt128.MaxValue : left + right;

    public static UInt128 Subtract(UInt128 left, UInt128 right) => left > right ? left - right : 0;

    public static UInt128 Multiply(UInt128 left, UInt128 right)
    {
        // Nearly all amounts and weights are that small, and their product always fits.
        if (left <= ulong.MaxValue && right <= ulong.MaxValue)
        {
            ulong upper = Math.BigMul((ulong)left, (ulong)right, out ulong lower);
            return new UInt128(upper, lower);
        }

        return right != 0 && left > UInt128.MaxValue / right ? UInt128.MaxValue : left * right;
    }
}
