using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gensyn.Scale;

/// <summary>The codec of a type whose encoding is its memory: little-endian integers, and structs of bytes. Lists of it are copied whole.</summary>
/// <remarks>Every pattern of bytes must be a value, and the type must have no padding: so not <c>bool</c>, nor a struct of mixed sizes.</remarks>
public abstract class BitwiseCodec<T> : Codec<T>
    where T : unmanaged
{
    /// <summary>A codec on a machine whose integers lie as SCALE writes them.</summary>
    /// <exception cref="PlatformNotSupportedException">The machine is big-endian.</exception>
    protected BitwiseCodec()
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("The runtime needs a little-endian machine.");
    }

    /// <inheritdoc/>
    public sealed override int MinEncodedLen => Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public sealed override int? MaxEncodedLen => Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public sealed override void Encode(T value, ref ScaleWriter writer) => writer.WriteBitwise(value);

    /// <inheritdoc/>
    public sealed override T Decode(ref ScaleReader reader) => reader.ReadBitwise<T>();

    /// <inheritdoc/>
    public sealed override void EncodeMany(scoped ReadOnlySpan<T> values, ref ScaleWriter writer) => writer.WriteBytes(MemoryMarshal.AsBytes(values));

    /// <inheritdoc/>
    public sealed override void DecodeMany(Span<T> values, ref ScaleReader reader)
    {
        Span<byte> memory = MemoryMarshal.AsBytes(values);
        reader.ReadBytes(memory.Length).CopyTo(memory);
    }

    /// <inheritdoc/>
    public sealed override void Skip(ref ScaleReader reader) => reader.ReadBytes(Unsafe.SizeOf<T>());

    /// <inheritdoc/>
    public sealed override void SkipMany(int count, ref ScaleReader reader)
    {
        long bytes = (long)count * Unsafe.SizeOf<T>();
        if (bytes <= reader.Remaining) reader.ReadBytes((int)bytes);
        else reader.Fail();
    }
}
