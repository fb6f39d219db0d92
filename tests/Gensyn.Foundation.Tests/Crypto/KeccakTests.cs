using Gensyn.Crypto;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class KeccakTests
{
    [Fact]
    public void Hash_OfKnownMessages_IsTheKnownHash()
    {
        foreach (string[] vector in VectorFile.Read("crypto/keccak.txt", 3))
        {
            Assert.Equal(vector[1], Hash(VectorFile.Bytes(vector[0]), 32));
            Assert.Equal(vector[2], Hash(VectorFile.Bytes(vector[0]), 64));
        }
    }

    // Over every length around the blocks of 72 and 136 bytes; the digest is that of a transcription of the Keccak reference's pseudo-code into
    // Python, which with SHA-3's padding agrees with CPython's hashlib.
    [Fact]
    public void Hash_OfEveryLength_HasTheDigestOfDigests()
    {
        List<byte> digests = [];
        for (int length = 0; length <= 300; length++)
        {
            byte[] data = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
            digests.AddRange(Convert.FromHexString(Hash(data, 32)));
            digests.AddRange(Convert.FromHexString(Hash(data, 64)));
        }

        byte[] digest = new byte[32];
        Sha2.Hash(digests.ToArray(), digest);
        Assert.Equal("98663f138aadbc00b6f75dc1fca0e5d4588bbcadfe2de98b0f3247202ceb0772", Convert.ToHexStringLower(digest));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(28)]
    [InlineData(48)]
    public void Hash_OfASizeThatDoesNotExist_Throws(int size) => Assert.Throws<ArgumentException>(() => Keccak.Hash([], new byte[size]));

    private static string Hash(ReadOnlySpan<byte> data, int size)
    {
        byte[] hash = new byte[size];
        Keccak.Hash(data, hash);
        return Convert.ToHexStringLower(hash);
    }
}
