namespace Gensyn.Crypto;

/// <summary>The messages of a <c>HashMany</c>: ranges of some bytes, or items of one length, each after a tag.</summary>
internal readonly ref struct Blake2bMessages
{
    private readonly ReadOnlySpan<(int Start, int Length)> _ranges;
    private readonly int _itemLength;

    public Blake2bMessages(ReadOnlySpan<byte> data, ReadOnlySpan<(int Start, int Length)> ranges)
    {
        Data = data;
        _ranges = ranges;
        Count = ranges.Length;
    }

    public Blake2bMessages(byte tag, ReadOnlySpan<byte> items, int itemLength)
    {
        Data = items;
        Tag = tag;
        _itemLength = itemLength;
        Count = items.Length / itemLength;
    }

    /// <summary>The bytes that the messages lie in.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>The byte before each message, if any.</summary>
    public byte? Tag { get; }

    /// <summary>How many messages there are.</summary>
    public int Count { get; }

    /// <summary>Where a message lies in the data, without its tag.</summary>
    public (int Start, int Length) this[int index] => _itemLength > 0 ? (index * _itemLength, _itemLength) : _ranges[index];
}
