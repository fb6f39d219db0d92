using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Training.Sources;

/// <summary>The data tensors of a task by type and root, in the graph's order.</summary>
public sealed record DataManifest(ImmutableArray<DataManifest.Entry> Entries)
{
    /// <summary>The manifest of tensors.</summary>
    public static DataManifest Of(IEnumerable<Tensor> tensors) => new([.. tensors.Select(static tensor => new Entry(tensor.Type, Commitment.TensorRoot(tensor.Type, tensor.Bytes)))]);

    /// <summary>The roots, as a task carries them.</summary>
    public ImmutableArray<H256> Roots => [.. Entries.Select(static entry => entry.Root)];

    /// <summary>The content address of the encoded manifest.</summary>
    public H256 Address => Commitment.DataChunk(ToBytes());

    /// <summary>The SCALE encoding: a list of type and root.</summary>
    public byte[] ToBytes()
    {
        ScaleWriter writer = new(256);
        writer.WriteCompact((uint)Entries.Length);
        foreach (Entry entry in Entries)
        {
            TensorType.Codec.Encode(entry.Type, ref writer);
            writer.WriteBytes(entry.Root.Span);
        }

        return writer.ToArray();
    }

    /// <summary>Decodes a manifest; false when it is malformed.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out DataManifest manifest)
    {
        ScaleReader reader = new(bytes);
        int count = reader.ReadLength(itemBytes: 34);
        if (count > TaskGraph.MaxData) reader.Fail();
        ImmutableArray<Entry>.Builder entries = ImmutableArray.CreateBuilder<Entry>();
        for (int i = 0; i < count && !reader.Failed; i++) entries.Add(new Entry(TensorType.Codec.Decode(ref reader), H256.Codec.Decode(ref reader)));
        manifest = new(entries.ToImmutable());
        return !reader.Failed && reader.Remaining == 0;
    }

    /// <summary>Makes an entry's tensor from bytes that were fetched, and refuses any that are not what the manifest names.</summary>
    /// <exception cref="TrainingDataException">The bytes are too many, too few or others.</exception>
    public Tensor Accept(int index, ReadOnlySpan<byte> content)
    {
        TensorType type = Entries[index].Type;
        long expected = (long)type.Shape.Elements * type.ElementSize;
        if (content.Length != expected) throw new TrainingDataException($"Data tensor {index} has {content.Length} bytes; the manifest says {expected}");
        if (Commitment.TensorRoot(type, content) != Entries[index].Root) throw new TrainingDataException($"Data tensor {index} is not the one that the manifest names");
        return new Tensor(type, content);
    }

    /// <summary>One data tensor.</summary>
    /// <param name="Type">Its elements and extents.</param>
    /// <param name="Root">Its root.</param>
    public sealed record Entry(TensorType Type, H256 Root);
}
