using System.Globalization;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class EcdsaTests
{
    private const string Order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

    private static readonly EcdsaKeyPair Pair = PairOf("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

    [Fact]
    public void PublicKey_OfAKnownSecret_IsTheKnownOne()
    {
        foreach (string[] vector in VectorFile.Read("crypto/ecdsa-public-keys.txt", 3))
        {
            using EcdsaKeyPair pair = PairOf(vector[0]);
            byte[] expected = VectorFile.Bytes(vector[1]);
            byte[] key = new byte[expected.Length];

            Assert.True(Ecdsa.TryConvertPublicKey(pair.PublicKey, key));

            Assert.Equal(expected, key);
            Assert.Equal(vector[0], Convert.ToHexStringLower(Export(pair)));
            if (vector[2].Length > 0) Assert.Equal(vector[2], Convert.ToHexStringLower(Blake2b.Hash256(pair.PublicKey)));
        }
    }

    [Fact]
    public void SignHash_WithoutRandomness_IsTheKnownSignature()
    {
        foreach (string[] vector in VectorFile.Read("crypto/ecdsa-deterministic.txt", 3))
        {
            using EcdsaKeyPair pair = PairOf(vector[0]);
            byte[] hash = VectorFile.Bytes(vector[1]), expected = VectorFile.Bytes(vector[2]);

            byte[] signature = pair.SignHash(hash);

            Assert.Equal(expected, signature[..expected.Length]);
            Assert.True(Ecdsa.VerifyHash(pair.PublicKey, hash, signature));
        }
    }

    // A key signed a hash exactly if recovery finds it under one of the four ids.
    [Fact]
    public void Recover_OfWycheproofsSignatures_FindsTheKeyOfTheGoodOnesOnly()
    {
        foreach (string[] vector in VectorFile.Read("crypto/ecdsa-wycheproof.txt", 4))
        {
            byte[] key = new byte[33], hash = VectorFile.Bytes(vector[1]), rs = VectorFile.Bytes(vector[2]);
            Assert.True(Ecdsa.TryConvertPublicKey(VectorFile.Bytes(vector[0]), key));

            bool good = Enumerable.Range(0, 4).Any(v => Ecdsa.VerifyHash(key, hash, [.. rs, (byte)v]));

            Assert.True(good == (vector[3] == "valid"), string.Join(' ', vector));
        }
    }

    [Fact]
    public void Recover_OfEthereumsSignatures_FindsTheKeyOfTheirAddress()
    {
        foreach (string[] vector in VectorFile.Read("crypto/ecdsa-recover.txt", 4))
        {
            byte[] key = new byte[int.Parse(vector[2], CultureInfo.InvariantCulture)], hash = new byte[32];
            Assert.Equal(EcdsaRecovery.Ok, Ecdsa.Recover(VectorFile.Bytes(vector[0]), VectorFile.Bytes(vector[1]), key));

            Keccak.Hash(key, hash);
            Assert.Equal(vector[3], Convert.ToHexStringLower(hash.AsSpan(12)));
        }
    }

    [Fact]
    public void VerifyHash_OfAHighS_Accepts_AndSigningNeverMakesOne()
    {
        byte[] hash = SHA256.HashData([1]);
        byte[] signature = Pair.SignHash(hash);
        Assert.True(signature[32] < 0x80);

        // n - s, and the other ordinate.
        byte[] high = [.. signature];
        System.Numerics.BigInteger order = Number(Convert.FromHexString(Order)), s = Number(signature.AsSpan(32, 32));
        (order - s).TryWriteBytes(high.AsSpan(32, 32), out _, isUnsigned: true, isBigEndian: true);
        high[64] ^= 1;

        Assert.True(Ecdsa.VerifyHash(Pair.PublicKey, hash, high));
        Assert.False(Ecdsa.VerifyHash(Pair.PublicKey, hash, [.. high[..64], signature[64]]));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(26)]
    [InlineData(31)]
    [InlineData(255)]
    public void Recover_WithAnImpossibleId_IsABadV(byte id) => Assert.Equal(EcdsaRecovery.BadV, Recover([.. Pair.SignHash(new byte[32])[..64], id]));

    [Theory]
    [InlineData(0, true)]
    [InlineData(27, false)]
    public void Recover_WithEthereumsId_FindsTheKey_AndVerifyRefusesIt(byte offset, bool verifies)
    {
        byte[] signature = Pair.SignHash(new byte[32]);
        signature[64] += offset;

        Assert.Equal(EcdsaRecovery.Ok, Recover(signature));
        Assert.Equal(verifies, Ecdsa.VerifyHash(Pair.PublicKey, new byte[32], signature));
    }

    // r and s at and around the order; abscissas that are none; r + n that is not below p.
    [Theory]
    [InlineData(Order, "01", 0, EcdsaRecovery.BadRS)]
    [InlineData("01", Order, 0, EcdsaRecovery.BadRS)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "00", 0, EcdsaRecovery.BadRS)]
    [InlineData(Order, "01", 4, EcdsaRecovery.BadV)]
    [InlineData("00", "01", 0, EcdsaRecovery.BadSignature)]
    [InlineData("01", "00", 0, EcdsaRecovery.BadSignature)]
    [InlineData("00", "00", 0, EcdsaRecovery.BadSignature)]
    [InlineData("05", "01", 0, EcdsaRecovery.BadSignature)]
    [InlineData("05", "01", 1, EcdsaRecovery.BadSignature)]
    [InlineData("014551231950b75fc4402da1722fc9baee", "01", 2, EcdsaRecovery.BadSignature)]
    [InlineData("014551231950b75fc4402da1722fc9baef", "01", 2, EcdsaRecovery.BadSignature)]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", "01", 3, EcdsaRecovery.BadSignature)]
    [InlineData("01", "01", 0, EcdsaRecovery.Ok)]
    [InlineData("02", "01", 2, EcdsaRecovery.Ok)]
    public void Recover_OfAnEdge_EndsAsSpIoDoes(string r, string s, byte id, EcdsaRecovery expected)
    {
        byte[] signature = [.. Convert.FromHexString(r.PadLeft(64, '0')), .. Convert.FromHexString(s.PadLeft(64, '0')), id];

        Assert.Equal(expected, Recover(signature));
    }

    // With z·G = s·R the key would be the point at infinity: s = z where R = G.
    [Fact]
    public void Recover_OfAKeyAtInfinity_IsABadSignature()
    {
        byte[] hash = new byte[32], key = new byte[33];
        hash[31] = 7;
        byte[] generator = Convert.FromHexString("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");

        Assert.Equal(EcdsaRecovery.BadSignature, Ecdsa.Recover(hash, [.. generator, .. hash, 0], key));
        Assert.Equal(EcdsaRecovery.Ok, Ecdsa.Recover(hash, [.. generator, .. hash, 1], key));
    }

    [Fact]
    public void Recover_IntoAnyForm_WritesTheSameKey()
    {
        byte[] signature = Pair.SignHash(new byte[32]), full = new byte[65], plain = new byte[64];

        Assert.Equal(EcdsaRecovery.Ok, Ecdsa.Recover(new byte[32], signature, full));
        Assert.Equal(EcdsaRecovery.Ok, Ecdsa.Recover(new byte[32], signature, plain));

        Assert.Equal(4, full[0]);
        Assert.Equal(full[1..], plain);
        Assert.Equal(Pair.PublicKey[1..], plain.AsSpan(0, 32));
        Assert.Throws<ArgumentException>(() => Ecdsa.Recover(new byte[32], signature, new byte[32]));
        Assert.Throws<ArgumentException>(() => Ecdsa.Recover(new byte[31], signature, full));
        Assert.Throws<ArgumentException>(() => Ecdsa.Recover(new byte[32], signature.AsSpan(0, 64), full));
    }

    [Theory]
    [InlineData("03b9dc646dd71118e5f7fda681ad9eca36eb3ee96f344f582fbe7b5bcdebb13077")]
    [InlineData("04b9dc646dd71118e5f7fda681ad9eca36eb3ee96f344f582fbe7b5bcdebb1307763fe926c273235fd979a134076d00fd1683cbd35868cb485d4a3a640e52184af")]
    [InlineData("07b9dc646dd71118e5f7fda681ad9eca36eb3ee96f344f582fbe7b5bcdebb1307763fe926c273235fd979a134076d00fd1683cbd35868cb485d4a3a640e52184af")]
    [InlineData("b9dc646dd71118e5f7fda681ad9eca36eb3ee96f344f582fbe7b5bcdebb1307763fe926c273235fd979a134076d00fd1683cbd35868cb485d4a3a640e52184af")]
    public void TryConvertPublicKey_OfPolkadotJsKey_InAnyForm_IsTheSameKey(string form)
    {
        byte[] compressed = new byte[33], plain = new byte[64];

        Assert.True(Ecdsa.TryConvertPublicKey(Convert.FromHexString(form), compressed));
        Assert.True(Ecdsa.TryConvertPublicKey(Convert.FromHexString(form), plain));

        Assert.Equal("03b9dc646dd71118e5f7fda681ad9eca36eb3ee96f344f582fbe7b5bcdebb13077", Convert.ToHexStringLower(compressed));
        Assert.EndsWith("63fe926c273235fd979a134076d00fd1683cbd35868cb485d4a3a640e52184af", Convert.ToHexStringLower(plain), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("01b9dc646dd71118e5f7fda681ad9eca36eb3ee96f344f582fbe7b5bcdebb13077")] // no such form
    [InlineData("06b9dc646dd71118e5f7fda681ad9eca36eb3ee96f344f582fbe7b5bcdebb1307763fe926c273235fd979a134076d00fd1683cbd35868cb485d4a3a640e52184af")]
    [InlineData("05b9dc646dd71118e5f7fda681ad9eca36eb3ee96f344f582fbe7b5bcdebb1307763fe926c273235fd979a134076d00fd1683cbd35868cb485d4a3a640e52184af")]
    [InlineData("04b9dc646dd71118e5f7fda681ad9eca36eb3ee96f344f582fbe7b5bcdebb1307763fe926c273235fd979a134076d00fd1683cbd35868cb485d4a3a640e52184ae")]
    [InlineData("020000000000000000000000000000000000000000000000000000000000000005")] // no such abscissa
    [InlineData("02fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30")] // p + 1
    [InlineData("02ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void TryConvertPublicKey_OfAnInvalidKey_Refuses(string key) => Assert.False(Ecdsa.TryConvertPublicKey(Convert.FromHexString(key), new byte[33]));

    [Theory]
    [InlineData("00")]
    [InlineData(Order)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void TryFromSecretKey_OutsideTheOrder_Refuses(string key) =>
        Assert.False(EcdsaKeyPair.TryFromSecretKey(Convert.FromHexString(key.PadLeft(64, '0')), out _));

    [Fact]
    public void TryFromSecretKey_OfAnotherLength_Refuses() => Assert.False(EcdsaKeyPair.TryFromSecretKey(new byte[31], out _));

    [Fact]
    public void Sign_OfAnyMessage_Verifies_AndNothingNearItDoes() =>
        Prop.ForAll<byte[], byte>((message, seed) =>
        {
            using EcdsaKeyPair pair = PairOf(Convert.ToHexString(SHA256.HashData([seed])));
            byte[] randomness = SHA256.HashData(message);
            byte[] plain = pair.Sign(message), hedged = pair.Sign(message, randomness);
            byte[] changed = [.. plain];
            changed[seed % 64] ^= 1;
            return Ecdsa.Verify(pair.PublicKey, message, plain) && Ecdsa.Verify(pair.PublicKey, message, hedged)
                && !plain.AsSpan().SequenceEqual(hedged) && !Ecdsa.Verify(pair.PublicKey, message, changed)
                && !Ecdsa.Verify(pair.PublicKey, [.. message, 0], plain) && !Ecdsa.Verify(Pair.PublicKey, message, plain)
                && hedged[32] < 0x80 && plain.AsSpan().SequenceEqual(pair.Sign(message));
        }).QuickCheckThrowOnFailure();

    // RFC 6979, section 3.6, whose additional input follows the hash: what libsecp256k1 makes of 32 bytes of extra data.
    [Fact]
    public void SignHash_WithRandomness_DiffersFromDeterministic_AndTakes32Bytes()
    {
        Assert.NotEqual(Pair.SignHash(new byte[32]), Pair.SignHash(new byte[32], new byte[32]));
        Assert.Throws<ArgumentException>(() => Pair.SignHash(new byte[32], new byte[31]));
        Assert.Throws<ArgumentException>(() => Pair.SignHash(new byte[31]));
    }

    [Fact]
    public void Dispose_ZeroesTheSecret_AndKeepsThePublicKey()
    {
        EcdsaKeyPair pair = PairOf("01");
        pair.Dispose();

        Assert.Throws<ObjectDisposedException>(() => pair.Sign([1]));
        Assert.Throws<ObjectDisposedException>(() => pair.ExportSecretKey(new byte[32]));
        Assert.Equal("Ecdsa 0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", pair.ToString());
    }

    private static EcdsaRecovery Recover(byte[] signature) => Ecdsa.Recover(new byte[32], signature, new byte[33]);

    private static EcdsaKeyPair PairOf(string secret)
    {
        Assert.True(EcdsaKeyPair.TryFromSecretKey(Convert.FromHexString(secret.PadLeft(64, '0')), out EcdsaKeyPair? pair));
        return pair;
    }

    private static byte[] Export(EcdsaKeyPair pair)
    {
        byte[] secret = new byte[32];
        pair.ExportSecretKey(secret);
        return secret;
    }

    private static System.Numerics.BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
