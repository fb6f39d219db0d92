using System.Numerics;
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

    // Vectors: RFC 9496, appendix A.2: non-canonical, negative, non-square x squared, negative xy, y = 0; the last two are the
    // identity and the generator with the top bit set.
    [Theory]
    [InlineData("00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20")]
    [InlineData("c34c4e1826e5d403b78e246e88aa051c36ccf0aafebffe137d148a2bf9104562")]
    [InlineData("c940e5a4404157cfb1628b108db051a8d439e1a421394ec4ebccb9ec92a8ac78")]
    [InlineData("47cfc5497c53dc8e61c91d17fd626ffb1c49e2bca94eed052281b510b1117a24")]
    [InlineData("f1c6165d33367351b0da8f6e4511010c68174a03b6581212c71c0e1d026c3c72")]
    [InlineData("87260f7a2f12495118360f02c26a470f450dadf34a413d21042b43b9d93e1309")]
    [InlineData("26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371")]
    [InlineData("4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f")]
    [InlineData("de6a7b00deadc788eb6b6c8d20c0ae96c2f2019078fa604fee5b87d6e989ad7b")]
    [InlineData("bcab477be20861e01e4a0e295284146a510150d9817763caf1a6f4b422d67042")]
    [InlineData("2a292df7e32cababbd9de088d1d1abec9fc0440f637ed2fba145094dc14bea08")]
    [InlineData("f4a9e534fc0d216c44b218fa0c42d99635a0127ee2e53c712f70609649fdff22")]
    [InlineData("8268436f8c4126196cf64b3c7ddbda90746a378625f9813dd9b8457077256731")]
    [InlineData("2810e5cbc2cc4d4eece54f61c6f69758e289aa7ab440b3cbeaa21995c2f4232b")]
    [InlineData("3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e")]
    [InlineData("a45fdc55c76448c049a1ab33f17023edfb2be3581e9c7aade8a6125215e04220")]
    [InlineData("d483fe813c6ba647ebbfd3ec41adca1c6130c2beeee9d9bf065c8d151c5f396e")]
    [InlineData("8a2e1d30050198c65a54483123960ccc38aef6848e1ec8f5f780e8523769ba32")]
    [InlineData("32888462f8b486c68ad7dd9610be5192bbeaf3b443951ac1a8118419d9fa097b")]
    [InlineData("227142501b9d4355ccba290404bde41575b037693cef1f438c47f8fbf35d1165")]
    [InlineData("5c37cc491da847cfeb9281d407efc41e15144c876e0170b499a96a22ed31e01e")]
    [InlineData("445425117cb8c90edcbc7c1cc0e74f747f2c1efa5630a967c64f287792a48a4b")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2df6")]
    public void TryDecompress_OfBytesThatEncodeNothing_Refuses(string bytes) =>
        Assert.False(Ristretto.TryDecompress(Convert.FromHexString(bytes), out _));

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
            BigInteger order = (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493");
            BigInteger a = new(Wide(first), isUnsigned: true);
            BigInteger b = new(Wide(second), isUnsigned: true);
            Scalar left = Scalar.FromWideBytes(Wide(first));
            Scalar right = Scalar.FromWideBytes(Wide(second));
            return Integer(left) == a % order && Integer(left * right) == a * b % order && Integer(left + right) == (a + b) % order;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void FieldElement_OfAnyBytes_ComputesModuloP() =>
        Prop.ForAll<byte[], byte[]>((first, second) =>
        {
            BigInteger p = (BigInteger.One << 255) - 19;
            byte[] x = Wide(first)[..32];
            byte[] y = Wide(second)[32..];
            x[31] &= 0x7f;
            y[31] &= 0x7f;
            BigInteger a = new(x, isUnsigned: true);
            BigInteger b = new(y, isUnsigned: true);
            FieldElement left = FieldElement.FromBytes(x);
            FieldElement right = FieldElement.FromBytes(y);
            return Integer(left * right) == a * b % p
                && Integer(left.Square()) == a * a % p
                && Integer(left + right) == (a + b) % p
                && Integer(left - right) == (a - b + (2 * p)) % p
                && Integer((left + right) * (left + right)) == (a + b) * (a + b) % p
                && Integer(left.Invert()) == BigInteger.ModPow(a, p - 2, p);
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

    private static BigInteger Integer(Scalar scalar)
    {
        byte[] bytes = new byte[32];
        scalar.ToBytes(bytes);
        return new(bytes, isUnsigned: true);
    }

    private static BigInteger Integer(FieldElement element)
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
