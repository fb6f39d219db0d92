namespace Gensyn.Workers.Commands;

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

    /// <summary>Writes a file aside and moves it to its place.</summary>
    public static async Task WriteAsync(string path, byte[] bytes, CancellationToken cancellation)
    {
        string part = path + ".part";
        await File.WriteAllBytesAsync(part, bytes, cancellation).ConfigureAwait(false);
        File.Move(part, path, overwrite: true);
    }
}
