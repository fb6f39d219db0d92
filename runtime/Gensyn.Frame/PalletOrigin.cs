using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>An origin that a pallet hands to the calls it makes: what it vouches for, such as the share of a council that agreed.</summary>
public abstract record PalletOrigin
{
    /// <summary>Writes the origin's index in its pallet and its fields.</summary>
    public abstract void Encode(ref ScaleWriter writer);
}

/// <summary>Sees a pallet's own origin codec as one of any pallet.</summary>
public sealed class PalletOriginCodec<TOrigin>(Codec<TOrigin> codec) : Codec<PalletOrigin>
    where TOrigin : PalletOrigin
{
    /// <inheritdoc/>
    public override TypeInfo Type => codec.Type;

    /// <inheritdoc/>
    public override int? MaxEncodedLen => codec.MaxEncodedLen;

    /// <inheritdoc/>
    public override void Encode(PalletOrigin value, ref ScaleWriter writer) => value.Encode(ref writer);

    /// <inheritdoc/>
    public override PalletOrigin Decode(ref ScaleReader reader) => codec.Decode(ref reader);
}

/// <summary>Knows the pallets of a runtime by their indices: what an <see cref="OriginCaller"/> decodes with.</summary>
/// <remarks>Pass one as the <see cref="ScaleReader.Context"/>.</remarks>
public interface IRuntimeOriginDecoder
{
    /// <summary>The codec of a pallet's origins, or null where there are none.</summary>
    Codec<PalletOrigin>? OriginCodecOf(byte pallet);
}
