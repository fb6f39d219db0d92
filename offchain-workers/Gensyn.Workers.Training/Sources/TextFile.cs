using System.Buffers;
using System.Text;

namespace Gensyn.Workers.Training.Sources;

/// <summary>Reads UTF-8 text, character by character, without holding the whole file.</summary>
/// <remarks>A byte order mark at the beginning is skipped; nothing else is changed or normalised.</remarks>
public static class TextFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>The most bytes that are read unless the caller says otherwise: 1 GiB.</summary>
    public static long DefaultLimit => 1L << 30;

    /// <summary>The characters of a file, decoded as they are asked for.</summary>
    /// <exception cref="TrainingDataException">While enumerating: the file is not UTF-8 or larger than the limit.</exception>
    public static IEnumerable<Rune> Read(string path, long? limit = null)
    {
        using FileStream file = File.OpenRead(path);
        foreach (Rune character in Read(file, Path.GetFileName(path), limit)) yield return character;
    }

    /// <summary>The characters of a stream, decoded as they are asked for; the name appears in errors.</summary>
    /// <exception cref="TrainingDataException">While enumerating: the stream is not UTF-8 or longer than the limit.</exception>
    public static IEnumerable<Rune> Read(Stream stream, string name, long? limit = null)
    {
        long most = limit ?? DefaultLimit, position = 0;
        byte[] buffer = new byte[BufferBytes];
        int filled = 0;
        bool ended = false;
        while (true)
        {
            int at = 0;
            while (at < filled)
            {
                OperationStatus status = Rune.DecodeFromUtf8(buffer.AsSpan(at, filled - at), out Rune character, out int bytes);
                if (status == OperationStatus.NeedMoreData && !ended) break;
                if (status != OperationStatus.Done) throw new TrainingDataException($"{name} is not UTF-8 at byte {position + at}");
                bool isMark = position + at == 0 && character.Value == 0xFEFF;
                at += bytes;
                if (!isMark) yield return character;
            }

            if (ended) yield break;
            position += at;
            buffer.AsSpan(at, filled - at).CopyTo(buffer);
            filled -= at;
            int read = stream.Read(buffer, filled, buffer.Length - filled);
            ended = read == 0;
            filled += read;
            if (position + filled > most) throw new TrainingDataException($"{name} is longer than the limit of {most} bytes");
        }
    }

    /// <summary>The characters of a text that is in memory.</summary>
    /// <exception cref="TrainingDataException">While enumerating: half a surrogate pair stands alone.</exception>
    public static IEnumerable<Rune> RunesOf(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out Rune character)) throw new TrainingDataException($"The text has half a surrogate pair at character {at}");
            at += character.Utf16SequenceLength;
            yield return character;
        }
    }
}
