using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

public sealed class Bip39Tests
{
    private const string Zoo = "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong";

    [Fact]
    public void TryReadPhrase_OfAKnownPhrase_IsItsEntropySeedAndKey()
    {
        foreach (string[] row in VectorFile.Read("crypto/bip39.txt", columns: 4))
        {
            string phrase = row[0].Replace('_', ' ');
            byte[] entropy = new byte[Bip39.MaxEntropySize], seed = new byte[Bip39.SeedSize], key = new byte[64];
            Assert.True(Bip39.TryReadPhrase(phrase, entropy, out int size, out _));
            Assert.Equal(row[1], Convert.ToHexStringLower(entropy.AsSpan(0, size)));
            Assert.Equal(phrase, Bip39.WritePhrase(entropy.AsSpan(0, size)));

            Bip39.Stretch(entropy.AsSpan(0, size), "Substrate", seed);
            Assert.Equal(row[2], Convert.ToHexStringLower(seed));
            Sr25519KeyPair.FromUri(phrase + "///Substrate").ExportEd25519SecretKey(key);
            Assert.Equal(row[3], Convert.ToHexStringLower(key));
        }
    }

    // The list's hash is that of bip-0039/english.txt: one word a line.
    [Fact]
    public void Words_AreTheList()
    {
        Span<char> word = stackalloc char[Bip39Words.MaxLength];
        StringBuilder list = new();
        for (int i = 0; i < Bip39Words.Count; i++)
        {
            int length = Bip39Words.Write(i, word);
            list.Append(word[..length]).Append('\n');
            Assert.Equal(i, Bip39Words.IndexOf(word[..length]));
        }

        byte[] hash = SHA256.HashData(Encoding.ASCII.GetBytes(list.ToString()));
        Assert.Equal("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda", Convert.ToHexStringLower(hash));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abandonn")]
    [InlineData("abandonment")]
    [InlineData("aband")]
    [InlineData("Zoo")]
    [InlineData("zoo\0")]
    [InlineData("zo\u00f6")]
    [InlineData("\uff5aoo")]
    public void IndexOf_OfNoWord_IsNone(string word) => Assert.Equal(-1, Bip39Words.IndexOf(word));

    [Theory]
    [InlineData("", "12, 15, 18, 21 or 24 words, and this one has 0")]
    [InlineData("zoo", "and this one has 1.")]
    [InlineData("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo", "has 11.")]
    [InlineData(Zoo + " zoo", "has 13.")]
    [InlineData(Zoo + " " + Zoo + " zoo", "has 25.")]
    [InlineData("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo", "checksum")]
    [InlineData("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong zoo", "checksum")]
    [InlineData("wine photo extra cushion basket dwarf humor cloud truck job boat submit", "checksum")]
    [InlineData("zoo zoo secret zoo zoo zoo zoo zoo zoo zoo zoo vrong", "Word 12 ")]
    [InlineData("zoo zoo geheim zoo zoo zoo zoo zoo zoo zoo zoo vrong", "Word 3 ")]
    [InlineData("Zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong", "Word 1 ")]
    public void TryReadPhrase_OfABadPhrase_SaysWhyWithoutAWordOfIt(string phrase, string why)
    {
        byte[] entropy = new byte[Bip39.MaxEntropySize];

        Assert.False(Bip39.TryReadPhrase(phrase, entropy, out int size, out string? error));
        Assert.Contains(why, error, StringComparison.Ordinal);
        Assert.Equal(0, size);
        Assert.Equal(new byte[32], entropy);
        foreach (string word in phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries)) Assert.DoesNotContain($" {word} ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryReadPhrase_WithOtherWhiteSpace_ReadsIt()
    {
        byte[] entropy = new byte[Bip39.MaxEntropySize];

        Assert.True(Bip39.TryReadPhrase("  " + Zoo.Replace(" ", "\t \n", StringComparison.Ordinal) + " ", entropy, out int size, out _));
        Assert.Equal(16, size);
        Assert.Throws<ArgumentException>(() => Bip39.TryReadPhrase(Zoo, new byte[31], out _, out _));
    }

    [Fact]
    public void WritePhrase_OfAnyEntropy_RoundTrips() =>
        Prop.ForAll<byte[], byte>((bytes, length) =>
        {
            byte[] entropy = Blake2b.Hash256(bytes)[..(16 + (4 * (length % 5)))];
            byte[] read = new byte[Bip39.MaxEntropySize];
            return Bip39.TryReadPhrase(Bip39.WritePhrase(entropy), read, out int size, out _) && read.AsSpan(0, size).SequenceEqual(entropy);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryReadPhrase_OfAnyText_NeverThrows() =>
        Prop.ForAll<string>(text => text is null || !Bip39.TryReadPhrase(text, new byte[32], out _, out _)).QuickCheckThrowOnFailure();

    [Fact]
    public void WritePhrase_OfAnotherLength_Throws()
    {
        foreach (int length in new[] { 0, 12, 15, 17, 18, 33, 36 })
        {
            Assert.Throws<ArgumentException>(() => Bip39.WritePhrase(new byte[length]));
            Assert.Throws<ArgumentException>(() => Bip39.Stretch(new byte[length], "", new byte[64]));
        }

        Assert.Throws<ArgumentException>(() => Bip39.Stretch(new byte[16], "", new byte[32]));
        Assert.ThrowsAny<ArgumentException>(() => Bip39.Stretch(new byte[16], "\ud800", new byte[64]));
    }
}
