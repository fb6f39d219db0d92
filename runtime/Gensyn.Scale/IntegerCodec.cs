namespace Gensyn.Scale;

/// <summary>An integer of fixed width, little-endian.</summary>
internal sealed class IntegerCodec<T>(PrimitiveType type) : BitwiseCodec<T>
    where T : unmanaged
{
    public override TypeInfo Type { get; } = TypeInfo.Primitive(type);
}

/// <summary>One byte, 0 or 1.</summary>
internal sealed class BoolCodec : Codec<bool>
{
    public override TypeInfo Type { get; } = TypeInfo.Primitive(PrimitiveType.Bool);

    public override int? MaxEncodedLen => 1;

    public override void Encode(bool value, ref ScaleWriter writer) => writer.WriteBool(value);

    public override bool Decode(ref ScaleReader reader) => reader.ReadBool();
}

/// <summary>Nothing: the empty tuple.</summary>
internal sealed class UnitCodec(TypeInfo type) : Codec<ValueTuple>
{
    public override TypeInfo Type => type;

    public override int MinEncodedLen => 0;

    public override int? MaxEncodedLen => 0;

    public override void Encode(ValueTuple value, ref ScaleWriter writer)
    {
    }

    public override ValueTuple Decode(ref ScaleReader reader) => default;
}
