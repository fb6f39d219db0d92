using System.Runtime.CompilerServices;

namespace Gensyn.Scale;

/// <summary>Where in a word the first of its bits stands.</summary>
public interface IBitOrder
{
    /// <summary>The name of the order in the crate <c>bitvec</c>.</summary>
    static abstract string Name { get; }

    /// <summary>Which bit of a word of this width has the index, counted from the least significant.</summary>
    static abstract int Position(int index, int width);
}

/// <summary>The first bit is the least significant one.</summary>
public readonly struct Lsb0 : IBitOrder
{
    /// <inheritdoc/>
    public static string Name => nameof(Lsb0);

    /// <inheritdoc/>
    public static int Position(int index, int width) => index;
}

/// <summary>The first bit is the most significant one.</summary>
public readonly struct Msb0 : IBitOrder
{
    /// <inheritdoc/>
    public static string Name => nameof(Msb0);

    /// <inheritdoc/>
    public static int Position(int index, int width) => width - 1 - index;
}

/// <summary>A sequence of bits in words of 8, 16, 32 or 64: <c>bitvec::vec::BitVec</c>.</summary>
/// <remarks>
/// Encodes as the compact number of bits, then the words, each little-endian; the last word's spare bits are written 0 and read as anything.
/// Source: parity-scale-codec, src/bit_vec.rs.
/// </remarks>
/// <typeparam name="TStore">The word: byte, ushort, uint or ulong.</typeparam>
/// <typeparam name="TOrder">Where in a word its first bit stands.</typeparam>
public readonly struct BitVec<TStore, TOrder> : IEquatable<BitVec<TStore, TOrder>>
    where TStore : unmanaged
    where TOrder : struct, IBitOrder
{
    // The most bits that a 32-bit machine can hold, which Rust lets no machine exceed.
    private const int MaxBits = 0x1fff_ffff;

    private readonly byte[]? _words;

    /// <summary>These bits.</summary>
    public BitVec(ReadOnlySpan<bool> bits)
    {
        if (bits.Length > MaxBits) throw new ArgumentException("The sequence has more than 2^29 - 1 bits.", nameof(bits));
        Length = bits.Length;
        _words = new byte[Bytes(bits.Length)];
        for (int i = 0; i < bits.Length; i++)
        {
            if (!bits[i]) continue;
            (int index, byte mask) = Place(i);
            _words[index] |= mask;
        }
    }

    private BitVec(int length, byte[] words)
    {
        Length = length;
        _words = words;
    }

    /// <summary>Encodes the number of bits and the words.</summary>
    public static Codec<BitVec<TStore, TOrder>> Codec { get; } = new BitVecCodec();

    /// <summary>How many bits there are.</summary>
    public int Length { get; }

    private ReadOnlySpan<byte> Words => _words;

    /// <summary>One bit.</summary>
    public bool this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length, nameof(index));
            (int at, byte mask) = Place(index);
            return (Words[at] & mask) != 0;
        }
    }

    /// <summary>Equality of all bits.</summary>
    public static bool operator ==(BitVec<TStore, TOrder> left, BitVec<TStore, TOrder> right) => left.Equals(right);

    /// <summary>Inequality of any bit.</summary>
    public static bool operator !=(BitVec<TStore, TOrder> left, BitVec<TStore, TOrder> right) => !left.Equals(right);

    /// <summary>The bits, copied.</summary>
    public bool[] ToArray()
    {
        bool[] bits = new bool[Length];
        for (int i = 0; i < bits.Length; i++) bits[i] = this[i];
        return bits;
    }

    /// <inheritdoc/>
    public bool Equals(BitVec<TStore, TOrder> other) => Length == other.Length && Words.SequenceEqual(other.Words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BitVec<TStore, TOrder> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Length;

    /// <summary>The bits in order, as digits.</summary>
    public override string ToString() => string.Concat(ToArray().Select(static bit => bit ? '1' : '0'));

    private static int Bytes(int bits)
    {
        int width = 8 * Unsafe.SizeOf<TStore>();
        return (bits + width - 1) / width * Unsafe.SizeOf<TStore>();
    }

    // Words are little-endian, so bit p of a word is bit p % 8 of its byte p / 8.
    private static (int Byte, byte Mask) Place(int index)
    {
        int width = 8 * Unsafe.SizeOf<TStore>();
        int position = TOrder.Position(index % width, width);
        return ((index / width * Unsafe.SizeOf<TStore>()) + (position / 8), (byte)(1 << (position % 8)));
    }

    private sealed class BitVecCodec : Codec<BitVec<TStore, TOrder>>
    {
        public override TypeInfo Type { get; } = TypeInfo.BitSequence(
            TypeInfo.Primitive(Unsafe.SizeOf<TStore>() switch
            {
                1 => PrimitiveType.U8,
                2 => PrimitiveType.U16,
                4 => PrimitiveType.U32,
                _ => PrimitiveType.U64,
            }),
            new TypeInfo("bitvec::order::" + TOrder.Name, [], static () => new TypeDefinition.Composite([])));

        public override void Encode(BitVec<TStore, TOrder> value, ref ScaleWriter writer)
        {
            writer.WriteCompact((uint)value.Length);
            writer.WriteBytes(value.Words);
        }

        public override BitVec<TStore, TOrder> Decode(ref ScaleReader reader)
        {
            uint bits = reader.ReadCompactU32();
            if (bits > MaxBits) reader.Fail();
            if (reader.Failed) return default;
            byte[] words = reader.ReadBytes(Bytes((int)bits)).ToArray();
            if (reader.Failed) return default;
            for (int i = (int)bits; i < words.Length * 8; i++)
            {
                (int index, byte mask) = Place(i);
                words[index] &= (byte)~mask;
            }

            return new((int)bits, words);
        }

        public override void Skip(ref ScaleReader reader)
        {
            uint bits = reader.ReadCompactU32();
            if (bits > MaxBits) reader.Fail();
            reader.ReadBytes(reader.Failed ? 0 : Bytes((int)bits));
        }
    }
}
