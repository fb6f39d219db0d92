using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification;

namespace Gensyn.Workers;

/// <summary>What a solver publishes beside its commitment: every leaf of the history, and where each checkpoint is.</summary>
/// <remarks>Stored as an artefact, whose address the commitment names. Encoding: <c>Vec&lt;leaf&gt; ‖ Vec&lt;checkpoint artefact&gt;</c>.</remarks>
/// <param name="Leaves">S_0, S_k, …, S_N, then the metric's root.</param>
/// <param name="Checkpoints">The artefacts of the states, one for each leaf but the last.</param>
public sealed record HistoryManifest(ImmutableArray<H256> Leaves, ImmutableArray<H256> Checkpoints)
{
    private const int MaxLeaves = 1 << 20;

    private static readonly Codec<(ImmutableArray<H256> First, ImmutableArray<H256> Second)> Parts =
        Codecs.Tuple(Codecs.BoundedVec(H256.Codec, MaxLeaves), Codecs.BoundedVec(H256.Codec, MaxLeaves));

    /// <summary>The root that the leaves commit to.</summary>
    public H256 Root() => Commitment.HistoryRoot(Leaves);

    /// <summary>The siblings that prove a leaf.</summary>
    public ImmutableArray<H256> PathOf(uint leaf) => new MerkleTree(Commitment.LeavesOf(Leaves)).Path((int)leaf);

    /// <summary>The manifest's encoding.</summary>
    public byte[] ToBytes() => Parts.ToBytes((Leaves, Checkpoints));

    /// <summary>Reads a manifest; false when the bytes are anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out HistoryManifest manifest)
    {
        bool read = Parts.TryDecode(bytes, out (ImmutableArray<H256> Leaves, ImmutableArray<H256> Checkpoints) parts);
        manifest = new HistoryManifest(read ? parts.Leaves : [], read ? parts.Checkpoints : []);
        return read && manifest.Leaves.Length == manifest.Checkpoints.Length + 1;
    }
}
