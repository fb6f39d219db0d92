using System.Runtime.CompilerServices;

namespace Gensyn.Scale;

/// <summary>Encodes, decodes and describes one type.</summary>
public abstract class Codec<T>
{
    /// <summary>What metadata says of the type.</summary>
    public abstract TypeInfo Type { get; }

    /// <summary>A bound from below on the bytes that a value takes; 0 only for a type whose values take none.</summary>
    public virtual int MinEncodedLen => 1;

    /// <summary>The most bytes that a value takes, or null where nothing bounds them (parity-scale-codec's <c>MaxEncodedLen</c>).</summary>
    public virtual int? MaxEncodedLen => null;

    /// <summary>How Rust orders values: what sorts the keys of a map or set. Types without an order fail when they are compared.</summary>
    public virtual IComparer<T> Order => Comparer<T>.Default;

    /// <summary>Writes a value.</summary>
    public abstract void Encode(T value, ref ScaleWriter writer);

    /// <summary>Reads a value; a malformed one fails the reader and returns anything.</summary>
    public abstract T Decode(ref ScaleReader reader);

    /// <summary>Writes values one after the other, without a count.</summary>
    public virtual void EncodeMany(scoped ReadOnlySpan<T> values, ref ScaleWriter writer)
    {
        foreach (T value in values) Encode(value, ref writer);
    }

    /// <summary>Reads as many values as the span holds; a malformed one fails the reader.</summary>
    public virtual void DecodeMany(Span<T> values, ref ScaleReader reader)
    {
        for (int i = 0; i < values.Length && !reader.Failed; i++) values[i] = Decode(ref reader);
    }

    /// <summary>Reads past a value. Lengths are checked; contents need not be.</summary>
    public virtual void Skip(ref ScaleReader reader) => Decode(ref reader);

    /// <summary>Reads past as many values.</summary>
    public virtual void SkipMany(int count, ref ScaleReader reader)
    {
        for (int i = 0; i < count && !reader.Failed; i++) Skip(ref reader);
    }

    /// <summary>Reads past a value and returns its encoding in place; empty after a failure.</summary>
    public ReadOnlySpan<byte> ReadEncoded(ref ScaleReader reader)
    {
        ReadOnlySpan<byte> from = reader.Rest;
        Skip(ref reader);
        return reader.Failed ? default : from[..(from.Length - reader.Remaining)];
    }

    /// <summary>The encoding of one value.</summary>
    [SkipLocalsInit]
    public byte[] ToBytes(T value)
    {
        ScaleWriter writer = new(stackalloc byte[256]);
        Encode(value, ref writer);
        return writer.ToArray();
    }

    /// <summary>Decodes a whole buffer; false when it is malformed or has bytes left over.</summary>
    public bool TryDecode(ReadOnlySpan<byte> input, out T value, object? context = null)
    {
        ScaleReader reader = new(input, context);
        value = Decode(ref reader);
        return !reader.Failed && reader.Remaining == 0;
    }
}
