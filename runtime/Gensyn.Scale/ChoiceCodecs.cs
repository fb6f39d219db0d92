namespace Gensyn.Scale;

/// <summary>A value type that may be absent: 0, or 1 and the value.</summary>
internal sealed class OptionCodec<T>(TypeInfo type, Codec<T> item) : Codec<T?>, IComparer<T?>
    where T : struct
{
    public override TypeInfo Type => type;

    public override int? MaxEncodedLen => EncodedLength.Sum(1, item.MaxEncodedLen);

    public override IComparer<T?> Order => this;

    public override void Encode(T? value, ref ScaleWriter writer)
    {
        writer.WriteBool(value.HasValue);
        if (value.HasValue) item.Encode(value.GetValueOrDefault(), ref writer);
    }

    public override T? Decode(ref ScaleReader reader) => reader.ReadBool() ? item.Decode(ref reader) : null;

    public override void Skip(ref ScaleReader reader)
    {
        if (reader.ReadBool()) item.Skip(ref reader);
    }

    public int Compare(T? x, T? y) => x.HasValue && y.HasValue ? item.Order.Compare(x.Value, y.Value) : x.HasValue.CompareTo(y.HasValue);
}

/// <summary>A reference type that may be absent: 0, or 1 and the value.</summary>
internal sealed class OptionRefCodec<T>(TypeInfo type, Codec<T> item) : Codec<T?>, IComparer<T?>
    where T : class
{
    public override TypeInfo Type => type;

    public override int? MaxEncodedLen => EncodedLength.Sum(1, item.MaxEncodedLen);

    public override IComparer<T?> Order => this;

    public override void Encode(T? value, ref ScaleWriter writer)
    {
        writer.WriteBool(value is not null);
        if (value is not null) item.Encode(value, ref writer);
    }

    public override T? Decode(ref ScaleReader reader) => reader.ReadBool() ? item.Decode(ref reader) : null;

    public override void Skip(ref ScaleReader reader)
    {
        if (reader.ReadBool()) item.Skip(ref reader);
    }

    public int Compare(T? x, T? y) => x is not null && y is not null ? item.Order.Compare(x, y) : (x is not null).CompareTo(y is not null);
}

/// <summary>A value or an error: 0 and the value, or 1 and the error.</summary>
internal sealed class ResultCodec<TValue, TError>(TypeInfo type, Codec<TValue> value, Codec<TError> error) : Codec<Result<TValue, TError>>
{
    public override TypeInfo Type => type;

    public override int MinEncodedLen => 1 + Math.Min(value.MinEncodedLen, error.MinEncodedLen);

    public override int? MaxEncodedLen => EncodedLength.Sum(1, EncodedLength.Max(value.MaxEncodedLen, error.MaxEncodedLen));

    public override void Encode(Result<TValue, TError> result, ref ScaleWriter writer)
    {
        writer.WriteBool(result.IsError);
        if (result.IsError) error.Encode(result.Error, ref writer);
        else value.Encode(result.Value, ref writer);
    }

    public override Result<TValue, TError> Decode(ref ScaleReader reader) => reader.ReadBool()
        ? Result<TValue, TError>.Err(error.Decode(ref reader))
        : Result<TValue, TError>.Ok(value.Decode(ref reader));

    public override void Skip(ref ScaleReader reader)
    {
        if (reader.ReadBool()) error.Skip(ref reader);
        else value.Skip(ref reader);
    }
}

/// <summary>Sees the codec of a compact integer as one of <see cref="Compact{T}"/>.</summary>
internal sealed class CompactCodec<T>(Codec<T> compact) : Codec<Compact<T>>
{
    public override TypeInfo Type => compact.Type;

    public override int MinEncodedLen => compact.MinEncodedLen;

    public override int? MaxEncodedLen => compact.MaxEncodedLen;

    public override void Encode(Compact<T> value, ref ScaleWriter writer) => compact.Encode(value.Value, ref writer);

    public override Compact<T> Decode(ref ScaleReader reader) => new(compact.Decode(ref reader));
}
