using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class Blake2bTests
{
    // Vectors: RFC 7693, appendix A.
    [Fact]
    public void Hash_OfAbc_IsTheRfcsVector()
    {
        byte[] hash = new byte[64];

        Blake2b.Hash("abc"u8, hash);

        Assert.Equal(
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
            Convert.ToHexStringLower(hash));
    }

    // Vectors: hashlib.blake2b of CPython 3 over bytes i % 251, on both sides of each block boundary.
    [Theory]
    [InlineData(0, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8")]
    [InlineData(1, "03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314")]
    [InlineData(127, "f2fe67ff342e21b8f45e8f2e0bcd1d9243245d50ee6c78042e9c491388791c72")]
    [InlineData(128, "c3582f71ebb2be66fa5dd750f80baae97554f3b015663c8be377cfcb2488c1d1")]
    [InlineData(129, "f7f3c46ba2564ff4c4c162da1f5b605f9f1c4aa6a20652a9f9a337c1a2f5b9c9")]
    [InlineData(255, "d9ef0fc521b4266d16df662bec231bc2ec3989e7adeaf63169c295dc239dbbea")]
    [InlineData(256, "582f782226018ec33076bd8d1c42413530ac7e1126260ffc0f306ba3befc3f24")]
    [InlineData(257, "227e15ed64ee8e93eb7bc53828f76eed974f2c4ab1408c3d08f212b7f8d69904")]
    [InlineData(1000, "b372d0608f720c8c3dd41e9c8eecb10143b41abe520b616607e754bf79c08331")]
    public void Hash256_OfAnyLength_IsWhatCPythonHashes(int length, string expected)
    {
        byte[] data = [.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))];

        Assert.Equal(expected, Convert.ToHexStringLower(Blake2b.Hash256(data)));
    }

    [Fact]
    public void Hasher_InAnyPieces_HashesLikeOneShot() =>
        Prop.ForAll<byte[][]>(pieces =>
        {
            byte[] whole = [.. pieces.SelectMany(p => Enumerable.Repeat(p, 5)).SelectMany(p => p)];
            Blake2bHasher hasher = Blake2bHasher.Create();
            foreach (byte[] piece in pieces)
            {
                for (int i = 0; i < 5; i++) hasher.Update(piece);
            }

            byte[] hash = new byte[32];
            hasher.Finish(hash);
            return hash.SequenceEqual(Blake2b.Hash256(whole));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(256)]
    public void Hasher_WithBlocksOfOneSize_HashesLikeOneShot(int size)
    {
        byte[] whole = [.. Enumerable.Range(0, 4 * size).Select(i => (byte)i)];
        Blake2bHasher hasher = Blake2bHasher.Create(64);
        for (int i = 0; i < 4; i++) hasher.Update(whole.AsSpan(i * size, size));

        byte[] hash = new byte[64];
        hasher.Finish(hash);

        byte[] expected = new byte[64];
        Blake2b.Hash(whole, expected);
        Assert.Equal(expected, hash);
    }

    // RFC 7693, appendix E: one digest over the hashes of 24 inputs without and with a key.
    [Fact]
    public void Hash_OfTheRfcsSelfTest_HasItsDigestOfDigests()
    {
        Blake2bHasher digests = Blake2bHasher.Create();
        foreach (int size in (int[])[20, 32, 48, 64])
        {
            foreach (int length in (int[])[0, 3, 128, 129, 255, 1024])
            {
                byte[] data = SelfTestSequence(length);
                byte[] hash = new byte[size];
                Blake2b.Hash(data, hash);
                digests.Update(hash);
                Blake2b.Hash(data, hash, SelfTestSequence(size));
                digests.Update(hash);
            }
        }

        byte[] digest = new byte[32];
        digests.Finish(digest);
        Assert.Equal("c23a7800d98123bd10f506c61e29da5603d763b8bbad2e737f5e765a7bccd475", Convert.ToHexStringLower(digest));
    }

    [Fact]
    public void Hash_OfTheKnownAnswers_WithAndWithoutTheKey_IsTheirs()
    {
        byte[] key = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];
        foreach (string[] vector in VectorFile.Read("crypto/blake2b.txt", 3))
        {
            byte[] data = [.. Enumerable.Range(0, int.Parse(vector[0], CultureInfo.InvariantCulture)).Select(i => (byte)i)];
            byte[] hash = new byte[64];
            Blake2b.Hash(data, hash);
            Assert.Equal(vector[1], Convert.ToHexStringLower(hash));
            Blake2b.Hash(data, hash, key);
            Assert.Equal(vector[2], Convert.ToHexStringLower(hash));
        }
    }

    // BLAKE2b-256 of the 256 outputs in BLAKE2/BLAKE2, testvectors/blake2-kat.json, without and with the key.
    [Theory]
    [InlineData(0, "99b0db66fb2257b3c9ef816674ff7b648a90ba6b94c2bfc777fa86e60b52438f")]
    [InlineData(64, "b16f523eaec4fb461a7603c39d4287177b555220b1a50f7e2831fccdbef913e7")]
    public void Hash_OfEachLengthTo255_HasTheDigestOfTheKnownAnswers(int keyLength, string expected)
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)], hash = new byte[64];
        Blake2bHasher digests = Blake2bHasher.Create();
        for (int length = 0; length < 256; length++)
        {
            Blake2b.Hash(bytes.AsSpan(0, length), hash, bytes.AsSpan(0, keyLength));
            digests.Update(hash);
        }

        digests.Finish(hash.AsSpan(0, 32));
        Assert.Equal(expected, Convert.ToHexStringLower(hash.AsSpan(0, 32)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(128)]
    [InlineData(300)]
    public void Hasher_WithAKey_HashesLikeOneShot(int length)
    {
        byte[] data = SelfTestSequence(length), key = SelfTestSequence(17);
        byte[] expected = new byte[40], hash = new byte[40];
        Blake2b.Hash(data, expected, key);

        Blake2bHasher hasher = Blake2bHasher.Create(40, key);
        for (int i = 0; i < length; i += 7) hasher.Update(data.AsSpan(i, Math.Min(7, length - i)));
        hasher.Finish(hash);

        Assert.Equal(expected, hash);
    }

    [Fact]
    public void Hash_WithAnEmptyKey_IsTheHashWithoutOne_AndATooLongKeyThrows()
    {
        byte[] hash = new byte[32];
        Blake2b.Hash("abc"u8, hash, []);

        Assert.Equal(Blake2b.Hash256("abc"u8), hash);
        Assert.Throws<ArgumentException>(() => Blake2b.Hash([], new byte[32], new byte[65]));
        Assert.Throws<ArgumentException>(() => Blake2bHasher.Create(32, new byte[65]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Hash_OfASizeThatDoesNotExist_Throws(int size) =>
        Assert.Throws<ArgumentException>(() => Blake2b.Hash(Encoding.ASCII.GetBytes("abc"), new byte[size]));

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Create_OfASizeThatDoesNotExist_Throws(int size) => Assert.Throws<ArgumentException>(() => Blake2bHasher.Create(size));

    private static byte[] SelfTestSequence(int length)
    {
        byte[] bytes = new byte[length];
        uint a = unchecked(0xDEAD4BAD * (uint)length), b = 1;
        for (int i = 0; i < length; i++)
        {
            (a, b) = (b, unchecked(a + b));
            bytes[i] = (byte)(b >> 24);
        }

        return bytes;
    }
}
