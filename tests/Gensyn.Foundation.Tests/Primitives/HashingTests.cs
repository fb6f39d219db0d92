using Gensyn.Crypto;
using Gensyn.Primitives;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Foundation.Tests.Primitives;

public sealed class HashingTests
{
    private delegate void HashInto(ReadOnlySpan<byte> data, Span<byte> output);

    [Fact]
    public void EachFunction_OfTheHostApisInputs_HasItsOutput()
    {
        foreach (string[] vector in VectorFile.Read("crypto/host-api-hashing.txt", 3))
        {
            byte[] data = VectorFile.Bytes(vector[1]);
            byte[] hash = vector[0] switch
            {
                "keccak_256" => Hashing.Keccak256(data).ToArray(),
                "sha2_256" => Hashing.Sha2_256(data).ToArray(),
                "blake2_128" => Fill(Hashing.Blake2_128, data, 16),
                "blake2_256" => Hashing.Blake2_256(data).ToArray(),
                "twox_256" => Hashing.Twox256(data).ToArray(),
                "twox_128" => Fill(Hashing.Twox128, data, 16),
                "twox_64" => Fill(Hashing.Twox64, data, 8),
                _ => throw new InvalidDataException(vector[0]),
            };

            Assert.Equal(vector[2], Convert.ToHexStringLower(hash));
        }
    }

    [Fact]
    public void Twox_OfKnownMessages_IsTheKnownHash()
    {
        foreach (string[] vector in VectorFile.Read("crypto/twox.txt", 4))
        {
            byte[] data = VectorFile.Bytes(vector[0]);
            Assert.Equal(vector[1], Convert.ToHexStringLower(Fill(Hashing.Twox64, data, 8)));
            Assert.Equal(vector[2], Convert.ToHexStringLower(Fill(Hashing.Twox128, data, 16)));
            Assert.Equal(vector[3], Convert.ToHexStringLower(Hashing.Twox256(data).Span));
        }
    }

    [Fact]
    public void Sha2_OfNistsExamples_IsTheirHash()
    {
        foreach (string[] vector in VectorFile.Read("crypto/sha2.txt", 3))
        {
            byte[] data = VectorFile.Bytes(vector[0]);
            Assert.Equal(vector[1], Convert.ToHexStringLower(Hashing.Sha2_256(data).Span));
            Assert.Equal(vector[2], Convert.ToHexStringLower(Fill(Hashing.Sha2_512, data, 64)));
        }
    }

    [Fact]
    public void Keccak512_OfKnownMessages_IsTheKnownHash()
    {
        foreach (string[] vector in VectorFile.Read("crypto/keccak.txt", 3))
            Assert.Equal(vector[2], Convert.ToHexStringLower(Fill(Hashing.Keccak512, VectorFile.Bytes(vector[0]), 64)));
    }

    // The keys of polkadot-js' maps: hash, then the key itself.
    [Fact]
    public void Concat_OfAKey_IsItsHashAndTheKey()
    {
        Assert.Equal("cf4ab791c62b8d2b2109c90275287816616263", Convert.ToHexStringLower(Fill(Hashing.Blake2_128Concat, "abc"u8, 19)));
        Assert.Equal("990977adf52cbc44616263", Convert.ToHexStringLower(Fill(Hashing.Twox64Concat, "abc"u8, 11)));
    }

    [Fact]
    public void EachFunction_IntoAnOutputOfAnotherLength_Throws()
    {
        (HashInto Function, int Size)[] functions =
        [
            (Hashing.Blake2_128, 16), (Hashing.Blake2_128Concat, 19), (Hashing.Twox64, 8), (Hashing.Twox64Concat, 11), (Hashing.Twox128, 16),
            (Hashing.Keccak512, 64), (Hashing.Sha2_512, 64),
        ];
        foreach ((HashInto function, int size) in functions)
        {
            Assert.Throws<ArgumentException>(() => function("abc"u8, new byte[size + 1]));
            Assert.Throws<ArgumentException>(() => function("abc"u8, new byte[size - 1]));
            Assert.Throws<ArgumentException>(() => function("abc"u8, []));
        }

        Assert.Throws<ArgumentException>(() => Sha2.Hash([], new byte[20]));
    }

    private static byte[] Fill(HashInto function, ReadOnlySpan<byte> data, int size)
    {
        byte[] hash = new byte[size];
        function(data, hash);
        return hash;
    }
}
