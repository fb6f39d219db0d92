using System.Security.Cryptography;

namespace Gensyn.Crypto;

/// <summary>SHA-2 (FIPS 180-4).</summary>
public static class Sha2
{
    /// <summary>Fills the output with SHA-256 or SHA-512, whichever has its length.</summary>
    /// <exception cref="ArgumentException">The output does not have 32 or 64 bytes.</exception>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> output)
    {
        if (output.Length == SHA256.HashSizeInBytes) SHA256.HashData(data, output);
        else if (output.Length == SHA512.HashSizeInBytes) SHA512.HashData(data, output);
        else throw new ArgumentException("A SHA-2 hash has 32 or 64 bytes here.", nameof(output));
    }
}
