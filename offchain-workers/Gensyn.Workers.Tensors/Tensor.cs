using System.Runtime.InteropServices;
using Gensyn.Verification;

namespace Gensyn.Workers.Tensors;

/// <summary>The elements of one tensor, row by row, in memory that vectors load without crossing cache lines.</summary>
/// <remarks>Not synchronised: whoever writes a tensor owns it.</remarks>
public sealed class Tensor
{
    private const int Alignment = 64;

    private readonly byte[] _memory;
    private readonly int _start;

    /// <summary>A tensor of zeros.</summary>
    public Tensor(TensorType type)
        : this(type, static length => GC.AllocateArray<byte>(length, pinned: true))
    {
    }

    /// <summary>A tensor of these elements, given as bytes.</summary>
    /// <exception cref="ArgumentException">The bytes are not as many as the type needs.</exception>
    public Tensor(TensorType type, ReadOnlySpan<byte> content)
        : this(type, static length => GC.AllocateUninitializedArray<byte>(length, pinned: true))
    {
        if (content.Length != ByteLength) throw new ArgumentException($"A tensor {type} has {ByteLength} bytes, not {content.Length}.", nameof(content));
        content.CopyTo(Bytes);
    }

    private Tensor(TensorType type, Func<int, byte[]> allocate)
    {
        Type = type;
        ByteLength = checked(type.Shape.Elements * type.ElementSize);
        _memory = allocate(checked(ByteLength + Alignment));

        // The array is pinned, so the offset to the next boundary stays true for its life.
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        _start = (int)(-address & (Alignment - 1));
    }

    private Tensor(TensorType type, Tensor owner, int offset)
    {
        Type = type;
        ByteLength = checked(type.Shape.Elements * type.ElementSize);
        if (offset < 0 || offset > owner.ByteLength - ByteLength) throw new ArgumentException($"A tensor {type} does not fit {owner.ByteLength} bytes from byte {offset} on.", nameof(type));
        (_memory, _start) = (owner._memory, owner._start + offset);
    }

    /// <summary>What the elements are and how many there are.</summary>
    public TensorType Type { get; }

    /// <summary>Bytes of all elements.</summary>
    public int ByteLength { get; }

    /// <summary>The elements as bytes, little-endian.</summary>
    public Span<byte> Bytes => _memory.AsSpan(_start, ByteLength);

    /// <summary>The elements as bytes, for holders that outlive a span.</summary>
    public ReadOnlyMemory<byte> Memory => _memory.AsMemory(_start, ByteLength);

    /// <summary>The elements as binary32.</summary>
    public Span<float> Floats => MemoryMarshal.Cast<byte, float>(Bytes);

    /// <summary>The elements as 32-bit words.</summary>
    public Span<uint> Words => MemoryMarshal.Cast<byte, uint>(Bytes);

    /// <summary>A copy that shares nothing.</summary>
    public Tensor Clone() => new(Type, Bytes);

    /// <summary>A tensor of another type over the same memory, from a byte on.</summary>
    /// <exception cref="ArgumentException">The other type needs more bytes.</exception>
    public Tensor View(TensorType type, int offset = 0) => new(type, this, offset);

    /// <inheritdoc/>
    public override string ToString() => Type.ToString();
}
