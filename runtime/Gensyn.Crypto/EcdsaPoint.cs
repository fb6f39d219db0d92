using Gensyn.Crypto.Secp256k1;

namespace Gensyn.Crypto;

/// <summary>The forms in which points of secp256k1 are written (SEC 1, sections 2.3.3 and 2.3.4).</summary>
internal static class EcdsaPoint
{
    /// <summary>Reads 33 bytes compressed, 65 uncompressed or hybrid, or 64 without the byte in front.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out AffinePoint point)
    {
        point = default;
        if (bytes.Length == 33)
        {
            return bytes[0] is 2 or 3 && FieldElement.TryRead(bytes[1..], out FieldElement x) && AffinePoint.TryLift(x, bytes[0] & 1u, out point);
        }

        byte form = 4;
        if (bytes.Length == 65)
        {
            form = bytes[0];
            bytes = bytes[1..];
        }

        if (bytes.Length != 64 || form is not (4 or 6 or 7)) return false;
        if (!FieldElement.TryRead(bytes, out FieldElement abscissa) || !FieldElement.TryRead(bytes[32..], out FieldElement ordinate)) return false;
        if (form != 4 && ordinate.LowestBit() != (form & 1)) return false;
        point = new(abscissa, ordinate);
        return point.IsOnCurve();
    }

    /// <summary>Writes the form that the output's length names.</summary>
    public static void Write(in AffinePoint point, Span<byte> output)
    {
        if (output.Length == 33)
        {
            output[0] = (byte)(2 | point.Y.LowestBit());
            point.X.Write(output[1..]);
            return;
        }

        if (output.Length == 65)
        {
            output[0] = 4;
            output = output[1..];
        }

        point.X.Write(output);
        point.Y.Write(output[32..]);
    }
}
