using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>An origin that a call names or the state keeps: FRAME's OriginCaller, an enum over System's origins and those of pallets that have some.</summary>
/// <param name="Kind">The kind of origin.</param>
/// <param name="Who">The account, for <see cref="RawOrigin.Signed"/>.</param>
/// <param name="Pallet">The index of the pallet, for <see cref="RawOrigin.Custom"/>.</param>
/// <param name="Custom">What the pallet vouches for, for <see cref="RawOrigin.Custom"/>.</param>
public readonly record struct OriginCaller(RawOrigin Kind, AccountId Who = default, byte Pallet = 0, PalletOrigin? Custom = null)
{
    /// <summary>Encodes the pallet's index and its origin; decoding those of other pallets than System asks the reader's <see cref="IRuntimeOriginDecoder"/>.</summary>
    public static Codec<OriginCaller> Codec { get; } = new OriginCallerCodec();

    /// <summary>The origin, without a filter.</summary>
    public Origin ToOrigin() => Kind switch
    {
        RawOrigin.Root => Origin.Root,
        RawOrigin.Signed => Origin.Signed(Who),
        RawOrigin.Authorized => Origin.Authorized,
        RawOrigin.Custom when Custom is not null => Origin.Custom(Pallet, Custom),
        _ => Origin.None,
    };

    /// <summary>The enum of these pallets' origins: System's comes first.</summary>
    internal static TypeDefinition.Variant Describe(IEnumerable<Pallet> pallets) => new(
    [
        new("system", OriginCallerCodec.System, [new(null, OriginCallerCodec.Raw, "frame_system::Origin<Runtime>")]),
        .. from pallet in pallets
           let type = pallet.OriginCodec?.Type
           where type is not null
           select new TypeVariant(pallet.Name, pallet.Index, [new(null, type, type.Path)]),
    ]);

    private sealed class OriginCallerCodec : Codec<OriginCaller>
    {
        internal const byte System = 0;

        internal static readonly TypeInfo Raw = new("frame_support::dispatch::RawOrigin", [new("AccountId", AccountId.Codec.Type)], static () =>
            new TypeDefinition.Variant(
                [new("Root", 0, []), new("Signed", 1, [new(null, AccountId.Codec.Type, "AccountId")]), new("None", 2, []), new("Authorized", 3, [])]));

        public override TypeInfo Type => RuntimeTypes.OriginCaller;

        public override int MinEncodedLen => 2;

        public override void Encode(OriginCaller value, ref ScaleWriter writer)
        {
            if (value is { Kind: RawOrigin.Custom, Custom: { } custom })
            {
                writer.WriteByte(value.Pallet);
                custom.Encode(ref writer);
                return;
            }

            writer.WriteByte(System);
            writer.WriteByte(value.Kind switch
            {
                RawOrigin.Root => 0,
                RawOrigin.Signed => 1,
                RawOrigin.None => 2,
                _ => 3,
            });
            if (value.Kind == RawOrigin.Signed) AccountId.Codec.Encode(value.Who, ref writer);
        }

        public override OriginCaller Decode(ref ScaleReader reader)
        {
            byte pallet = reader.ReadByte();
            if (pallet != System) return Custom(pallet, ref reader);
            switch (reader.ReadByte())
            {
                case 0: return new(RawOrigin.Root);
                case 1: return new(RawOrigin.Signed, AccountId.Codec.Decode(ref reader));
                case 2: return new(RawOrigin.None);
                case 3: return new(RawOrigin.Authorized);
                default:
                    reader.Fail();
                    return default;
            }
        }

        private static OriginCaller Custom(byte pallet, ref ScaleReader reader)
        {
            if (!reader.Failed && (reader.Context as IRuntimeOriginDecoder)?.OriginCodecOf(pallet) is { } codec)
            {
                PalletOrigin custom = codec.Decode(ref reader);
                if (!reader.Failed) return new(RawOrigin.Custom, default, pallet, custom);
            }

            reader.Fail();
            return default;
        }
    }
}
