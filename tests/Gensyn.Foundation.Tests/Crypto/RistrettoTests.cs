using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto.Curve25519;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class RistrettoTests
{
    // Vectors: RFC 9496, appendix A.1, multiples 0 to 5 of the generator.
    private static readonly string[] Multiples =
    [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76",
        "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919",
        "94741f5d5d52755ece4f23f044ee27d5d1ea1e2bd196b462166b16152a9d0259",
        "da80862773358b466ffadfe0b3293ab3d9fd53c5ea6c955358f568322daf6a57",
        "e882b131016b52c1d3337080187cf768423efccbb517bb495ab812c4160ff44e",
    ];

    [Fact]
    public void Compress_OfSmallMultiples_IsTheRfcsEncoding()
    {
        EdwardsPoint sum = EdwardsPoint.Identity;
        for (int i = 0; i < Multiples.Length; i++)
        {
            Assert.Equal(Multiples[i], Encode(sum));
            Assert.Equal(Multiples[i], Encode(Multiplication.Base(Small(i))));
            Assert.True(Ristretto.TryDecompress(Convert.FromHexString(Multiples[i]), out EdwardsPoint decoded));
            Assert.Equal(Multiples[i], Encode(decoded));
            sum += EdwardsPoint.Base;
        }
    }

    [Fact]
    public void Base_OfAnyScalar_IsThePublicSum() =>
        Prop.ForAll<byte[], byte[]>((first, second) =>
        {
            Scalar a = Any(first);
            Scalar b = Any(second);
            string expected = Encode(Multiplication.Base((a * b) + a));

            // a·(b·B) + a·B, once by each algorithm.
            return Encode(Multiplication.PublicSum(a, Multiplication.Base(b), a)) == expected
                && Encode(Multiplication.PublicSum(a, Multiplication.Base(b + Small(1)), default)) == expected;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Scalar_OfAnyWideInteger_IsReducedModuloTheOrder() =>
        Prop.ForAll<byte[], byte[]>((first, second) =>
        {
            System.Numerics.BigInteger order = (System.Numerics.BigInteger.One << 252) + System.Numerics.BigInteger.Parse("27742317777372353535851937790883648493");
            System.Numerics.BigInteger a = new(Wide(first), isUnsigned: true);
            System.Numerics.BigInteger b = new(Wide(second), isUnsigned: true);
            Scalar left = Scalar.FromWideBytes(Wide(first));
            Scalar right = Scalar.FromWideBytes(Wide(second));
            return Integer(left) == a % order && Integer(left * right) == a * b % order && Integer(left + right) == (a + b) % order;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void FieldElement_OfAnyBytes_ComputesModuloP() =>
        Prop.ForAll<byte[], byte[]>((first, second) =>
        {
            System.Numerics.BigInteger p = (System.Numerics.BigInteger.One << 255) - 19;
            byte[] x = Wide(first)[..32];
            byte[] y = Wide(second)[32..];
            x[31] &= 0x7f;
            y[31] &= 0x7f;
            System.Numerics.BigInteger a = new(x, isUnsigned: true);
            System.Numerics.BigInteger b = new(y, isUnsigned: true);
            FieldElement left = FieldElement.FromBytes(x);
            FieldElement right = FieldElement.FromBytes(y);
            return Integer(left * right) == a * b % p
                && Integer(left.Square()) == a * a % p
                && Integer(left + right) == (a + b) % p
                && Integer(left - right) == (a - b + (2 * p)) % p
                && Integer((left + right) * (left + right)) == (a + b) * (a + b) % p
                && Integer(left.Invert()) == System.Numerics.BigInteger.ModPow(a, p - 2, p);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "00")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "01")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "12")]
    public void FieldElement_FromPOn_Wraps(string bytes, string expected) =>
        Assert.Equal(Convert.ToByte(expected, 16), Integer(FieldElement.FromBytes(Convert.FromHexString(bytes))));

    private static byte[] Wide(byte[] seed)
    {
        byte[] wide = new byte[64];
        Gensyn.Crypto.Blake2b.Hash(seed, wide);

        // Long runs of ones reach the carries that random bytes do not.
        if (seed.Length % 3 == 1) wide.AsSpan(seed.Length % 32).Fill(0xff);
        return wide;
    }

    private static Scalar Any(byte[] seed) => Scalar.FromWideBytes(Wide(seed));

    private static Scalar Small(int value)
    {
        byte[] bytes = new byte[32];
        bytes[0] = (byte)value;
        return Scalar.FromBytes(bytes);
    }

    private static System.Numerics.BigInteger Integer(Scalar scalar)
    {
        byte[] bytes = new byte[32];
        scalar.ToBytes(bytes);
        return new(bytes, isUnsigned: true);
    }

    private static System.Numerics.BigInteger Integer(FieldElement element)
    {
        byte[] bytes = new byte[32];
        element.ToBytes(bytes);
        return new(bytes, isUnsigned: true);
    }

    private static string Encode(EdwardsPoint point)
    {
        byte[] bytes = new byte[32];
        Ristretto.Compress(point, bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
