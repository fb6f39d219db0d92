namespace Gensyn.Scale;

/// <summary>Encodes, decodes and describes one type.</summary>
public abstract class Codec<T>
{
    /// <summary>What metadata says of the type.</summary>
    public abstract TypeInfo Type { get; }

    /// <summary>Writes a value.</summary>
    public abstract void Encode(T value, ref ScaleWriter writer);

    /// <summary>Reads a value; a malformed one fails the reader and returns anything.</summary>
    public abstract T Decode(ref ScaleReader reader);

    /// <summary>The encoding of one value.</summary>
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
