namespace Gensyn.Pallets.Substrate.TransactionPayment;

/// <summary>Arithmetic of amounts that stops at zero and at the maximum.</summary>
internal static class Saturating
{
    public static UInt128 Add(UInt128 left, UInt128 right) => left > UInt128.MaxValue - right ? UInt128.MaxValue : left + right;

    public static UInt128 Subtract(UInt128 left, UInt128 right) => left > right ? left - right : 0;

    public static UInt128 Multiply(UInt128 left, UInt128 right) => right != 0 && left > UInt128.MaxValue / right ? UInt128.MaxValue : left * right;
}
