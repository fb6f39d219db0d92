using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>Which root of a state header covers a slot.</summary>
public enum StateGroup : byte
{
    /// <summary>The model's parameters: what the submitter receives.</summary>
    Weights = 0,

    /// <summary>What only the optimiser needs.</summary>
    Optimiser = 1,
}

/// <summary>Encodes a group as its one byte.</summary>
public static class StateGroupCodec
{
    /// <summary>The codec.</summary>
    public static Codec<StateGroup> Instance { get; } =
        new ChoiceCodec<StateGroup>("graph::StateGroup", 0, ["Weights", "Optimiser"], static v => (byte)v, static b => (StateGroup)b);
}

/// <summary>A tensor of the state: what it is, and which records make it in the first state and in each next one.</summary>
/// <param name="Name">The tensor's name in checkpoints, at most <see cref="TaskGraph.MaxNameBytes"/> bytes of UTF-8.</param>
/// <param name="Type">Its elements and extents.</param>
/// <param name="Group">Which root of the state header covers it.</param>
/// <param name="InitialRecord">The initialisation record whose output it is in S_0.</param>
/// <param name="StepRecord">The step record whose output it is in S_t.</param>
public sealed record StateSlot(string Name, TensorType Type, StateGroup Group, ushort InitialRecord, ushort StepRecord)
{
    /// <summary>Encodes the fields in order.</summary>
    public static Codec<StateSlot> Codec { get; } = new RecordCodec<StateSlot>(
        "graph::StateSlot",
        [
            new("name", Codecs.Str.Type, "String"),
            new("type", TensorType.Codec.Type, "TensorType"),
            new("group", StateGroupCodec.Instance.Type, "StateGroup"),
            new("initial_record", Codecs.U16.Type, "u16"),
            new("step_record", Codecs.U16.Type, "u16"),
        ],
        static (StateSlot v, ref ScaleWriter w) =>
        {
            w.WriteString(v.Name);
            TensorType.Codec.Encode(v.Type, ref w);
            StateGroupCodec.Instance.Encode(v.Group, ref w);
            w.WriteU16(v.InitialRecord);
            w.WriteU16(v.StepRecord);
        },
        static (ref ScaleReader r) =>
            new(r.ReadString(), TensorType.Codec.Decode(ref r), StateGroupCodec.Instance.Decode(ref r), r.ReadU16(), r.ReadU16()));
}
