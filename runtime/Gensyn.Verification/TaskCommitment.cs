using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>All that is fixed of a task before a solver is known.</summary>
/// <param name="GraphRoot">The root of the task's graph: hyper-parameters and metric included.</param>
/// <param name="Seed">What keys every random number.</param>
/// <param name="DataRoots">The tensor roots of the data, in the graph's order.</param>
/// <param name="Parent">The verified state that the task builds on.</param>
/// <param name="Steps">Training steps N.</param>
/// <param name="CheckpointInterval">Steps k between checkpoints.</param>
/// <param name="Mode">How results are compared: 0 bitwise, 1 by distance.</param>
public sealed record TaskCommitment(
    H256 GraphRoot, ulong Seed, ImmutableArray<H256> DataRoots, H256? Parent, uint Steps, uint CheckpointInterval, byte Mode)
{
    /// <summary>Encodes the fields in order; the encoding is what is hashed.</summary>
    public static Codec<TaskCommitment> Codec { get; } = Create();

    /// <summary>The task root.</summary>
    public H256 Root() => Commitment.Hash(HashTag.Task, Codec.ToBytes(this));

    private static RecordCodec<TaskCommitment> Create()
    {
        Codec<ImmutableArray<H256>> roots = Codecs.BoundedVec(H256.Codec, TaskGraph.MaxData);
        Codec<H256?> parent = Codecs.Option(H256.Codec);
        return new(
            "graph::TaskCommitment",
            [
                new("graph_root", H256.Codec.Type, "H256"),
                new("seed", Codecs.U64.Type, "u64"),
                new("data_roots", roots.Type, "BoundedVec<H256>"),
                new("parent", parent.Type, "Option<H256>"),
                new("steps", Codecs.U32.Type, "u32"),
                new("checkpoint_interval", Codecs.U32.Type, "u32"),
                new("mode", Codecs.U8.Type, "u8"),
            ],
            (TaskCommitment v, ref ScaleWriter w) =>
            {
                w.WriteBytes(v.GraphRoot.Span);
                w.WriteU64(v.Seed);
                roots.Encode(v.DataRoots, ref w);
                parent.Encode(v.Parent, ref w);
                w.WriteU32(v.Steps);
                w.WriteU32(v.CheckpointInterval);
                w.WriteByte(v.Mode);
            },
            (ref ScaleReader r) => new(
                H256.Codec.Decode(ref r), r.ReadU64(), roots.Decode(ref r), parent.Decode(ref r), r.ReadU32(), r.ReadU32(), r.ReadByte()));
    }
}
