using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>Whether a call costs a fee (frame_support::dispatch).</summary>
public enum Pays : byte
{
    /// <summary>The caller pays.</summary>
    Yes = 0,

    /// <summary>The call is free.</summary>
    No = 1,
}

/// <summary>The encoding of <see cref="Pays"/>.</summary>
public static class PaysCodec
{
    /// <summary>One byte; anything above No is malformed.</summary>
    public static Codec<Pays> Instance { get; } = new FeeCodec();

    private sealed class FeeCodec : Codec<Pays>
    {
        public override TypeInfo Type { get; } = new("frame_support::dispatch::Pays", [], static () => new TypeDefinition.Variant(
            [new("Yes", 0, []), new("No", 1, [])]));

        public override void Encode(Pays value, ref ScaleWriter writer) => writer.WriteByte((byte)value);

        public override Pays Decode(ref ScaleReader reader)
        {
            byte value = reader.ReadByte();
            if (value > (byte)Pays.No) reader.Fail();
            return (Pays)value;
        }
    }
}
