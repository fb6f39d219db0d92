using System.Buffers;
using System.Collections.Immutable;
using Gensyn.Primitives;

namespace Gensyn.Workers.Artefacts;

/// <summary>A local folder of content-addressed chunks.</summary>
/// <remarks>
/// A chunk appears under its address all at once (written aside, then renamed), so a killed process leaves no half chunk, and several processes may share the
/// folder. Writes are not forced to the disk: what a power cut damages no longer matches its address, is noticed when it is read, and is replaced when it is put again.
/// </remarks>
public sealed class ArtefactStore
{
    private readonly string _directory;

    /// <summary>Opens a folder, creating it when it is not there.</summary>
    public ArtefactStore(string directory)
    {
        _directory = Path.GetFullPath(directory);
        Directory.CreateDirectory(_directory);
        foreach (string leftover in Directory.EnumerateFiles(_directory, "*.part"))
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(leftover) > TimeSpan.FromHours(1)) File.Delete(leftover);
        }
    }

    /// <summary>Stores one chunk and returns its address.</summary>
    /// <exception cref="ArtefactException">The chunk is larger than <see cref="Chunk.MaxLength"/>.</exception>
    public H256 PutChunk(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Chunk.MaxLength) throw new ArtefactException($"A chunk has at most {Chunk.MaxLength} bytes, not {bytes.Length}.");
        H256 address = Chunk.AddressOf(bytes);
        string path = PathOf(address);
        if (File.Exists(path) && Chunk.AddressOf(File.ReadAllBytes(path)) == address) return address;

        string part = Path.Combine(_directory, $"{Guid.NewGuid():N}.part");
        using (FileStream file = new(part, FileMode.CreateNew, FileAccess.Write, FileShare.None)) file.Write(bytes);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(part, path, overwrite: true);
        return address;
    }

    /// <summary>Stores an artefact of any length and returns its address: that of its manifest.</summary>
    /// <exception cref="ArtefactException">The content is longer than <see cref="Manifest.MaxLength"/>.</exception>
    public async Task<H256> PutAsync(Stream content, CancellationToken cancellation = default)
    {
        byte[] lent = ArrayPool<byte>.Shared.Rent(Chunk.MaxLength);
        try
        {
            Memory<byte> buffer = lent.AsMemory(0, Chunk.MaxLength);
            ImmutableArray<H256>.Builder chunks = ImmutableArray.CreateBuilder<H256>();
            ulong length = 0;
            while (true)
            {
                int read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
                if (read == 0) break;
                length += (ulong)read;
                if (length > Manifest.MaxLength) throw new ArtefactException($"An artefact has at most {Manifest.MaxLength} bytes.");
                chunks.Add(PutChunk(buffer.Span[..read]));
                if (read < buffer.Length) break;
            }

            return PutChunk(new Manifest(length, chunks.ToImmutable()).ToBytes());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(lent);
        }
    }

    /// <summary>Stores an artefact held in memory and returns its address.</summary>
    public H256 Put(ReadOnlySpan<byte> content)
    {
        ImmutableArray<H256>.Builder chunks = ImmutableArray.CreateBuilder<H256>();
        for (int offset = 0; offset < content.Length; offset += Chunk.MaxLength)
        {
            chunks.Add(PutChunk(content[offset..Math.Min(content.Length, offset + Chunk.MaxLength)]));
        }

        return PutChunk(new Manifest((ulong)content.Length, chunks.ToImmutable()).ToBytes());
    }

    /// <summary>Whether a chunk is here.</summary>
    public bool Contains(H256 address) => File.Exists(PathOf(address));

    /// <summary>The bytes of a chunk, or null when it is not here.</summary>
    /// <exception cref="ArtefactException">The file no longer matches its address.</exception>
    public byte[]? GetChunk(H256 address)
    {
        string path = PathOf(address);
        if (!File.Exists(path)) return null;
        byte[] bytes = File.ReadAllBytes(path);
        if (Chunk.AddressOf(bytes) == address) return bytes;
        throw new ArtefactException($"Chunk {address} is damaged on disk ({path}): delete the file and fetch it again.");
    }

    /// <summary>A whole artefact, or null when a part of it is not here.</summary>
    /// <exception cref="ArtefactException">The address is not a manifest's, a chunk is damaged, or the artefact is longer than asked for.</exception>
    public byte[]? Get(H256 address, ulong maximumLength)
    {
        if (GetChunk(address) is not { } head) return null;
        Manifest manifest = ParseManifest(address, head, maximumLength);
        byte[] content = new byte[manifest.Length];
        for (int i = 0; i < manifest.Chunks.Length; i++)
        {
            if (GetChunk(manifest.Chunks[i]) is not { } chunk) return null;
            RequireLength(manifest, i, chunk.Length);
            chunk.CopyTo(content, (long)i * Chunk.MaxLength);
        }

        return content;
    }

    /// <summary>Opens a chunk's file for serving, or null when it is not here.</summary>
    internal FileStream? OpenChunk(H256 address)
    {
        string path = PathOf(address);
        return File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024, useAsync: true) : null;
    }

    internal static Manifest ParseManifest(H256 address, ReadOnlySpan<byte> bytes, ulong maximumLength)
    {
        if (!Manifest.TryParse(bytes, out Manifest manifest)) throw new ArtefactException($"{address} is not the address of an artefact's manifest.");
        if (manifest.Length <= maximumLength) return manifest;
        throw new ArtefactException($"Artefact {address} has {manifest.Length} bytes; at most {maximumLength} were expected.");
    }

    internal static void RequireLength(Manifest manifest, int index, int length)
    {
        if (length != manifest.LengthOf(index)) throw new ArtefactException($"Chunk {index} has {length} bytes; its manifest says {manifest.LengthOf(index)}.");
    }

    private string PathOf(H256 address)
    {
        string name = Convert.ToHexStringLower(address.Span);
        return Path.Combine(_directory, name[..2], name);
    }
}
