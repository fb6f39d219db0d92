using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>Where an input of a record comes from.</summary>
public enum TensorSource : byte
{
    /// <summary>The output of an earlier record of the same list.</summary>
    Record = 0,

    /// <summary>A slot of the state before the step.</summary>
    State = 1,

    /// <summary>A tensor of the task's data.</summary>
    Data = 2,
}

/// <summary>Encodes a source as its one byte.</summary>
public static class TensorSourceCodec
{
    /// <summary>The codec.</summary>
    public static Codec<TensorSource> Instance { get; } =
        new ChoiceCodec<TensorSource>("graph::TensorSource", 0, ["Record", "State", "Data"], static v => (byte)v, static b => (TensorSource)b);
}

/// <summary>An input of a record: its source and the index there.</summary>
public readonly record struct TensorRef(TensorSource Source, ushort Index)
{
    /// <summary>Encodes the source, then the index.</summary>
    public static Codec<TensorRef> Codec { get; } = new RecordCodec<TensorRef>(
        "graph::TensorRef",
        [new("source", TensorSourceCodec.Instance.Type, "TensorSource"), new("index", Codecs.U16.Type, "u16")],
        static (TensorRef v, ref ScaleWriter w) =>
        {
            TensorSourceCodec.Instance.Encode(v.Source, ref w);
            w.WriteU16(v.Index);
        },
        static (ref ScaleReader r) => new(TensorSourceCodec.Instance.Decode(ref r), r.ReadU16()));

    /// <summary>The output of an earlier record.</summary>
    public static TensorRef Record(int index) => new(TensorSource.Record, checked((ushort)index));

    /// <summary>A slot of the state before the step.</summary>
    public static TensorRef State(int slot) => new(TensorSource.State, checked((ushort)slot));

    /// <summary>A tensor of the task's data.</summary>
    public static TensorRef Data(int index) => new(TensorSource.Data, checked((ushort)index));
}
