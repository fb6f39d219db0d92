namespace Gensyn.Workers;

/// <summary>A file that is there whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Finds out whether a file can be written, and leaves what is there.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not, or is a folder.</exception>
    public static void RequireWritable(string path)
    {
        bool existed = File.Exists(path);
        new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
        if (!existed) File.Delete(path);
    }

    /// <summary>Writes a file aside, flushes it and moves it to its place.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        string part = path + ".part";
        using (FileStream file = new(part, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }
}
