using System.Text;

namespace Gensyn.Workers.Training.Sources;

/// <summary>What the readers of untrusted files share.</summary>
internal static class UntrustedStream
{
    /// <summary>UTF-8 that throws <see cref="DecoderFallbackException"/> or <see cref="EncoderFallbackException"/> at what is not Unicode.</summary>
    public static UTF8Encoding StrictUtf8 { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the last bytes of a stream: exactly so many, and nothing after them.</summary>
    /// <remarks>The array grows with what arrives, so that a short file with a large header costs only its own size.</remarks>
    public static byte[] ReadToEnd(Stream stream, string name, long total)
    {
        byte[] content = new byte[Math.Min(total, 1 << 16)];
        long read = 0;
        while (read < total)
        {
            if (read == content.Length) Array.Resize(ref content, (int)Math.Min(total, 2L * content.Length));
            int count = stream.Read(content, (int)read, content.Length - (int)read);
            if (count == 0) throw new TrainingDataException($"{name} ends after {read} of {total} bytes of content");
            read += count;
        }

        if (stream.ReadByte() >= 0) throw new TrainingDataException($"{name} has bytes after its {total} bytes of content");
        return content;
    }

    /// <summary>Reads a file whole, if it is not over the limit.</summary>
    public static byte[] ReadFile(string path, long limit)
    {
        long length = new FileInfo(path).Length, most = Math.Min(limit, Array.MaxLength);
        if (length > most) throw new TrainingDataException($"{Path.GetFileName(path)} is {length} bytes long, over the limit of {most}");
        return File.ReadAllBytes(path);
    }
}
