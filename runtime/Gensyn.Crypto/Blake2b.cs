namespace Gensyn.Crypto;

/// <summary>BLAKE2b without a key, of any output size up to 64 bytes (RFC 7693).</summary>
public static class Blake2b
{
    /// <summary>The largest output in bytes.</summary>
    public const int MaxSize = 64;

    /// <summary>The 32-byte hash of some bytes.</summary>
    public static byte[] Hash256(ReadOnlySpan<byte> data)
    {
        byte[] output = new byte[32];
        Hash(data, output);
        return output;
    }

    /// <summary>Fills the output, whose length is the size of the hash, with the hash of some bytes.</summary>
    /// <exception cref="ArgumentException">The output is empty or longer than <see cref="MaxSize"/>.</exception>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> output)
    {
        Blake2bState state = Blake2bState.Create(output.Length);

        // The last block is compressed apart even when it is full, so whole blocks end one byte early.
        int whole = data.IsEmpty ? 0 : (data.Length - 1) / Blake2bState.BlockSize * Blake2bState.BlockSize;
        state.Compress(data[..whole]);

        Span<byte> last = stackalloc byte[Blake2bState.BlockSize];
        last.Clear();
        data[whole..].CopyTo(last);
        state.CompressLast(last, data.Length - whole);
        state.Write(output);
    }
}
