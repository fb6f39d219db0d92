using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>The codec of an enum whose variants carry nothing and whose indices run from zero.</summary>
internal sealed class ByteEnumCodec<T>(string path, ImmutableArray<string> names, Func<T, byte> toByte, Func<byte, T> fromByte) : Codec<T>
{
    public override TypeInfo Type { get; } = new(path, [], () => new TypeDefinition.Variant(
        [.. names.Select(static (name, index) => new TypeVariant(name, (byte)index, []))]));

    public override int? MaxEncodedLen => 1;

    public override void Encode(T value, ref ScaleWriter writer) => writer.WriteByte(toByte(value));

    public override T Decode(ref ScaleReader reader)
    {
        byte index = reader.ReadByte();
        if (index >= names.Length) reader.Fail();
        return fromByte(reader.Failed ? (byte)0 : index);
    }
}
