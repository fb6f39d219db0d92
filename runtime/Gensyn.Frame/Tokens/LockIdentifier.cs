using System.Buffers.Binary;
using System.Text;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>The name of a lock or of a reserve: eight bytes, mostly letters (frame_support's <c>LockIdentifier</c>).</summary>
/// <param name="BigEndian">The bytes, the first in the highest place, so that numbers have the order of names.</param>
public readonly record struct LockIdentifier(ulong BigEndian) : IComparable<LockIdentifier>
{
    /// <summary>A name of eight letters.</summary>
    /// <exception cref="ArgumentException">The name is not eight bytes long.</exception>
    public LockIdentifier(string name)
        : this(Read(name))
    {
    }

    /// <summary>Encodes the name as its eight bytes.</summary>
    public static Codec<LockIdentifier> Codec { get; } = new LockIdentifierCodec();

    /// <inheritdoc/>
    public int CompareTo(LockIdentifier other) => BigEndian.CompareTo(other.BigEndian);

    /// <summary>The name; bytes that are no letters as dots.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, BigEndian);
        foreach (ref byte letter in bytes) letter = letter is > 31 and < 127 ? letter : (byte)'.';
        return Encoding.ASCII.GetString(bytes);
    }

    private static ulong Read(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length != 8) throw new ArgumentException("A lock's name has eight bytes.", nameof(name));
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    private sealed class LockIdentifierCodec : Codec<LockIdentifier>
    {
        public override TypeInfo Type { get; } = TypeInfo.Array(Codecs.U8.Type, 8);

        public override int MinEncodedLen => 8;

        public override int? MaxEncodedLen => 8;

        public override void Encode(LockIdentifier value, ref ScaleWriter writer) => writer.WriteU64(BinaryPrimitives.ReverseEndianness(value.BigEndian));

        public override LockIdentifier Decode(ref ScaleReader reader) => new(BinaryPrimitives.ReverseEndianness(reader.ReadU64()));
    }
}
