using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>One value for each dispatch class.</summary>
public readonly record struct PerDispatchClass<T>(T Normal, T Operational, T Mandatory)
{
    /// <summary>The value of a class.</summary>
    public T this[DispatchClass dispatchClass] => dispatchClass switch
    {
        DispatchClass.Normal => Normal,
        DispatchClass.Operational => Operational,
        _ => Mandatory,
    };

    /// <summary>The same values with one class changed.</summary>
    public PerDispatchClass<T> With(DispatchClass dispatchClass, T value) => dispatchClass switch
    {
        DispatchClass.Normal => this with { Normal = value },
        DispatchClass.Operational => this with { Operational = value },
        _ => this with { Mandatory = value },
    };
}

/// <summary>Encodes one value after the other, in the order of the classes.</summary>
internal sealed class PerDispatchClassCodec<T>(Codec<T> item) : Codec<PerDispatchClass<T>>
{
    public override TypeInfo Type { get; } = new("frame_support::dispatch::PerDispatchClass", [new("T", item.Type)], () => new TypeDefinition.Composite(
        [new("normal", item.Type, "T"), new("operational", item.Type, "T"), new("mandatory", item.Type, "T")]));

    public override int MinEncodedLen => 3 * item.MinEncodedLen;

    public override int? MaxEncodedLen => EncodedLength.Times(item.MaxEncodedLen, 3);

    public override void Encode(PerDispatchClass<T> value, ref ScaleWriter writer)
    {
        item.Encode(value.Normal, ref writer);
        item.Encode(value.Operational, ref writer);
        item.Encode(value.Mandatory, ref writer);
    }

    public override PerDispatchClass<T> Decode(ref ScaleReader reader) => new(item.Decode(ref reader), item.Decode(ref reader), item.Decode(ref reader));
}
