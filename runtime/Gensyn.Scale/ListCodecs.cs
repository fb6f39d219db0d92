using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Gensyn.Scale;

/// <summary>Reads items into arrays without ever allocating more than the input vouches for.</summary>
internal static class Items
{
    // Items whose length varies may hold lists themselves: were room made for all that a count claims, each of MaxDepth levels could claim the
    // whole rest. So these start small and grow with what was read.
    private const int FirstRoom = 4;

    /// <summary>Reads a count's worth of items; the caller has checked that the rest can hold them.</summary>
    internal static T[] Read<T>(Codec<T> item, bool isFixed, int count, ref ScaleReader reader)
    {
        if (count == 0) return [];
        T[] items = new T[isFixed ? count : Math.Min(count, FirstRoom)];
        int done = 0;
        while (true)
        {
            item.DecodeMany(items.AsSpan(done), ref reader);
            if (reader.Failed) return [];
            done = items.Length;
            if (done == count) return items;
            Array.Resize(ref items, (int)Math.Min(count, 2L * done));
        }
    }

    /// <summary>Reports a bounded value that is too long: a bug of who made it, since none decodes.</summary>
    [DoesNotReturn]
    internal static void ThrowTooMany(int count, int maximum) => throw new ArgumentException($"{count} items are more than the bound of {maximum}.");

    internal static int Compare<T>(Codec<T> item, ReadOnlySpan<T> left, ReadOnlySpan<T> right)
    {
        int common = Math.Min(left.Length, right.Length);
        for (int i = 0; i < common; i++)
        {
            int order = item.Order.Compare(left[i], right[i]);
            if (order != 0) return order;
        }

        return left.Length.CompareTo(right.Length);
    }
}

/// <summary>A codec of lists that are a count and as many items.</summary>
public interface IListCodec<T>
{
    /// <summary>The codec of an item.</summary>
    Codec<T> Item { get; }

    /// <summary>The most items that a list may have.</summary>
    int Maximum { get; }
}

/// <summary>A count, then as many items: at most so many.</summary>
internal sealed class VecCodec<T>(TypeInfo type, Codec<T> item, int maximum) : Codec<ImmutableArray<T>>, IComparer<ImmutableArray<T>>, IListCodec<T>
{
    private readonly int _least = item.MinEncodedLen;

    public Codec<T> Item => item;

    public int Maximum => maximum;

    private readonly bool _isFixed = item.MaxEncodedLen == item.MinEncodedLen;

    public override TypeInfo Type => type;

    public override int? MaxEncodedLen => EncodedLength.List(item.MaxEncodedLen, maximum);

    public override IComparer<ImmutableArray<T>> Order => this;

    public override void Encode(ImmutableArray<T> value, ref ScaleWriter writer)
    {
        ReadOnlySpan<T> items = value.AsSpan();
        if (items.Length > maximum) Items.ThrowTooMany(items.Length, maximum);
        writer.WriteCompact((uint)items.Length);
        item.EncodeMany(items, ref writer);
    }

    public override ImmutableArray<T> Decode(ref ScaleReader reader) =>
        ImmutableCollectionsMarshal.AsImmutableArray(Items.Read(item, _isFixed, Count(ref reader), ref reader));

    public override void Skip(ref ScaleReader reader) => item.SkipMany(Count(ref reader), ref reader);

    public int Compare(ImmutableArray<T> x, ImmutableArray<T> y) => Items.Compare(item, x.AsSpan(), y.AsSpan());

    private int Count(ref ScaleReader reader)
    {
        int count = reader.ReadLength(_least);
        if (count > maximum) reader.Fail();
        return reader.Failed ? 0 : count;
    }
}

/// <summary>Exactly so many items, without a count.</summary>
internal sealed class ArrayCodec<T>(Codec<T> item, int length) : Codec<ImmutableArray<T>>, IComparer<ImmutableArray<T>>
{
    private readonly bool _isFixed = item.MaxEncodedLen == item.MinEncodedLen;

    public override TypeInfo Type { get; } = TypeInfo.Array(item.Type, (uint)length);

    public override int MinEncodedLen { get; } = EncodedLength.Times(item.MinEncodedLen, length)!.Value; // Not null, as its first argument is not.

    public override int? MaxEncodedLen => EncodedLength.Times(item.MaxEncodedLen, length);

    public override IComparer<ImmutableArray<T>> Order => this;

    public override void Encode(ImmutableArray<T> value, ref ScaleWriter writer)
    {
        // The default of a struct has no array where one belongs: its items are defaults, too.
        ReadOnlySpan<T> items = value.IsDefault ? new T[length] : value.AsSpan();
        if (items.Length != length) throw new ArgumentException($"The array has {items.Length} items where {length} belong.", nameof(value));
        item.EncodeMany(items, ref writer);
    }

    public override ImmutableArray<T> Decode(ref ScaleReader reader)
    {
        if (MinEncodedLen > reader.Remaining) reader.Fail();
        return reader.Failed ? [] : ImmutableCollectionsMarshal.AsImmutableArray(Items.Read(item, _isFixed, length, ref reader));
    }

    public override void Skip(ref ScaleReader reader) => item.SkipMany(length, ref reader);

    public int Compare(ImmutableArray<T> x, ImmutableArray<T> y) => Items.Compare(item, x.AsSpan(), y.AsSpan());
}
