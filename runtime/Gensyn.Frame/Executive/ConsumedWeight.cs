using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>The weight that a block has used so far, by class.</summary>
public readonly record struct ConsumedWeight(PerDispatchClass<Weight> Classes)
{
    /// <summary>Encodes the weights of the three classes.</summary>
    public static Codec<ConsumedWeight> Codec { get; } = new ConsumedWeightCodec();

    /// <summary>The weight of all classes together.</summary>
    public Weight Total => Classes.Normal + Classes.Operational + Classes.Mandatory;

    /// <summary>The weight of a class.</summary>
    public Weight this[DispatchClass dispatchClass] => Classes[dispatchClass];

    /// <summary>Adds to a class, held at the maximum.</summary>
    public ConsumedWeight Add(DispatchClass dispatchClass, Weight weight) => new(Classes.With(dispatchClass, Classes[dispatchClass] + weight));

    /// <summary>Takes from a class, held at zero.</summary>
    public ConsumedWeight Subtract(DispatchClass dispatchClass, Weight weight) => new(Classes.With(dispatchClass, Classes[dispatchClass] - weight));

    private sealed class ConsumedWeightCodec : Codec<ConsumedWeight>
    {
        private readonly PerDispatchClassCodec<Weight> _classes = new(Weight.Codec);

        public override TypeInfo Type => _classes.Type;

        public override int MinEncodedLen => _classes.MinEncodedLen;

        public override int? MaxEncodedLen => _classes.MaxEncodedLen;

        public override void Encode(ConsumedWeight value, ref ScaleWriter writer) => _classes.Encode(value.Classes, ref writer);

        public override ConsumedWeight Decode(ref ScaleReader reader) => new(_classes.Decode(ref reader));
    }
}
