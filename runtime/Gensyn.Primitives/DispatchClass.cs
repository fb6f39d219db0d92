using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>Which share of a block a call takes its weight from (frame_support::dispatch).</summary>
public enum DispatchClass : byte
{
    /// <summary>A user's call.</summary>
    Normal = 0,

    /// <summary>A call that keeps the chain running and may use the reserved share.</summary>
    Operational = 1,

    /// <summary>A call that must be in the block, such as an inherent.</summary>
    Mandatory = 2,
}

/// <summary>The encoding of <see cref="DispatchClass"/>.</summary>
public static class DispatchClassCodec
{
    /// <summary>One byte; anything above Mandatory is malformed.</summary>
    public static Codec<DispatchClass> Instance { get; } = new ClassCodec();

    private sealed class ClassCodec : Codec<DispatchClass>
    {
        public override TypeInfo Type { get; } = new("frame_support::dispatch::DispatchClass", [], static () => new TypeDefinition.Variant(
            [new("Normal", 0, []), new("Operational", 1, []), new("Mandatory", 2, [])]));

        public override void Encode(DispatchClass value, ref ScaleWriter writer) => writer.WriteByte((byte)value);

        public override DispatchClass Decode(ref ScaleReader reader)
        {
            byte value = reader.ReadByte();
            if (value > (byte)DispatchClass.Mandatory) reader.Fail();
            return (DispatchClass)value;
        }
    }
}
