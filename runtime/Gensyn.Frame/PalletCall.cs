using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>A call of one pallet, with its arguments.</summary>
public abstract record PalletCall
{
    /// <summary>Writes the call's index in its pallet and its arguments.</summary>
    public abstract void Encode(ref ScaleWriter writer);
}

/// <summary>What one pallet reports.</summary>
public abstract record PalletEvent
{
    /// <summary>Writes the event's index in its pallet and its fields.</summary>
    public abstract void Encode(ref ScaleWriter writer);
}

/// <summary>Sees a pallet's own call codec as one of any pallet.</summary>
public sealed class PalletCallCodec<TCall>(Codec<TCall> codec) : Codec<PalletCall>
    where TCall : PalletCall
{
    /// <inheritdoc/>
    public override TypeInfo Type => codec.Type;

    /// <inheritdoc/>
    public override int? MaxEncodedLen => codec.MaxEncodedLen;

    /// <inheritdoc/>
    public override void Encode(PalletCall value, ref ScaleWriter writer) => value.Encode(ref writer);

    /// <inheritdoc/>
    public override PalletCall Decode(ref ScaleReader reader) => codec.Decode(ref reader);
}

/// <summary>Sees a pallet's own event codec as one of any pallet.</summary>
public sealed class PalletEventCodec<TEvent>(Codec<TEvent> codec) : Codec<PalletEvent>
    where TEvent : PalletEvent
{
    /// <inheritdoc/>
    public override TypeInfo Type => codec.Type;

    /// <inheritdoc/>
    public override int? MaxEncodedLen => codec.MaxEncodedLen;

    /// <inheritdoc/>
    public override void Encode(PalletEvent value, ref ScaleWriter writer) => value.Encode(ref writer);

    /// <inheritdoc/>
    public override PalletEvent Decode(ref ScaleReader reader) => codec.Decode(ref reader);
}
