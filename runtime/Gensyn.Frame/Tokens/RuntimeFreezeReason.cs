using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Why money is frozen: a pallet, and one of the reasons it declares.</summary>
public readonly record struct RuntimeFreezeReason(byte Pallet, byte Reason)
{
    /// <summary>Encodes the pallet's index and the reason's.</summary>
    public static Codec<RuntimeFreezeReason> Codec { get; } = new RuntimeFreezeReasonCodec();

    private sealed class RuntimeFreezeReasonCodec : Codec<RuntimeFreezeReason>
    {
        public override TypeInfo Type => RuntimeTypes.FreezeReason;

        public override int MinEncodedLen => 2;

        public override int? MaxEncodedLen => 2;

        public override void Encode(RuntimeFreezeReason value, ref ScaleWriter writer)
        {
            writer.WriteByte(value.Pallet);
            writer.WriteByte(value.Reason);
        }

        public override RuntimeFreezeReason Decode(ref ScaleReader reader) => new(reader.ReadByte(), reader.ReadByte());
    }
}
