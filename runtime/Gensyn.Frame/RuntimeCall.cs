using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Knows the pallets of a runtime by their indices: what a <see cref="RuntimeCall"/> decodes with.</summary>
/// <remarks>Pass one as the <see cref="ScaleReader.Context"/>.</remarks>
public interface IRuntimeCallDecoder
{
    /// <summary>The codec of a pallet's calls, or null where there are none.</summary>
    Codec<PalletCall>? CallCodecOf(byte pallet);
}

/// <summary>Knows the pallets of a runtime by their indices: what a <see cref="RuntimeEvent"/> decodes with.</summary>
/// <remarks>Pass one as the <see cref="ScaleReader.Context"/>.</remarks>
public interface IRuntimeEventDecoder
{
    /// <summary>The codec of a pallet's events, or null where there are none.</summary>
    Codec<PalletEvent>? EventCodecOf(byte pallet);
}

/// <summary>A call of any pallet of the runtime.</summary>
public sealed record RuntimeCall(byte Pallet, PalletCall Call)
{
    /// <summary>Encodes the pallet's index and its call; decoding asks the reader's <see cref="IRuntimeCallDecoder"/>.</summary>
    public static Codec<RuntimeCall> Codec { get; } = new RuntimeCallCodec();

    private sealed class RuntimeCallCodec : Codec<RuntimeCall>
    {
        public override TypeInfo Type => RuntimeTypes.Call;

        public override int MinEncodedLen => 2;

        public override void Encode(RuntimeCall value, ref ScaleWriter writer)
        {
            writer.WriteByte(value.Pallet);
            value.Call.Encode(ref writer);
        }

        public override RuntimeCall Decode(ref ScaleReader reader)
        {
            // Calls hold calls: without the depth limit a long chain of them would overflow the stack.
            if (!reader.Enter()) return null!;
            byte pallet = reader.ReadByte();
            PalletCall? call = null;
            if (!reader.Failed && (reader.Context as IRuntimeCallDecoder)?.CallCodecOf(pallet) is { } codec) call = codec.Decode(ref reader);
            else reader.Fail();
            reader.Leave();

            // Null only after a failure, and nobody looks at the value of a failed read.
            return reader.Failed ? null! : new RuntimeCall(pallet, call!);
        }
    }
}

/// <summary>An event of any pallet of the runtime.</summary>
public sealed record RuntimeEvent(byte Pallet, PalletEvent Event)
{
    /// <summary>Encodes the pallet's index and its event; decoding asks the reader's <see cref="IRuntimeEventDecoder"/>.</summary>
    public static Codec<RuntimeEvent> Codec { get; } = new RuntimeEventCodec();

    private sealed class RuntimeEventCodec : Codec<RuntimeEvent>
    {
        public override TypeInfo Type => RuntimeTypes.Event;

        public override int MinEncodedLen => 2;

        public override void Encode(RuntimeEvent value, ref ScaleWriter writer)
        {
            writer.WriteByte(value.Pallet);
            value.Event.Encode(ref writer);
        }

        public override RuntimeEvent Decode(ref ScaleReader reader)
        {
            byte pallet = reader.ReadByte();
            if (!reader.Failed && (reader.Context as IRuntimeEventDecoder)?.EventCodecOf(pallet) is { } codec)
            {
                PalletEvent value = codec.Decode(ref reader);
                if (!reader.Failed) return new RuntimeEvent(pallet, value);
            }

            // Null only after a failure, and nobody looks at the value of a failed read.
            reader.Fail();
            return null!;
        }
    }
}

/// <summary>The types that a runtime's composition defines; metadata fills them in.</summary>
public static class RuntimeTypes
{
    /// <summary>The crate that their paths start with.</summary>
    public const string Crate = "gensyn_runtime";

    /// <summary>The enum of all pallets' calls.</summary>
    public static TypeInfo Call { get; } = Open("RuntimeCall");

    /// <summary>The enum of all pallets' events.</summary>
    public static TypeInfo Event { get; } = Open("RuntimeEvent");

    /// <summary>The enum of all pallets' errors.</summary>
    public static TypeInfo Error { get; } = Open("RuntimeError");

    /// <summary>The enum of all pallets' reasons to hold money.</summary>
    public static TypeInfo HoldReason { get; } = Open("RuntimeHoldReason");

    /// <summary>The enum of all pallets' reasons to freeze money.</summary>
    public static TypeInfo FreezeReason { get; } = Open("RuntimeFreezeReason");

    /// <summary>The enum of all origins: System's, and those of pallets.</summary>
    public static TypeInfo OriginCaller { get; } = Open("OriginCaller");

    /// <summary>The runtime itself: a struct without fields.</summary>
    public static TypeInfo Runtime { get; } = new(Crate + "::Runtime", [], static () => new TypeDefinition.Composite([]));

    private static TypeInfo Open(string name) => new($"{Crate}::{name}", [], static () => new TypeDefinition.Variant([]));
}
