using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class Sr25519KeyTests
{
    private static readonly Sr25519KeyPair Alice = Sr25519KeyPair.FromUri("//Alice");

    [Fact]
    public void FromMiniSecret_OfAKnownOne_IsSchnorrkelsKey()
    {
        foreach (string[] row in VectorFile.Read("crypto/sr25519-mini-secrets.txt", columns: 4))
        {
            using Sr25519KeyPair pair = Sr25519KeyPair.FromMiniSecret(VectorFile.Bytes(row[0]));
            Assert.Equal(row[3], Convert.ToHexStringLower(pair.PublicKey));
            if (row[1] == "times8") Assert.Equal(row[2], TimesEight(pair));
            if (row[1] == "plain") Assert.Equal(row[2], Plain(pair));
        }
    }

    [Fact]
    public void FromUri_OfATestAccount_IsPolkadotJsPair()
    {
        foreach (string[] row in VectorFile.Read("crypto/sr25519-pairs.txt", columns: 3))
        {
            using Sr25519KeyPair pair = Sr25519KeyPair.FromUri(row[0]);
            Assert.Equal(row[1], TimesEight(pair));
            Assert.Equal(row[2], Convert.ToHexStringLower(pair.PublicKey));

            Assert.True(Sr25519KeyPair.TryFromEd25519Pair(VectorFile.Bytes(row[1] + row[2]), out Sr25519KeyPair? read));
            Assert.True(read.HasSameSecret(pair));
            byte[] exported = new byte[Sr25519KeyPair.PairSize];
            read.ExportEd25519Pair(exported);
            Assert.Equal(row[1] + row[2], Convert.ToHexStringLower(exported));
        }
    }

    [Fact]
    public void TryFromSecretKey_OfAnExportedKey_IsTheSameKey() =>
        Prop.ForAll<byte[], bool>((bytes, uniform) =>
        {
            MiniSecretExpansion expansion = uniform ? MiniSecretExpansion.Uniform : MiniSecretExpansion.Ed25519;
            Sr25519KeyPair pair = Sr25519KeyPair.FromMiniSecret(Blake2b.Hash256(bytes), expansion).DeriveSoft(Blake2b.Hash256([1, .. bytes]));
            return Sr25519KeyPair.TryFromSecretKey(Convert.FromHexString(Plain(pair)), out Sr25519KeyPair? plain)
                && Sr25519KeyPair.TryFromEd25519SecretKey(Convert.FromHexString(TimesEight(pair)), out Sr25519KeyPair? timesEight)
                && plain.HasSameSecret(pair) && timesEight.HasSameSecret(pair) && !Alice.HasSameSecret(pair)
                && plain.PublicKey.SequenceEqual(pair.PublicKey) && Plain(plain) == Plain(timesEight);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryFromSecretKey_OfMalformedBytes_Refuses()
    {
        byte[] order = Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010" + new string('0', 64));
        byte[] high = [.. Enumerable.Repeat((byte)0xff, 64)];
        foreach (byte[] bytes in new[] { [], new byte[32], new byte[63], new byte[65], order, high })
        {
            Assert.False(Sr25519KeyPair.TryFromSecretKey(bytes, out _));
        }

        Assert.False(Sr25519KeyPair.TryFromEd25519SecretKey(high, out _));
        Assert.False(Sr25519KeyPair.TryFromEd25519SecretKey(new byte[63], out _));
        Assert.False(Sr25519KeyPair.TryFromEd25519Pair(new byte[95], out _));
    }

    [Fact]
    public void TryFromEd25519Pair_WithAnothersPublicKey_Refuses()
    {
        byte[] pair = new byte[Sr25519KeyPair.PairSize];
        Alice.ExportEd25519Pair(pair);
        Sr25519KeyPair.FromUri("//Bob").PublicKey.CopyTo(pair.AsSpan(Sr25519KeyPair.SecretKeySize));

        Assert.False(Sr25519KeyPair.TryFromEd25519Pair(pair, out _));
    }

    // The uniform expansion of zeros, computed from a transcript that says what schnorrkel's source says it says.
    [Fact]
    public void FromMiniSecret_Uniform_IsTheTranscriptsChallenge()
    {
        Transcript transcript = Transcript.Create("ExpandSecretKeys"u8);
        transcript.Append("mini"u8, new byte[32]);
        byte[] wide = new byte[64], nonce = new byte[32];
        transcript.Challenge("sk"u8, wide);
        transcript.Challenge("no"u8, nonce);
        var order = new BigInteger(Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"), isUnsigned: true);
        BigInteger key = new BigInteger(wide, isUnsigned: true) % order;
        byte[] expected = new byte[64];
        key.TryWriteBytes(expected, out _, isUnsigned: true);
        nonce.CopyTo(expected, 32);

        Assert.Equal(Convert.ToHexStringLower(expected), Plain(Sr25519KeyPair.FromMiniSecret(new byte[32], MiniSecretExpansion.Uniform)));
    }

    // Vector: wasm-crypto's soft_derives_public; sp_core's derive_soft_known_pair.
    [Theory]
    [InlineData("0c666f6f00000000000000000000000000000000000000000000000000000000", "40b9675df90efa6069ff623b0fdfcf706cd47ca7452a5056c7ad58194d23440a")]
    [InlineData("14416c6963650000000000000000000000000000000000000000000000000000", "d6c71059dbbe9ad2b0ed3f289738b800836eb425544ce694825285b958ca755e")]
    public void TryDeriveSoft_OfTheDevelopmentKey_IsAKnownChild(string chainCode, string child)
    {
        byte[] output = new byte[32];

        Assert.True(Sr25519.TryDeriveSoft(Sr25519KeyPair.FromUri("").PublicKey, Convert.FromHexString(chainCode), output));
        Assert.Equal(child, Convert.ToHexStringLower(output));
    }

    [Fact]
    public void TryDeriveSoft_OfAnyPath_AgreesWithTheSecretKeys() =>
        Prop.ForAll<byte[], byte[][]>((seed, path) =>
        {
            Sr25519KeyPair pair = Sr25519KeyPair.FromMiniSecret(Blake2b.Hash256(seed));
            byte[] key = pair.PublicKey.ToArray(), chainCode = new byte[32], childKey = new byte[32], pairs = new byte[32], keys = new byte[32];
            foreach (byte[] index in path)
            {
                pair = pair.DeriveSoft(chainCode, index, pairs);
                Assert.True(Sr25519.TryDeriveSoft(key, chainCode, index, childKey, keys));
                Assert.Equal(pairs, keys);
                Assert.NotEqual(chainCode, keys);
                Assert.True(pair.PublicKey.SequenceEqual(childKey));
                (key, chainCode) = ([.. childKey], [.. keys]);
            }

            byte[] message = [.. seed, 1];
            return Sr25519.Verify(key, message, pair.Sign(message));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Derive_WithAnotherChainCodeOrIndex_IsAnotherKey()
    {
        byte[] zero = new byte[32], one = [1, .. new byte[31]], next = new byte[32], other = new byte[32];

        Assert.False(Alice.DeriveSoft(zero).HasSameSecret(Alice.DeriveSoft(one)));
        Assert.False(Alice.DeriveHard(zero).HasSameSecret(Alice.DeriveHard(one)));
        Assert.False(Alice.DeriveSoft(zero).HasSameSecret(Alice.DeriveHard(zero)));
        Assert.False(Alice.DeriveHard(zero).HasSameSecret(Alice.DeriveHard(zero, [1], next)));
        Assert.False(Alice.DeriveSoft(zero).HasSameSecret(Alice.DeriveSoft(zero, [1], other)));
        Assert.NotEqual(next, other);
        Assert.NotEqual(Plain(Alice.DeriveSoft(zero))[64..], Plain(Alice)[64..]);
    }

    [Fact]
    public void Derive_WithWrongSizes_Throws()
    {
        Assert.Throws<ArgumentException>(() => Alice.DeriveHard(new byte[31]));
        Assert.Throws<ArgumentException>(() => Alice.DeriveSoft(new byte[33]));
        Assert.Throws<ArgumentException>(() => Alice.DeriveSoft(new byte[32], [], new byte[31]));
        Assert.Throws<ArgumentException>(() => Alice.DeriveHard(new byte[32], [], new byte[33]));
        Assert.Throws<ArgumentException>(() => Sr25519.TryDeriveSoft(Alice.PublicKey, new byte[31], new byte[32]));
        Assert.Throws<ArgumentException>(() => Sr25519.TryDeriveSoft(Alice.PublicKey, new byte[32], new byte[33]));
        Assert.Throws<ArgumentException>(() => Sr25519KeyPair.FromMiniSecret(new byte[31]));
        Assert.Throws<ArgumentException>(() => Alice.ExportSecretKey(new byte[32]));
        Assert.Throws<ArgumentException>(() => Alice.ExportEd25519Pair(new byte[64]));
        Assert.False(Sr25519.TryDeriveSoft(new byte[31], new byte[32], new byte[32]));
        Assert.False(Sr25519.TryDeriveSoft([.. Enumerable.Repeat((byte)0xff, 32)], new byte[32], new byte[32]));
    }

    [Fact]
    public void Verify_OfAKnownSignature_SaysWhatSchnorrkelSays()
    {
        foreach (string[] row in VectorFile.Read("crypto/sr25519-signatures.txt", columns: 4))
        {
            bool good = Sr25519.Verify(VectorFile.Bytes(row[0]), VectorFile.Bytes(row[1]), VectorFile.Bytes(row[2]));
            Assert.Equal(row[3] == "true", good);
        }
    }

    [Fact]
    public void Verify_InAnotherContext_Refuses()
    {
        byte[] message = Encoding.ASCII.GetBytes("payload");
        SigningContext context = new("good"u8), other = new("bad"u8);
        byte[] signature = Alice.Sign(context.Bytes(message));

        Assert.True(Sr25519.Verify(Alice.PublicKey, context.Bytes(message), signature));
        Assert.False(Sr25519.Verify(Alice.PublicKey, other.Bytes(message), signature));
        Assert.False(Sr25519.Verify(Alice.PublicKey, message, signature));
        Assert.True(Sr25519.Verify(Alice.PublicKey, SigningContext.Substrate.Bytes(message), Alice.Sign(message)));
        Assert.True(Sr25519.Verify(Alice.PublicKey, new SigningContext("substrate"u8).Bytes(message), Alice.Sign(message)));
    }

    [Fact]
    public void Sign_WithAKnownNonceSeed_KeepsTheScalarOutOfReach()
    {
        // Both keys share the seed of their nonces; without the scalar in it they would share the nonce, too.
        byte[] first = new byte[64], second = new byte[64];
        (first[0], second[0]) = (1, 2);
        Assert.True(Sr25519KeyPair.TryFromSecretKey(first, out Sr25519KeyPair? one));
        Assert.True(Sr25519KeyPair.TryFromSecretKey(second, out Sr25519KeyPair? two));
        Transcript transcript = Transcript.Create("test"u8);
        byte[] a = new byte[32], b = new byte[32];
        transcript.Witness("signing"u8, first, [], a);
        transcript.Witness("signing"u8, second, [], b);

        Assert.NotEqual(a, b);
        Assert.NotEqual(one.Sign([1])[..32], two.Sign([1])[..32]);
    }

    [Fact]
    public void Dispose_ZeroesTheSecretAndEndsItsUse()
    {
        Sr25519KeyPair pair = Sr25519KeyPair.FromUri("//Alice");
        pair.Dispose();
        pair.Dispose();

        Assert.True(pair.PublicKey.SequenceEqual(Alice.PublicKey));
        Assert.Throws<ObjectDisposedException>(() => pair.Sign([1]));
        Assert.Throws<ObjectDisposedException>(() => pair.DeriveHard(new byte[32]));
        Assert.Throws<ObjectDisposedException>(() => pair.DeriveSoft(new byte[32]));
        Assert.Throws<ObjectDisposedException>(() => pair.ExportSecretKey(new byte[64]));
        Assert.Throws<ObjectDisposedException>(() => pair.HasSameSecret(Alice));
        Assert.Throws<ObjectDisposedException>(() => pair.VrfEvaluate(Transcript.Create("test"u8)));
        var field = typeof(KeyPair).GetField("_secret", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance);
        Assert.Equal(new byte[64], (byte[])field!.GetValue(pair)!);
    }

    [Fact]
    public void ToString_TellsThePublicKeyOnly()
    {
        Assert.Equal("Sr25519 0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d", Alice.ToString());
    }

    // Vector: merlin's simple transcript, src/transcript.rs, equivalence_simple; its challenge as gtank/merlin tests it.
    [Fact]
    public void Challenge_OfMerlinsSimpleTranscript_IsItsVector()
    {
        Transcript transcript = Transcript.Create("test protocol"u8);
        transcript.Append("some label"u8, "some data"u8);
        byte[] challenge = new byte[32];
        transcript.Challenge("challenge"u8, challenge);

        Assert.Equal("d5a21972d0d5fe320c0d263fac7fffb8145aa640af6e9bca177c03c7efcf0615", Convert.ToHexStringLower(challenge));
    }

    [Fact]
    public void Append_OfANumber_SaysItsEightBytes()
    {
        Transcript number = Transcript.Create("test"u8), bytes = Transcript.Create("test"u8);
        number.Append("slot"u8, 0x0102030405060708);
        bytes.Append("slot"u8, [8, 7, 6, 5, 4, 3, 2, 1]);
        byte[] first = new byte[200], second = new byte[200];
        number.Challenge("c"u8, first);
        bytes.Challenge("c"u8, second);

        Assert.Equal(first, second);
    }

    private static string Plain(Sr25519KeyPair pair)
    {
        byte[] bytes = new byte[Sr25519KeyPair.SecretKeySize];
        pair.ExportSecretKey(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private static string TimesEight(Sr25519KeyPair pair)
    {
        byte[] bytes = new byte[Sr25519KeyPair.SecretKeySize];
        pair.ExportEd25519SecretKey(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
