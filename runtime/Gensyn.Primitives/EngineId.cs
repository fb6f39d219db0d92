using System.Buffers.Binary;
using System.Text;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>Which consensus engine a digest item belongs to: four letters.</summary>
public readonly record struct EngineId(uint Value)
{
    /// <summary>The engine of these four bytes.</summary>
    /// <exception cref="ArgumentException">The span is not 4 bytes long.</exception>
    public EngineId(ReadOnlySpan<byte> letters)
        : this(letters.Length == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(letters) : throw new ArgumentException("An engine id has 4 bytes.", nameof(letters)))
    {
    }

    /// <summary>Encodes the four letters.</summary>
    public static Codec<EngineId> Codec { get; } = new EngineIdCodec();

    /// <summary>Authority round.</summary>
    public static EngineId Aura => new("aura"u8);

    /// <summary>What a parachain tells the relay chain.</summary>
    public static EngineId Cumulus => new("CMLS"u8);

    /// <summary>The relay parent's storage root.</summary>
    public static EngineId RelayStorageRoot => new("RPSR"u8);

    /// <summary>The four letters.</summary>
    public override string ToString()
    {
        Span<byte> letters = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(letters, Value);
        return Encoding.Latin1.GetString(letters);
    }

    private sealed class EngineIdCodec : BitwiseCodec<EngineId>
    {
        public override TypeInfo Type { get; } = TypeInfo.Array(Codecs.U8.Type, 4);
    }
}
