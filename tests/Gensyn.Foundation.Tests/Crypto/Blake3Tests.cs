using System.Globalization;
using Gensyn.Crypto;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class Blake3Tests
{
    [Fact]
    public void Hash_OfTheKnownAnswers_IsTheirs()
    {
        foreach (string[] vector in VectorFile.Read("crypto/blake3.txt", 2))
        {
            byte[] output = new byte[131];

            Blake3.Hash(Message(int.Parse(vector[0], CultureInfo.InvariantCulture)), output);

            Assert.Equal(vector[1], Convert.ToHexStringLower(output));
        }
    }

    [Fact]
    public void Hash_OfAnyLengthOfOutput_IsTheStartOfALongerOne()
    {
        byte[] message = Message(3_000), longest = new byte[200];
        Blake3.Hash(message, longest);

        for (int length = 0; length <= longest.Length; length++)
        {
            byte[] output = new byte[length];
            Blake3.Hash(message, output);
            Assert.Equal(longest[..length], output);
        }

        Assert.Equal(longest[..32], Blake3.Hash256(message));
    }

    private static byte[] Message(int length) => [.. Enumerable.Range(0, length).Select(static i => (byte)(i % 251))];
}
