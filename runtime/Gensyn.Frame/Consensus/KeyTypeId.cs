using System.Buffers.Binary;
using System.Text;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>What a key is for: four letters.</summary>
/// <remarks>Source: sp_core::crypto::KeyTypeId.</remarks>
public readonly record struct KeyTypeId(uint Value)
{
    /// <summary>The purpose of these four letters.</summary>
    /// <exception cref="ArgumentException">The span is not 4 bytes long.</exception>
    public KeyTypeId(ReadOnlySpan<byte> letters)
        : this(letters.Length == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(letters) : throw new ArgumentException("A key type has 4 bytes.", nameof(letters)))
    {
    }

    /// <summary>Encodes the four letters.</summary>
    public static Codec<KeyTypeId> Codec { get; } = new KeyTypeIdCodec();

    /// <summary>Keys that blocks are sealed with.</summary>
    public static KeyTypeId Aura => new("aura"u8);

    /// <summary>The four letters.</summary>
    public override string ToString()
    {
        Span<byte> letters = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(letters, Value);
        return Encoding.Latin1.GetString(letters);
    }

    private sealed class KeyTypeIdCodec : BitwiseCodec<KeyTypeId>
    {
        public override TypeInfo Type { get; } = new(
            "sp_core::crypto::KeyTypeId", [], static () => new TypeDefinition.Composite([new(null, TypeInfo.Array(Codecs.U8.Type, 4), "[u8; 4]")]));
    }
}
