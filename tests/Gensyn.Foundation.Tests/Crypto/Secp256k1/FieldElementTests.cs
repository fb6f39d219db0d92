using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto.Secp256k1;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto.Secp256k1;

/// <summary>The field against System.Numerics, on random values and on those around the edges of limbs and of the modulus.</summary>
public sealed class FieldElementTests
{
    private static readonly BigInteger P = BigInteger.Pow(2, 256) - BigInteger.Pow(2, 32) - 977;

    private static readonly BigInteger[] Edges =
    [
        0, 1, 2, 3, 976, 977, 978, P - 1, P - 2, P - 977, P / 2, (P / 2) + 1, (BigInteger.One << 32) + 977, BigInteger.One << 255, (BigInteger.One << 52) - 1,
        BigInteger.One << 52, (BigInteger.One << 208) - 1, BigInteger.One << 208, (BigInteger.One << 256) - (BigInteger.One << 208), P - (BigInteger.One << 52),
    ];

    [Fact]
    public void Operations_OnTheEdges_AreThoseOfTheIntegersModuloP()
    {
        foreach (BigInteger a in Edges)
        {
            foreach (BigInteger b in Edges) Check(a, b);
        }
    }

    [Fact]
    public void Operations_OnAnyElements_AreThoseOfTheIntegersModuloP() =>
        Prop.ForAll<ulong, ulong, uint>((x, y, shape) =>
        {
            // Long runs of ones and zeros come out of the shifts.
            BigInteger a = ((BigInteger)x << (int)(shape % 193)) * (shape % 3 == 0 ? -1 : 1), b = P - ((BigInteger)y << (int)(shape / 256 % 193));
            Check(Mod(a), Mod(b));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void LargestSums_AreStillFactors()
    {
        // What the point formulas multiply at most: sums of four elements, here all near p and not reduced.
        FieldElement a = Element(P - 1) + Element(P - 2) + Element(P - 3) + Element(P - 4);
        FieldElement b = Element(P - 5) + Element(P - 6) + Element(P - 7) + Element(P - 8);

        Assert.Equal(Mod((BigInteger)10 * 26), Value(a * b));
        Assert.Equal(100, Value(a.Square()));
        Assert.Equal(16, Value(a - b));
        Assert.Equal(P - 210, Value(a.Times(21)));
    }

    // What the limbs of four reduced elements add up to at most.
    [Fact]
    public void LimbsAtTheirBounds_AreStillFactors()
    {
        for (int left = 0; left < 32; left++)
        {
            (FieldElement a, BigInteger x) = AtBounds(left);
            Assert.Equal(Mod(x), Value(a));
            Assert.Equal(Mod(x * x), Value(a.Square()));
            Assert.Equal(Mod(x * 31), Value(a.Times(31)));
            for (int right = 0; right < 32; right++)
            {
                (FieldElement b, BigInteger y) = AtBounds(right);
                Assert.Equal(Mod(x * y), Value(a * b));
                Assert.Equal(Mod(x - y), Value(a - b));

                // And of what these return, which are reduced.
                FieldElement sum = (a * b) + (a - b) + a.Square() + b.Times(21);
                BigInteger total = (x * y) + (x - y) + (x * x) + (y * 21);
                Assert.Equal(Mod(total * total), Value(sum * sum));
            }
        }
    }

    private static (FieldElement Element, BigInteger Value) AtBounds(int large)
    {
        ulong[] limbs = [.. Enumerable.Range(0, 5).Select(i => ((large >> i) & 1) == 0 ? 0 : (i < 4 ? 1ul << 55 : 1ul << 51) - 1)];
        BigInteger value = 0;
        for (int i = 4; i >= 0; i--) value = (value << 52) + limbs[i];
        return (new FieldElement(limbs[0], limbs[1], limbs[2], limbs[3], limbs[4]), value);
    }

    [Fact]
    public void Invert_AndTrySqrt_UndoTheirOpposites()
    {
        foreach (BigInteger a in Edges)
        {
            FieldElement element = Element(a);
            Assert.Equal(a.IsZero ? 0 : 1, Value(element.Invert() * element));
            Assert.True(element.Square().TrySqrt(out FieldElement root));
            Assert.True((root - element).IsZero() || (root + element).IsZero());
            bool isSquare = a.IsZero || BigInteger.ModPow(a, (P - 1) / 2, P).IsOne;
            Assert.Equal(isSquare, element.TrySqrt(out _));
        }
    }

    [Theory]
    [InlineData("0fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e", true)]
    [InlineData("0fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f", false)]
    [InlineData("0fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30", false)]
    [InlineData("0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", false)]
    [InlineData("0ffffffffffffffffffffffffffffffffffffffffffffffff0000000000000000", true)]
    [InlineData("00", true)]
    public void TryRead_AroundP_TellsWhatIsBelow(string hex, bool below) =>
        Assert.Equal(below, FieldElement.TryRead(Bytes(BigInteger.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture)), out _));

    private static void Check(BigInteger a, BigInteger b)
    {
        FieldElement x = Element(a), y = Element(b);
        Assert.Equal(Mod(a * b), Value(x * y));
        Assert.Equal(Mod(a * a), Value(x.Square()));
        Assert.Equal(Mod(a + b), Value(x + y));
        Assert.Equal(Mod(a - b), Value(x - y));
        Assert.Equal(Mod(-a), Value(-x));
        Assert.Equal(Mod(a * 21), Value(x.Times(21)));
        Assert.Equal(Mod((a - b) * (a + b)), Value((x - y) * (x + y)));
        Assert.Equal(a == b, (x - y).IsZero());
        Assert.Equal((uint)(Mod(a - b) % 2), (x - y).LowestBit());
        Assert.Equal(a, Value(FieldElement.Select(x, y, 0)));
        Assert.Equal(b, Value(FieldElement.Select(x, y, ulong.MaxValue)));
    }

    private static BigInteger Mod(BigInteger value) => ((value % P) + P) % P;

    private static byte[] Bytes(BigInteger value)
    {
        byte[] bytes = new byte[32];
        value.TryWriteBytes(bytes.AsSpan(32 - value.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }

    private static FieldElement Element(BigInteger value)
    {
        Assert.True(FieldElement.TryRead(Bytes(value), out FieldElement element));
        return element;
    }

    private static BigInteger Value(FieldElement element)
    {
        byte[] bytes = new byte[32];
        element.Write(bytes);
        return new(bytes, isUnsigned: true, isBigEndian: true);
    }
}
