using System.Security.Cryptography;

namespace Gensyn.Crypto;

/// <summary>BLAKE2b of any output size up to 64 bytes, with or without a key (RFC 7693).</summary>
public static class Blake2b
{
    /// <summary>The largest output in bytes.</summary>
    public const int MaxSize = 64;

    /// <summary>The largest key in bytes.</summary>
    public const int MaxKeySize = 64;

    /// <summary>The 32-byte hash of some bytes.</summary>
    public static byte[] Hash256(ReadOnlySpan<byte> data)
    {
        byte[] output = new byte[32];
        Hash(data, output);
        return output;
    }

    /// <summary>Fills the output, whose length is the size of the hash, with the hash of some bytes.</summary>
    /// <exception cref="ArgumentException">The output is empty or longer than <see cref="MaxSize"/>.</exception>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> output) => Blake2bState.Create(output.Length).Finish(data, output);

    /// <summary>Fills the output with the hash of some bytes under a key; an empty key is none.</summary>
    /// <exception cref="ArgumentException">The output is empty or too long, or the key longer than <see cref="MaxKeySize"/>.</exception>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> output, ReadOnlySpan<byte> key)
    {
        Blake2bState state = Blake2bState.Create(output.Length, key.Length);
        if (key.IsEmpty)
        {
            state.Finish(data, output);
            return;
        }

        // The key is a block of its own before the message, and the last one if the message is empty.
        Span<byte> block = stackalloc byte[Blake2bState.BlockSize];
        block.Clear();
        key.CopyTo(block);
        if (data.IsEmpty)
        {
            state.Finish(block, output);
        }
        else
        {
            state.Compress(block);
            state.Finish(data, output);
        }

        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary>The 32-byte hashes of many messages, several of them at once where the processor can.</summary>
    /// <param name="data">The bytes that the messages lie in.</param>
    /// <param name="messages">Where each message begins in the data and how long it is; they may differ in length, overlap and leave gaps.</param>
    /// <param name="output">32 bytes for each message, in the order of the messages.</param>
    /// <exception cref="ArgumentException">The output has another length, or a message does not lie inside the data.</exception>
    public static void HashMany(ReadOnlySpan<byte> data, ReadOnlySpan<(int Start, int Length)> messages, Span<byte> output)
    {
        if (output.Length != 32L * messages.Length) throw new ArgumentException("The output has not 32 bytes for each message.", nameof(output));
        foreach ((int start, int length) in messages)
        {
            if ((uint)start > (uint)data.Length || (uint)length > (uint)(data.Length - start))
                throw new ArgumentException("A message does not lie inside the data.", nameof(messages));
        }

        Blake2bMany.Hash(new Blake2bMessages(data, messages), output);
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
        if (output.Length != 32L * (items.Length / itemLength)) throw new ArgumentException("The output has not 32 bytes for each item.", nameof(output));
        Blake2bMany.Hash(new Blake2bMessages(tag, items, itemLength), output);
    }
}
