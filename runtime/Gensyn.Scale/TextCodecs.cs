namespace Gensyn.Scale;

/// <summary>Bytes after their count, at most so many.</summary>
internal sealed class BytesCodec(TypeInfo type, int maximum) : Codec<byte[]>, IComparer<byte[]>
{
    public override TypeInfo Type => type;

    public override int? MaxEncodedLen { get; } = EncodedLength.List(1, maximum);

    public override IComparer<byte[]> Order => this;

    public override void Encode(byte[] value, ref ScaleWriter writer)
    {
        if (value?.Length > maximum) Items.ThrowTooMany(value.Length, maximum);
        writer.WriteByteString(value);
    }

    public override byte[] Decode(ref ScaleReader reader) => Read(ref reader).ToArray();

    public override void Skip(ref ScaleReader reader) => Read(ref reader);

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);

    private ReadOnlySpan<byte> Read(ref ScaleReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.ReadByteString();
        if (bytes.Length <= maximum) return bytes;
        reader.Fail();
        return default;
    }
}

/// <summary>Exactly so many bytes, without a count.</summary>
internal sealed class FixedBytesCodec(int length) : Codec<byte[]>, IComparer<byte[]>
{
    public override TypeInfo Type { get; } = TypeInfo.Array(Codecs.U8.Type, (uint)length);

    public override int MinEncodedLen => length;

    public override int? MaxEncodedLen => length;

    public override IComparer<byte[]> Order => this;

    public override void Encode(byte[] value, ref ScaleWriter writer)
    {
        // The default of a struct has null where an array belongs.
        ReadOnlySpan<byte> bytes = value ?? new byte[length];
        if (bytes.Length != length) throw new ArgumentException($"The array has {bytes.Length} bytes where {length} belong.", nameof(value));
        writer.WriteBytes(bytes);
    }

    public override byte[] Decode(ref ScaleReader reader) => reader.ReadBytes(length).ToArray();

    public override void Skip(ref ScaleReader reader) => reader.ReadBytes(length);

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}

/// <summary>UTF-8 after its count of bytes, at most so many.</summary>
internal sealed class StrCodec(TypeInfo type, int maximum) : Codec<string>, IComparer<string>
{
    public override TypeInfo Type => type;

    public override int? MaxEncodedLen { get; } = EncodedLength.List(1, maximum);

    public override IComparer<string> Order => this;

    // The default of a struct has null where a string belongs.
    public override void Encode(string value, ref ScaleWriter writer)
    {
        int start = writer.Length;
        writer.WriteString(value ?? "");
        int written = writer.Length - start;
        if (maximum != int.MaxValue && written - EncodedLength.OfCompact((uint)written) > maximum) Items.ThrowTooMany(written, maximum);
    }

    public override string Decode(ref ScaleReader reader)
    {
        ScaleReader ahead = reader;
        if (ahead.ReadByteString().Length > maximum) reader.Fail();
        return reader.Failed ? "" : reader.ReadString();
    }

    public override void Skip(ref ScaleReader reader)
    {
        if (reader.ReadByteString().Length > maximum) reader.Fail();
    }

    // As the bytes of UTF-8 compare: by code point, where UTF-16 has surrogates (above U+FFFF) before U+E000.
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x, right = y;
        int same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length) return left.Length.CompareTo(right.Length);
        bool leftIsPair = char.IsSurrogate(left[same]), rightIsPair = char.IsSurrogate(right[same]);
        return leftIsPair == rightIsPair ? left[same].CompareTo(right[same]) : leftIsPair.CompareTo(rightIsPair);
    }
}
