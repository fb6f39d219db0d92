using System.Buffers.Binary;
using System.Text;
using Gensyn.Crypto;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>Which runtime API: eight bytes of the hash of its name.</summary>
public readonly record struct RuntimeApiId(ulong Value)
{
    /// <summary>Encodes the eight bytes.</summary>
    public static Codec<RuntimeApiId> Codec { get; } = new RuntimeApiIdCodec();

    /// <summary>The id of the API with this name, such as <c>Core</c>.</summary>
    public static RuntimeApiId Of(string name)
    {
        Span<byte> hash = stackalloc byte[8];
        Blake2b.Hash(Encoding.UTF8.GetBytes(name), hash);
        return new RuntimeApiId(BinaryPrimitives.ReadUInt64LittleEndian(hash));
    }

    /// <summary><c>0x</c> and 16 hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Value);
        return "0x" + Convert.ToHexStringLower(bytes);
    }

    private sealed class RuntimeApiIdCodec : BitwiseCodec<RuntimeApiId>
    {
        public override TypeInfo Type { get; } = TypeInfo.Array(Codecs.U8.Type, 8);
    }
}
