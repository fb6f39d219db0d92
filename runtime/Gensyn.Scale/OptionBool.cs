namespace Gensyn.Scale;

/// <summary>A truth value that may be absent, in one byte: 0 none, 1 true, 2 false (parity-scale-codec's <c>OptionBool</c>).</summary>
/// <remarks>
/// Rust's own <c>Option&lt;bool&gt;</c>, which is <c>bool?</c> here, takes a byte for each of its parts like any option: 00, 0100, 0101.
/// scale-info knows no other type for this one than the enum of the same bytes.
/// </remarks>
public readonly record struct OptionBool(bool? Value)
{
    /// <summary>Encodes the value in its one byte.</summary>
    public static Codec<OptionBool> Codec { get; } = new OptionBoolCodec();

    /// <summary>The value in its one-byte form.</summary>
    public static implicit operator OptionBool(bool? value) => new(value);

    private sealed class OptionBoolCodec : Codec<OptionBool>
    {
        public override TypeInfo Type { get; } = new("parity_scale_codec::codec::OptionBool", [], static () =>
            new TypeDefinition.Variant([new("None", 0, []), new("True", 1, []), new("False", 2, [])]));

        public override int? MaxEncodedLen => 1;

        public override void Encode(OptionBool value, ref ScaleWriter writer) => writer.WriteByte(value.Value switch
        {
            null => 0,
            true => 1,
            false => 2,
        });

        public override OptionBool Decode(ref ScaleReader reader)
        {
            switch (reader.ReadByte())
            {
                case 0: return default;
                case 1: return new(true);
                case 2: return new(false);
                default:
                    reader.Fail();
                    return default;
            }
        }
    }
}
