namespace Gensyn.Trie;

/// <summary>Half bytes, high one first.</summary>
internal static class Nibbles
{
    public static byte At(ReadOnlySpan<byte> bytes, int index) => (byte)((index & 1) == 0 ? bytes[index >> 1] >> 4 : bytes[index >> 1] & 0xf);

    /// <summary>One nibble in each byte of the result.</summary>
    public static byte[] Unpack(ReadOnlySpan<byte> bytes)
    {
        byte[] nibbles = new byte[bytes.Length * 2];
        for (int index = 0; index < bytes.Length; index++)
        {
            nibbles[2 * index] = (byte)(bytes[index] >> 4);
            nibbles[(2 * index) + 1] = (byte)(bytes[index] & 0xf);
        }

        return nibbles;
    }

    /// <summary>The inverse of <see cref="Unpack"/> for an even count.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> nibbles)
    {
        if ((nibbles.Length & 1) != 0) throw new TrieException("A key of the trie ends inside a byte.");
        byte[] bytes = new byte[nibbles.Length / 2];
        for (int index = 0; index < bytes.Length; index++)
        {
            bytes[index] = (byte)((nibbles[2 * index] << 4) | nibbles[(2 * index) + 1]);
        }

        return bytes;
    }
}
