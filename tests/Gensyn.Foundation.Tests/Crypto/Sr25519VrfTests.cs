using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Gensyn.Crypto.Curve25519;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class Sr25519VrfTests
{
    private static readonly Sr25519KeyPair Alice = Sr25519KeyPair.FromUri("//Alice");

    [Fact]
    public void TryVerify_OfSchnorrkelsProof_AcceptsItAndMakesItsBytes()
    {
        foreach (string[] row in VectorFile.Read("crypto/vrf.txt", columns: 7))
        {
            Transcript input = new SigningContext(Encoding.ASCII.GetBytes(row[0])).Bytes(Encoding.ASCII.GetBytes(row[1]));
            byte[] key = VectorFile.Bytes(row[2]);

            Assert.True(Sr25519Vrf.TryVerify(key, input, VectorFile.Bytes(row[4] + row[5]), out VrfInOut? output));
            Assert.Equal(row[3], Convert.ToHexStringLower(output.InputBytes));
            Assert.Equal(row[4], Convert.ToHexStringLower(output.PreOutput));
            if (row[6].Length == 0) continue;
            byte[] bytes = new byte[16];
            output.MakeBytes("substrate-babe-vrf"u8, bytes);
            Assert.Equal(row[6], Convert.ToHexStringLower(bytes));
        }
    }

    [Fact]
    public void VrfSign_OfAnyInput_VerifiesWithTheSameBytes() =>
        Prop.ForAll<byte[], byte[], bool>((seed, message, hedged) =>
        {
            Sr25519KeyPair pair = Sr25519KeyPair.FromMiniSecret(Blake2b.Hash256(seed));
            Transcript input = Input(message), extra = Transcript.Create("extra"u8);
            byte[] signature = pair.VrfSign(input, extra, hedged ? Blake2b.Hash256(message) : default);
            byte[] made = new byte[32], verified = new byte[32];
            pair.VrfEvaluate(input).MakeBytes("context"u8, made);
            Assert.True(Sr25519Vrf.TryVerify(pair.PublicKey, input, extra, signature, out VrfInOut? output));
            output.MakeBytes("context"u8, verified);
            Assert.True(Sr25519Vrf.TryAttach(pair.PublicKey, input, signature.AsSpan(0, 32), out VrfInOut? attached));
            byte[] attachedBytes = new byte[32];
            attached.MakeBytes("context"u8, attachedBytes);
            return made.SequenceEqual(verified) && made.SequenceEqual(attachedBytes)
                && !Sr25519Vrf.TryVerify(pair.PublicKey, input, signature, out _)
                && Sr25519Vrf.TryVerify(pair.PublicKey, input, pair.VrfSign(input), out _);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryVerify_OfAnythingElse_Refuses()
    {
        Transcript input = Input([1, 2, 3]);
        byte[] signature = Alice.VrfSign(input);
        Assert.True(Sr25519Vrf.TryVerify(Alice.PublicKey, input, signature, out _));

        Assert.False(Sr25519Vrf.TryVerify(Alice.PublicKey, Input([1, 2]), signature, out _));
        Assert.False(Sr25519Vrf.TryVerify(Sr25519KeyPair.FromUri("//Bob").PublicKey, input, signature, out _));
        Assert.False(Sr25519Vrf.TryVerify(Alice.PublicKey, input, signature.AsSpan(0, 95), out _));
        Assert.False(Sr25519Vrf.TryVerify(Alice.PublicKey, input, [.. signature, 0], out _));
        Assert.False(Sr25519Vrf.TryVerify(Alice.PublicKey[..31], input, signature, out _));
        for (int bit = 0; bit < 8 * signature.Length; bit += 5)
        {
            byte[] changed = [.. signature];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Sr25519Vrf.TryVerify(Alice.PublicKey, input, changed, out _));
        }
    }

    [Fact]
    public void VrfSign_WithoutRandomness_IsDeterministicAndItsOutputAlwaysIs()
    {
        Transcript input = Input([7]);
        byte[] randomness = [.. Enumerable.Repeat((byte)9, 32)];
        byte[] plain = Alice.VrfSign(input), hedged = Alice.VrfSign(input, randomness);

        Assert.Equal(plain, Alice.VrfSign(input));
        Assert.Equal(plain[..32], hedged[..32]);
        Assert.NotEqual(plain[32..], hedged[32..]);
        Assert.Throws<ArgumentException>(() => Alice.VrfSign(Input([7]), [1, 2]));
    }

    // c·K + s·B = R and c·O + s·I = R' hold for O = 0 with a key of zero, so the refusal of the neutral output is what stands in the way.
    [Fact]
    public void TryVerify_OfTheNeutralOutput_Refuses()
    {
        Transcript input = Input([1]);
        Assert.True(Sr25519KeyPair.TryFromSecretKey(new byte[64], out Sr25519KeyPair? zero));
        byte[] signature = zero.VrfSign(input);

        Assert.Equal(new byte[32], signature[..32]);
        Assert.False(Sr25519Vrf.TryVerify(zero.PublicKey, input, signature, out _));
        Assert.False(Sr25519Vrf.TryAttach(zero.PublicKey, input, new byte[32], out _));
    }

    [Fact]
    public void TryVerify_OfScalarsNotBelowTheOrder_Refuses()
    {
        Transcript input = Input([1]);
        byte[] signature = Alice.VrfSign(input);
        byte[] order = Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        foreach (int start in new[] { 32, 64 })
        {
            byte[] changed = [.. signature];
            int carry = 0;
            for (int i = 0; i < 32; i++)
            {
                carry += changed[start + i] + order[i];
                changed[start + i] = (byte)carry;
                carry >>= 8;
            }

            Assert.False(Sr25519Vrf.TryVerify(Alice.PublicKey, input, changed, out _));
        }
    }

    [Fact]
    public void TryVerify_OfAnyBytes_RefusesWithoutThrowing() =>
        Prop.ForAll<byte[], byte[]>((key, signature) =>
            !Sr25519Vrf.TryVerify(key, Input([1]), signature, out _)
            && !Sr25519Vrf.TryVerify(Blake2b.Hash256(key), Input([1]), [.. Blake2b.Hash256(signature), .. new byte[64]], out _))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void FromUniformBytes_OfTheRfcsInputs_AreItsElements()
    {
        foreach (string[] row in VectorFile.Read("crypto/ristretto-uniform.txt", columns: 2))
        {
            byte[] encoded = new byte[32];
            Ristretto.Compress(RistrettoMap.FromUniformBytes(VectorFile.Bytes(row[0])), encoded);
            Assert.Equal(row[1], Convert.ToHexStringLower(encoded));
        }
    }

    [Fact]
    public void Multiply_BySecretScalars_IsThePublicProduct()
    {
        byte[][] edges = [new byte[32], [1, .. new byte[31]], [8, .. new byte[31]], [0x88, .. Enumerable.Repeat((byte)0x88, 30), 0x08]];
        EdwardsPoint point = Multiplication.Base(Scalar.FromBytes(Blake2b.Hash256([1])));
        foreach (byte[] bytes in edges) Assert.True(Same(Scalar.FromBytes(bytes), point));
        Assert.True(Same(-Scalar.FromBytes(edges[1]), point));
        Prop.ForAll<byte[]>(bytes => Same(Scalar.FromBytes(Blake2b.Hash256(bytes)), point)).QuickCheckThrowOnFailure();

        static bool Same(in Scalar scalar, in EdwardsPoint point)
        {
            byte[] secret = new byte[32], open = new byte[32];
            Scalar zero = default;
            Ristretto.Compress(Multiplication.Secret(scalar, point), secret);
            Ristretto.Compress(Multiplication.PublicSum(scalar, point, zero), open);
            return secret.SequenceEqual(open);
        }
    }

    [Fact]
    public void Negate_OfAScalar_AddsUpToZero()
    {
        foreach (int number in new[] { 0, 1, 2, 255 })
        {
            Scalar scalar = Scalar.FromBytes([(byte)number, .. new byte[31]]);
            byte[] sum = new byte[32], negated = new byte[32];
            (scalar + -scalar).ToBytes(sum);
            (-scalar).ToBytes(negated);
            Assert.Equal(new byte[32], sum);
            Assert.True(Scalar.TryFromCanonical(negated, out _));
        }
    }

    private static Transcript Input(byte[] message) => new SigningContext("vrf"u8).Bytes(message);
}
