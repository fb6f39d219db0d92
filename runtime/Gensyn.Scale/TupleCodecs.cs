namespace Gensyn.Scale;

/// <summary>The items of a tuple, one after the other; tuples are in order as their first items that differ.</summary>
internal abstract class TupleCodec<T>(TypeInfo type) : Codec<T>, IComparer<T>
{
    public sealed override TypeInfo Type => type;

    public sealed override IComparer<T> Order => this;

    public abstract int Compare(T? x, T? y);
}

/// <summary>A tuple of 1.</summary>
internal sealed class Tuple1Codec<T1>(Codec<T1> c1)
    : TupleCodec<ValueTuple<T1>>(TypeInfo.Tuple(c1.Type))
{
    public override int MinEncodedLen => c1.MinEncodedLen;

    public override int? MaxEncodedLen => c1.MaxEncodedLen;

    public override void Encode(ValueTuple<T1> value, ref ScaleWriter writer)
    {
        c1.Encode(value.Item1, ref writer);
    }

    public override ValueTuple<T1> Decode(ref ScaleReader reader) => new(c1.Decode(ref reader));

    public override void Skip(ref ScaleReader reader)
    {
        c1.Skip(ref reader);
    }

    public override int Compare(ValueTuple<T1> x, ValueTuple<T1> y)
    {
        return c1.Order.Compare(x.Item1, y.Item1);
    }
}

/// <summary>A tuple of 2.</summary>
internal sealed class Tuple2Codec<T1, T2>(Codec<T1> c1, Codec<T2> c2)
    : TupleCodec<(T1, T2)>(TypeInfo.Tuple(c1.Type, c2.Type))
{
    public override int MinEncodedLen => c1.MinEncodedLen + c2.MinEncodedLen;

    public override int? MaxEncodedLen => EncodedLength.Sum(c1.MaxEncodedLen, c2.MaxEncodedLen);

    public override void Encode((T1, T2) value, ref ScaleWriter writer)
    {
        c1.Encode(value.Item1, ref writer);
        c2.Encode(value.Item2, ref writer);
    }

    public override (T1, T2) Decode(ref ScaleReader reader) => (c1.Decode(ref reader), c2.Decode(ref reader));

    public override void Skip(ref ScaleReader reader)
    {
        c1.Skip(ref reader);
        c2.Skip(ref reader);
    }

    public override int Compare((T1, T2) x, (T1, T2) y)
    {
        int order = c1.Order.Compare(x.Item1, y.Item1);
        if (order == 0) order = c2.Order.Compare(x.Item2, y.Item2);
        return order;
    }
}

/// <summary>A tuple of 3.</summary>
internal sealed class Tuple3Codec<T1, T2, T3>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3)
    : TupleCodec<(T1, T2, T3)>(TypeInfo.Tuple(c1.Type, c2.Type, c3.Type))
{
    public override int MinEncodedLen => c1.MinEncodedLen + c2.MinEncodedLen + c3.MinEncodedLen;

    public override int? MaxEncodedLen => EncodedLength.Sum(c1.MaxEncodedLen, c2.MaxEncodedLen, c3.MaxEncodedLen);

    public override void Encode((T1, T2, T3) value, ref ScaleWriter writer)
    {
        c1.Encode(value.Item1, ref writer);
        c2.Encode(value.Item2, ref writer);
        c3.Encode(value.Item3, ref writer);
    }

    public override (T1, T2, T3) Decode(ref ScaleReader reader) => (c1.Decode(ref reader), c2.Decode(ref reader), c3.Decode(ref reader));

    public override void Skip(ref ScaleReader reader)
    {
        c1.Skip(ref reader);
        c2.Skip(ref reader);
        c3.Skip(ref reader);
    }

    public override int Compare((T1, T2, T3) x, (T1, T2, T3) y)
    {
        int order = c1.Order.Compare(x.Item1, y.Item1);
        if (order == 0) order = c2.Order.Compare(x.Item2, y.Item2);
        if (order == 0) order = c3.Order.Compare(x.Item3, y.Item3);
        return order;
    }
}

/// <summary>A tuple of 4.</summary>
internal sealed class Tuple4Codec<T1, T2, T3, T4>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4)
    : TupleCodec<(T1, T2, T3, T4)>(TypeInfo.Tuple(c1.Type, c2.Type, c3.Type, c4.Type))
{
    public override int MinEncodedLen => c1.MinEncodedLen + c2.MinEncodedLen + c3.MinEncodedLen + c4.MinEncodedLen;

    public override int? MaxEncodedLen => EncodedLength.Sum(c1.MaxEncodedLen, c2.MaxEncodedLen, c3.MaxEncodedLen, c4.MaxEncodedLen);

    public override void Encode((T1, T2, T3, T4) value, ref ScaleWriter writer)
    {
        c1.Encode(value.Item1, ref writer);
        c2.Encode(value.Item2, ref writer);
        c3.Encode(value.Item3, ref writer);
        c4.Encode(value.Item4, ref writer);
    }

    public override (T1, T2, T3, T4) Decode(ref ScaleReader reader) => (
        c1.Decode(ref reader), c2.Decode(ref reader), c3.Decode(ref reader), c4.Decode(ref reader));

    public override void Skip(ref ScaleReader reader)
    {
        c1.Skip(ref reader);
        c2.Skip(ref reader);
        c3.Skip(ref reader);
        c4.Skip(ref reader);
    }

    public override int Compare((T1, T2, T3, T4) x, (T1, T2, T3, T4) y)
    {
        int order = c1.Order.Compare(x.Item1, y.Item1);
        if (order == 0) order = c2.Order.Compare(x.Item2, y.Item2);
        if (order == 0) order = c3.Order.Compare(x.Item3, y.Item3);
        if (order == 0) order = c4.Order.Compare(x.Item4, y.Item4);
        return order;
    }
}

/// <summary>A tuple of 5.</summary>
internal sealed class Tuple5Codec<T1, T2, T3, T4, T5>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4, Codec<T5> c5)
    : TupleCodec<(T1, T2, T3, T4, T5)>(TypeInfo.Tuple(c1.Type, c2.Type, c3.Type, c4.Type, c5.Type))
{
    public override int MinEncodedLen => c1.MinEncodedLen + c2.MinEncodedLen + c3.MinEncodedLen + c4.MinEncodedLen + c5.MinEncodedLen;

    public override int? MaxEncodedLen => EncodedLength.Sum(c1.MaxEncodedLen, c2.MaxEncodedLen, c3.MaxEncodedLen, c4.MaxEncodedLen, c5.MaxEncodedLen);

    public override void Encode((T1, T2, T3, T4, T5) value, ref ScaleWriter writer)
    {
        c1.Encode(value.Item1, ref writer);
        c2.Encode(value.Item2, ref writer);
        c3.Encode(value.Item3, ref writer);
        c4.Encode(value.Item4, ref writer);
        c5.Encode(value.Item5, ref writer);
    }

    public override (T1, T2, T3, T4, T5) Decode(ref ScaleReader reader) => (
        c1.Decode(ref reader), c2.Decode(ref reader), c3.Decode(ref reader), c4.Decode(ref reader),
        c5.Decode(ref reader));

    public override void Skip(ref ScaleReader reader)
    {
        c1.Skip(ref reader);
        c2.Skip(ref reader);
        c3.Skip(ref reader);
        c4.Skip(ref reader);
        c5.Skip(ref reader);
    }

    public override int Compare((T1, T2, T3, T4, T5) x, (T1, T2, T3, T4, T5) y)
    {
        int order = c1.Order.Compare(x.Item1, y.Item1);
        if (order == 0) order = c2.Order.Compare(x.Item2, y.Item2);
        if (order == 0) order = c3.Order.Compare(x.Item3, y.Item3);
        if (order == 0) order = c4.Order.Compare(x.Item4, y.Item4);
        if (order == 0) order = c5.Order.Compare(x.Item5, y.Item5);
        return order;
    }
}
