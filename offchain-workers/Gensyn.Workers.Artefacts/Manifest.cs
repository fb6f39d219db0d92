using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Workers.Artefacts;

/// <summary>The list of chunks that make up an artefact; itself a chunk, whose address is the artefact's.</summary>
/// <remarks>Encoding: <c>"GAM1" ‖ u64 length ‖ Vec&lt;H256&gt;</c>; every chunk but the last has <see cref="Chunk.MaxLength"/> bytes.</remarks>
public sealed record Manifest(ulong Length, ImmutableArray<H256> Chunks)
{
    private static ReadOnlySpan<byte> Magic => "GAM1"u8;

    private static readonly Codec<ImmutableArray<H256>> ChunkList = Codecs.Vec(H256.Codec);

    /// <summary>The most bytes in an artefact: as many chunks as one manifest chunk can name.</summary>
    public const ulong MaxLength = (ulong)((Chunk.MaxLength - 16) / 32) * Chunk.MaxLength;

    /// <summary>The manifest's own bytes.</summary>
    public byte[] ToBytes()
    {
        ScaleWriter writer = new(16 + (32 * Chunks.Length));
        writer.WriteBytes(Magic);
        writer.WriteU64(Length);
        ChunkList.Encode(Chunks, ref writer);
        return writer.ToArray();
    }

    /// <summary>Reads a manifest; false when the bytes are anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Manifest manifest)
    {
        ScaleReader reader = new(bytes);
        bool magic = reader.ReadBytes(4).SequenceEqual(Magic);
        ulong length = reader.ReadU64();
        manifest = new Manifest(length, ChunkList.Decode(ref reader));
        return magic && !reader.Failed && reader.Remaining == 0 && length <= MaxLength
            && (ulong)manifest.Chunks.Length == (length + Chunk.MaxLength - 1) / Chunk.MaxLength;
    }

    /// <summary>How many bytes chunk <paramref name="index"/> has.</summary>
    public int LengthOf(int index) => index < Chunks.Length - 1 ? Chunk.MaxLength : (int)(Length - ((ulong)index * Chunk.MaxLength));
}
