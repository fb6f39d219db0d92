using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>An origin that a call names: FRAME's OriginCaller of a runtime whose only origins are System's.</summary>
/// <param name="Kind">The kind of origin.</param>
/// <param name="Who">The account, for <see cref="RawOrigin.Signed"/>.</param>
public readonly record struct OriginCaller(RawOrigin Kind, AccountId Who = default)
{
    /// <summary>Encodes System's index, the kind and the account.</summary>
    public static Codec<OriginCaller> Codec { get; } = new OriginCallerCodec();

    /// <summary>The origin, without a filter.</summary>
    public Origin ToOrigin() => Kind switch
    {
        RawOrigin.Root => Origin.Root,
        RawOrigin.Signed => Origin.Signed(Who),
        RawOrigin.Authorized => Origin.Authorized,
        _ => Origin.None,
    };

    private sealed class OriginCallerCodec : Codec<OriginCaller>
    {
        private const byte System = 0;

        private static readonly TypeInfo Raw = new("frame_support::dispatch::RawOrigin", [new("AccountId", AccountId.Codec.Type)], static () =>
            new TypeDefinition.Variant(
                [new("Root", 0, []), new("Signed", 1, [new(null, AccountId.Codec.Type, "AccountId")]), new("None", 2, []), new("Authorized", 3, [])]));

        public override TypeInfo Type { get; } = new(RuntimeTypes.Crate + "::OriginCaller", [], static () =>
            new TypeDefinition.Variant([new("system", System, [new(null, Raw, "frame_system::Origin<Runtime>")])]));

        public override void Encode(OriginCaller value, ref ScaleWriter writer)
        {
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
            if (reader.ReadByte() != System) reader.Fail();
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
    }
}
