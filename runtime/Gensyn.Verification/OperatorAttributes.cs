using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>The constants of one record; each operator says what its words mean, and those that it does not use are zero.</summary>
public readonly record struct OperatorAttributes(uint A = 0, uint B = 0, uint C = 0, uint D = 0)
{
    /// <summary>Encodes the four words.</summary>
    public static Codec<OperatorAttributes> Codec { get; } = new RecordCodec<OperatorAttributes>(
        "graph::OperatorAttributes",
        [new("a", Codecs.U32.Type, "u32"), new("b", Codecs.U32.Type, "u32"), new("c", Codecs.U32.Type, "u32"), new("d", Codecs.U32.Type, "u32")],
        static (OperatorAttributes v, ref ScaleWriter w) =>
        {
            w.WriteU32(v.A);
            w.WriteU32(v.B);
            w.WriteU32(v.C);
            w.WriteU32(v.D);
        },
        static (ref ScaleReader r) => new(r.ReadU32(), r.ReadU32(), r.ReadU32(), r.ReadU32()));
}
