using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification;

namespace Gensyn.Workers;

/// <summary>Where the data tensors of a task are: one entry per data tensor of its graph, in order.</summary>
/// <remarks>Stored as an artefact, whose address the task names. Encoding: <c>Vec&lt;(TensorType, root, artefact)&gt;</c>.</remarks>
public sealed record DataManifest(ImmutableArray<DataTensor> Tensors)
{
    /// <summary>More data tensors than any graph may have.</summary>
    private const int MaxTensors = 16;

    private static readonly Codec<ImmutableArray<(TensorType First, H256 Second, H256 Third)>> Entries =
        Codecs.BoundedVec(Codecs.Tuple(TensorType.Codec, H256.Codec, H256.Codec), MaxTensors);

    /// <summary>The roots that the task commits to.</summary>
    public ImmutableArray<H256> Roots => [.. Tensors.Select(static t => t.Root)];

    /// <summary>The manifest's encoding.</summary>
    public byte[] ToBytes() => Entries.ToBytes([.. Tensors.Select(static t => (t.Type, t.Root, t.Artefact))]);

    /// <summary>Reads a manifest; false when the bytes are anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out DataManifest manifest)
    {
        bool read = Entries.TryDecode(bytes, out ImmutableArray<(TensorType Type, H256 Root, H256 Artefact)> entries);
        manifest = new DataManifest(read ? [.. entries.Select(static e => new DataTensor(e.Type, e.Root, e.Artefact))] : []);
        return read;
    }
}

/// <summary>A data tensor: its type, its commitment, and the artefact that holds its elements in row-major order.</summary>
public sealed record DataTensor(TensorType Type, H256 Root, H256 Artefact);
