namespace Gensyn.Scale;

/// <summary>A tuple of 6.</summary>
internal sealed class Tuple6Codec<T1, T2, T3, T4, T5, T6>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4, Codec<T5> c5, Codec<T6> c6)
    : TupleCodec<(T1, T2, T3, T4, T5, T6)>(TypeInfo.Tuple(c1.Type, c2.Type, c3.Type, c4.Type, c5.Type, c6.Type))
{
    public override int MinEncodedLen => c1.MinEncodedLen + c2.MinEncodedLen + c3.MinEncodedLen + c4.MinEncodedLen + c5.MinEncodedLen + c6.MinEncodedLen;

    public override int? MaxEncodedLen =>
        EncodedLength.Sum(c1.MaxEncodedLen, c2.MaxEncodedLen, c3.MaxEncodedLen, c4.MaxEncodedLen, c5.MaxEncodedLen, c6.MaxEncodedLen);

    public override void Encode((T1, T2, T3, T4, T5, T6) value, ref ScaleWriter writer)
    {
        c1.Encode(value.Item1, ref writer);
        c2.Encode(value.Item2, ref writer);
        c3.Encode(value.Item3, ref writer);
        c4.Encode(value.Item4, ref writer);
        c5.Encode(value.Item5, ref writer);
        c6.Encode(value.Item6, ref writer);
    }

    public override (T1, T2, T3, T4, T5, T6) Decode(ref ScaleReader reader) => (
        c1.Decode(ref reader), c2.Decode(ref reader), c3.Decode(ref reader), c4.Decode(ref reader),
        c5.Decode(ref reader), c6.Decode(ref reader));

    public override void Skip(ref ScaleReader reader)
    {
        c1.Skip(ref reader);
        c2.Skip(ref reader);
        c3.Skip(ref reader);
        c4.Skip(ref reader);
        c5.Skip(ref reader);
        c6.Skip(ref reader);
    }

    public override int Compare((T1, T2, T3, T4, T5, T6) x, (T1, T2, T3, T4, T5, T6) y)
    {
        int order = c1.Order.Compare(x.Item1, y.Item1);
        if (order == 0) order = c2.Order.Compare(x.Item2, y.Item2);
        if (order == 0) order = c3.Order.Compare(x.Item3, y.Item3);
        if (order == 0) order = c4.Order.Compare(x.Item4, y.Item4);
        if (order == 0) order = c5.Order.Compare(x.Item5, y.Item5);
        if (order == 0) order = c6.Order.Compare(x.Item6, y.Item6);
        return order;
    }
}

/// <summary>A tuple of 7.</summary>
internal sealed class Tuple7Codec<T1, T2, T3, T4, T5, T6, T7>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4, Codec<T5> c5, Codec<T6> c6, Codec<T7> c7)
    : TupleCodec<(T1, T2, T3, T4, T5, T6, T7)>(TypeInfo.Tuple(c1.Type, c2.Type, c3.Type, c4.Type, c5.Type, c6.Type, c7.Type))
{
    public override int MinEncodedLen => c1.MinEncodedLen + c2.MinEncodedLen + c3.MinEncodedLen + c4.MinEncodedLen + c5.MinEncodedLen + c6.MinEncodedLen + c7.MinEncodedLen;

    public override int? MaxEncodedLen =>
        EncodedLength.Sum(c1.MaxEncodedLen, c2.MaxEncodedLen, c3.MaxEncodedLen, c4.MaxEncodedLen, c5.MaxEncodedLen, c6.MaxEncodedLen, c7.MaxEncodedLen);

    public override void Encode((T1, T2, T3, T4, T5, T6, T7) value, ref ScaleWriter writer)
    {
        c1.Encode(value.Item1, ref writer);
        c2.Encode(value.Item2, ref writer);
        c3.Encode(value.Item3, ref writer);
        c4.Encode(value.Item4, ref writer);
        c5.Encode(value.Item5, ref writer);
        c6.Encode(value.Item6, ref writer);
        c7.Encode(value.Item7, ref writer);
    }

    public override (T1, T2, T3, T4, T5, T6, T7) Decode(ref ScaleReader reader) => (
        c1.Decode(ref reader), c2.Decode(ref reader), c3.Decode(ref reader), c4.Decode(ref reader),
        c5.Decode(ref reader), c6.Decode(ref reader), c7.Decode(ref reader));

    public override void Skip(ref ScaleReader reader)
    {
        c1.Skip(ref reader);
        c2.Skip(ref reader);
        c3.Skip(ref reader);
        c4.Skip(ref reader);
        c5.Skip(ref reader);
        c6.Skip(ref reader);
        c7.Skip(ref reader);
    }

    public override int Compare((T1, T2, T3, T4, T5, T6, T7) x, (T1, T2, T3, T4, T5, T6, T7) y)
    {
        int order = c1.Order.Compare(x.Item1, y.Item1);
        if (order == 0) order = c2.Order.Compare(x.Item2, y.Item2);
        if (order == 0) order = c3.Order.Compare(x.Item3, y.Item3);
        if (order == 0) order = c4.Order.Compare(x.Item4, y.Item4);
        if (order == 0) order = c5.Order.Compare(x.Item5, y.Item5);
        if (order == 0) order = c6.Order.Compare(x.Item6, y.Item6);
        if (order == 0) order = c7.Order.Compare(x.Item7, y.Item7);
        return order;
    }
}

/// <summary>A tuple of 8.</summary>
internal sealed class Tuple8Codec<T1, T2, T3, T4, T5, T6, T7, T8>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4, Codec<T5> c5, Codec<T6> c6, Codec<T7> c7, Codec<T8> c8)
    : TupleCodec<(T1, T2, T3, T4, T5, T6, T7, T8)>(TypeInfo.Tuple(c1.Type, c2.Type, c3.Type, c4.Type, c5.Type, c6.Type, c7.Type, c8.Type))
{
    public override int MinEncodedLen => c1.MinEncodedLen + c2.MinEncodedLen + c3.MinEncodedLen + c4.MinEncodedLen + c5.MinEncodedLen + c6.MinEncodedLen + c7.MinEncodedLen + c8.MinEncodedLen;

    public override int? MaxEncodedLen =>
        EncodedLength.Sum(c1.MaxEncodedLen, c2.MaxEncodedLen, c3.MaxEncodedLen, c4.MaxEncodedLen, c5.MaxEncodedLen, c6.MaxEncodedLen, c7.MaxEncodedLen, c8.MaxEncodedLen);

    public override void Encode((T1, T2, T3, T4, T5, T6, T7, T8) value, ref ScaleWriter writer)
    {
        c1.Encode(value.Item1, ref writer);
        c2.Encode(value.Item2, ref writer);
        c3.Encode(value.Item3, ref writer);
        c4.Encode(value.Item4, ref writer);
        c5.Encode(value.Item5, ref writer);
        c6.Encode(value.Item6, ref writer);
        c7.Encode(value.Item7, ref writer);
        c8.Encode(value.Item8, ref writer);
    }

    public override (T1, T2, T3, T4, T5, T6, T7, T8) Decode(ref ScaleReader reader) => (
        c1.Decode(ref reader), c2.Decode(ref reader), c3.Decode(ref reader), c4.Decode(ref reader),
        c5.Decode(ref reader), c6.Decode(ref reader), c7.Decode(ref reader), c8.Decode(ref reader));

    public override void Skip(ref ScaleReader reader)
    {
        c1.Skip(ref reader);
        c2.Skip(ref reader);
        c3.Skip(ref reader);
        c4.Skip(ref reader);
        c5.Skip(ref reader);
        c6.Skip(ref reader);
        c7.Skip(ref reader);
        c8.Skip(ref reader);
    }

    public override int Compare((T1, T2, T3, T4, T5, T6, T7, T8) x, (T1, T2, T3, T4, T5, T6, T7, T8) y)
    {
        int order = c1.Order.Compare(x.Item1, y.Item1);
        if (order == 0) order = c2.Order.Compare(x.Item2, y.Item2);
        if (order == 0) order = c3.Order.Compare(x.Item3, y.Item3);
        if (order == 0) order = c4.Order.Compare(x.Item4, y.Item4);
        if (order == 0) order = c5.Order.Compare(x.Item5, y.Item5);
        if (order == 0) order = c6.Order.Compare(x.Item6, y.Item6);
        if (order == 0) order = c7.Order.Compare(x.Item7, y.Item7);
        if (order == 0) order = c8.Order.Compare(x.Item8, y.Item8);
        return order;
    }
}
