using System.Collections.Immutable;

namespace Gensyn.Scale;

/// <summary>A map: a count, then keys with their values in the order of the keys.</summary>
/// <remarks>Decoding takes any order, and of equal keys the last, as parity-scale-codec does; encoding gives one form.</remarks>
internal sealed class MapCodec<TKey, TValue>(TypeInfo type, Codec<TKey> key, Codec<TValue> value, int maximum) : Codec<ImmutableSortedDictionary<TKey, TValue>>
    where TKey : notnull
{
    private readonly int _least = key.MinEncodedLen + value.MinEncodedLen;

    public override TypeInfo Type => type;

    public override int? MaxEncodedLen => EncodedLength.List(EncodedLength.Sum(key.MaxEncodedLen, value.MaxEncodedLen), maximum);

    public override void Encode(ImmutableSortedDictionary<TKey, TValue> map, ref ScaleWriter writer)
    {
        // The default of a struct has null where a map belongs.
        ImmutableSortedDictionary<TKey, TValue> sorted = (map ?? ImmutableSortedDictionary<TKey, TValue>.Empty).WithComparers(key.Order);
        if (sorted.Count > maximum) Items.ThrowTooMany(sorted.Count, maximum);
        writer.WriteCompact((uint)sorted.Count);
        foreach ((TKey entry, TValue held) in sorted)
        {
            key.Encode(entry, ref writer);
            value.Encode(held, ref writer);
        }
    }

    public override ImmutableSortedDictionary<TKey, TValue> Decode(ref ScaleReader reader)
    {
        int count = Count(ref reader);
        ImmutableSortedDictionary<TKey, TValue>.Builder entries = ImmutableSortedDictionary.CreateBuilder<TKey, TValue>(key.Order);
        for (int i = 0; i < count; i++)
        {
            TKey entry = key.Decode(ref reader);
            TValue held = value.Decode(ref reader);
            if (reader.Failed) return ImmutableSortedDictionary<TKey, TValue>.Empty;
            entries[entry] = held;
        }

        return entries.ToImmutable();
    }

    public override void Skip(ref ScaleReader reader)
    {
        int count = Count(ref reader);
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            key.Skip(ref reader);
            value.Skip(ref reader);
        }
    }

    private int Count(ref ScaleReader reader)
    {
        int count = reader.ReadLength(_least);
        if (count > maximum) reader.Fail();
        return reader.Failed ? 0 : count;
    }
}

/// <summary>A set: a count, then the items in order.</summary>
/// <remarks>Decoding takes any order and repeated items, as parity-scale-codec does; encoding gives one form.</remarks>
internal sealed class SetCodec<T>(TypeInfo type, Codec<T> item, int maximum) : Codec<ImmutableSortedSet<T>>
{
    private readonly int _least = item.MinEncodedLen;

    public override TypeInfo Type => type;

    public override int? MaxEncodedLen => EncodedLength.List(item.MaxEncodedLen, maximum);

    public override void Encode(ImmutableSortedSet<T> value, ref ScaleWriter writer)
    {
        // The default of a struct has null where a set belongs.
        ImmutableSortedSet<T> sorted = (value ?? []).WithComparer(item.Order);
        if (sorted.Count > maximum) Items.ThrowTooMany(sorted.Count, maximum);
        writer.WriteCompact((uint)sorted.Count);
        foreach (T held in sorted) item.Encode(held, ref writer);
    }

    public override ImmutableSortedSet<T> Decode(ref ScaleReader reader)
    {
        int count = Count(ref reader);
        ImmutableSortedSet<T>.Builder items = ImmutableSortedSet.CreateBuilder(item.Order);
        for (int i = 0; i < count; i++)
        {
            T held = item.Decode(ref reader);
            if (reader.Failed) return [];
            items.Add(held);
        }

        return items.ToImmutable();
    }

    public override void Skip(ref ScaleReader reader) => item.SkipMany(Count(ref reader), ref reader);

    private int Count(ref ScaleReader reader)
    {
        int count = reader.ReadLength(_least);
        if (count > maximum) reader.Fail();
        return reader.Failed ? 0 : count;
    }
}
