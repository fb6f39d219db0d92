namespace Gensyn.Trie;

/// <summary>Consecutive nibbles inside packed bytes, high half of a byte first.</summary>
internal readonly ref struct NibbleSlice
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _start;

    /// <summary>The nibbles from <paramref name="start"/> on, this many.</summary>
    public NibbleSlice(ReadOnlySpan<byte> bytes, int start, int length)
    {
        _bytes = bytes;
        _start = start;
        Length = length;
    }

    public int Length { get; }

    /// <summary>How many bytes <see cref="Pack"/> writes.</summary>
    public int PackedLength => (Length + 1) >> 1;

    public byte this[int index] => Nibbles.At(_bytes, _start + index);

    /// <summary>All nibbles of a key after the first ones.</summary>
    public static NibbleSlice Of(ReadOnlySpan<byte> key, int start = 0) => new(key, start, (key.Length * 2) - start);

    public NibbleSlice From(int index) => new(_bytes, _start + index, Length - index);

    public NibbleSlice First(int length) => new(_bytes, _start, length);

    /// <summary>These nibbles and then those, in memory of their own.</summary>
    public NibbleSlice Join(NibbleSlice other)
    {
        int length = Length + other.Length;
        byte[] bytes = new byte[(length + 1) >> 1];
        for (int index = 0; index < length; index++)
        {
            int nibble = index < Length ? this[index] : other[index - Length];
            bytes[index >> 1] |= (byte)((index & 1) == 0 ? nibble << 4 : nibble);
        }

        return new NibbleSlice(bytes, 0, length);
    }

    /// <summary>How many nibbles agree from the first on.</summary>
    public int CommonPrefix(NibbleSlice other)
    {
        int length = Math.Min(Length, other.Length);
        int index = 0;
        if (((_start ^ other._start) & 1) != 0)
        {
            while (index < length && this[index] == other[index]) index++;
            return index;
        }

        if ((_start & 1) == 1 && length > 0)
        {
            if (this[0] != other[0]) return 0;
            index = 1;
        }

        int whole = (length - index) >> 1;
        index += 2 * _bytes.Slice((_start + index) >> 1, whole).CommonPrefixLength(other._bytes.Slice((other._start + index) >> 1, whole));

        // Where bytes differ, or end, their first halves may still agree.
        return index < length && this[index] == other[index] ? index + 1 : index;
    }

    /// <summary>Whether these nibbles begin with those.</summary>
    public bool StartsWith(NibbleSlice other) => other.Length <= Length && (other.Length == 0 || CommonPrefix(other) == other.Length);

    /// <summary>Writes the nibbles two to a byte; when their count is odd, the first has a byte of its own.</summary>
    public void Pack(Span<byte> output)
    {
        int index = Length & 1;
        int at = 0;
        if (index == 1) output[at++] = this[0];
        if (((_start + index) & 1) == 0)
        {
            _bytes.Slice((_start + index) >> 1, (Length - index) >> 1).CopyTo(output[at..]);
            return;
        }

        for (; index < Length; index += 2) output[at++] = (byte)((this[index] << 4) | this[index + 1]);
    }
}
