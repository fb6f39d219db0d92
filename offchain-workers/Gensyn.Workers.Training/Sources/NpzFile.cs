using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Gensyn.Workers.Training.Sources;

/// <summary>Reads NumPy's archives: zip files of NPY files, stored or deflated.</summary>
/// <remarks>Archives are untrusted: the limit holds for all arrays together as they are inflated, whatever the archive says about their sizes.</remarks>
public sealed class NpzFile
{
    private const int MaxEntries = 1_024;
    private const int MaxNameLength = 256;
    private const string Extension = ".npy";

    private NpzFile(ImmutableSortedDictionary<string, NpyFile> arrays) => Arrays = arrays;

    /// <summary>The most bytes of content in all arrays that are read unless the caller says otherwise: 256 MiB.</summary>
    public static long DefaultLimit => NpyFile.DefaultLimit;

    /// <summary>The arrays by name, without the <c>.npy</c> of their entries.</summary>
    public ImmutableSortedDictionary<string, NpyFile> Arrays { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="TrainingDataException">The file is malformed or larger than the limit.</exception>
    public static NpzFile Read(string path, long? limit = null)
    {
        using FileStream file = File.OpenRead(path);
        return Read(file, Path.GetFileName(path), limit);
    }

    /// <summary>Reads a seekable stream; the name appears in errors.</summary>
    /// <exception cref="TrainingDataException">The stream is malformed or larger than the limit.</exception>
    public static NpzFile Read(Stream stream, string name, long? limit = null)
    {
        if (!stream.CanSeek) throw new ArgumentException("An archive is read from its end, so the stream must seek.", nameof(stream));
        long most = limit ?? DefaultLimit;

        // Deflated or not, what is read is about as long as what is packed, or longer.
        if (stream.Length > most + (1 << 20)) Throw(name, $"is {stream.Length} bytes long, over the limit of {most} bytes of content");
        try
        {
            using ZipArchive archive = new(stream, ZipArchiveMode.Read, leaveOpen: true);
            return ReadEntries(archive, name, most);
        }
        catch (TrainingDataException)
        {
            throw;
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new TrainingDataException($"{name} is a damaged archive ({broken.Message})", broken);
        }
    }

    private static NpzFile ReadEntries(ZipArchive archive, string name, long limit)
    {
        if (archive.Entries.Count > MaxEntries) Throw(name, $"has {archive.Entries.Count} entries; at most {MaxEntries} are read");
        ImmutableSortedDictionary<string, NpyFile>.Builder arrays = ImmutableSortedDictionary.CreateBuilder<string, NpyFile>(StringComparer.Ordinal);
        long left = limit;
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            string key = entry.FullName;
            if (key.Length > MaxNameLength) Throw(name, $"has an entry with a name of {key.Length} characters; at most {MaxNameLength} are read");
            if (!key.EndsWith(Extension, StringComparison.Ordinal)) Throw(name, $"has an entry '{key}' that is not an .npy file");
            if (entry.IsEncrypted) Throw(name, $"has an encrypted entry '{key}'");
            using Stream unpacked = entry.Open();
            NpyFile array = NpyFile.Read(unpacked, $"{name}: {key}", left);
            left -= array.Content.Length;
            if (!arrays.TryAdd(key[..^Extension.Length], array)) Throw(name, $"has two entries '{key}'");
        }

        return new NpzFile(arrays.ToImmutable());
    }

    [DoesNotReturn]
    private static void Throw(string name, string what) => throw new TrainingDataException($"{name} {what}");
}
