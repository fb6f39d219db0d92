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

    /// <summary>The 32-byte hashes of a tag followed by each of some items of one length, as a Merkle tree needs them.</summary>
    /// <param name="tag">The byte before every item.</param>
    /// <param name="items">The items, one after the other.</param>
    /// <param name="itemLength">Bytes of an item, at least one.</param>
    /// <param name="output">32 bytes for each item.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static void HashMany(byte tag, ReadOnlySpan<byte> items, int itemLength, Span<byte> output)
    {
        if (itemLength < 1 || items.Length % itemLength != 0) throw new ArgumentException("The items are not of the length given.", nameof(items));
        int count = items.Length / itemLength;
        if (output.Length != 32L * count) throw new ArgumentException("The output has not 32 bytes for each item.", nameof(output));

        int done = 0;
        if (Blake2bLanes.IsSupported)
        {
            for (; count - done >= Blake2bLanes.Count; done += Blake2bLanes.Count)
            {
                Blake2bLanes.Hash(
                    tag, items.Slice(done * itemLength, Blake2bLanes.Count * itemLength), itemLength, output.Slice(32 * done, 32 * Blake2bLanes.Count));
            }
        }

        for (; done < count; done++)
        {
            Blake2bHasher hasher = Blake2bHasher.Create();
            hasher.Update([tag]);
            hasher.Update(items.Slice(done * itemLength, itemLength));
            hasher.Finish(output.Slice(32 * done, 32));
        }
    }
}
