using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Why money is held: a pallet, and one of the reasons it declares.</summary>
public readonly record struct RuntimeHoldReason(byte Pallet, byte Reason)
{
    /// <summary>Encodes the pallet's index and the reason's.</summary>
    public static Codec<RuntimeHoldReason> Codec { get; } = new RuntimeHoldReasonCodec();

    private sealed class RuntimeHoldReasonCodec : Codec<RuntimeHoldReason>
    {
        public override TypeInfo Type => RuntimeTypes.HoldReason;

        public override int MinEncodedLen => 2;

        public override int? MaxEncodedLen => 2;

        public override void Encode(RuntimeHoldReason value, ref ScaleWriter writer)
        {
            writer.WriteByte(value.Pallet);
            writer.WriteByte(value.Reason);
        }

        public override RuntimeHoldReason Decode(ref ScaleReader reader) => new(reader.ReadByte(), reader.ReadByte());
    }
}
