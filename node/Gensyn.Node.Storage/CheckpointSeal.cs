using System.Globalization;
using System.Text;
using Gensyn.Crypto;

namespace Gensyn.Node.Storage;

/// <summary>Names the checkpoint that counts, with a checksum of all that its recovery reads without looking.</summary>
/// <remarks>FASTER follows addresses in its files as they are: a damaged one would end the process, without an error that anybody could read.</remarks>
internal sealed record CheckpointSeal(Guid Token, long From, long To, ulong Sum)
{
    /// <summary>How the table's log is cut into files.</summary>
    public const long SegmentSize = 1 << 28;

    private const string FileName = "checkpoint";
    private const string Magic = "gensyn-checkpoint-1";

    // FASTER rewrites at most the sector that its log ends in; what lies in whole sectors before stays as it is.
    private const long Sector = 4096;

    /// <summary>The checkpoint of a directory, checked; null when there is none.</summary>
    public static CheckpointSeal? Read(string directory)
    {
        string path = Path.Combine(directory, FileName);
        if (!File.Exists(path)) return null;
        string[] words = File.ReadAllText(path).Split(' ');
        if (words is not [Magic, var token, var from, var to, var sum] || !Guid.TryParse(token, out Guid guid)
            || !long.TryParse(from, CultureInfo.InvariantCulture, out long start) || !long.TryParse(to, CultureInfo.InvariantCulture, out long end)
            || !ulong.TryParse(sum, CultureInfo.InvariantCulture, out ulong expected))
        {
            throw new StorageException($"The database is damaged: {path} is not what was written there.");
        }

        if (Compute(directory, guid, start, end) == expected) return new CheckpointSeal(guid, start, end, expected);
        throw new StorageException($"The database is damaged: a file of checkpoint {guid} in {directory} has changed.");
    }

    /// <summary>Makes a checkpoint the one that counts, in one step even when the process dies in it.</summary>
    public static void Write(string directory, Guid token, long tail, long memoryBytes)
    {
        long to = tail / Sector * Sector;
        // Recovery loads what the table keeps in memory.
        long from = Math.Max(0, to - memoryBytes) / Sector * Sector;
        string text = string.Join(' ', Magic, token.ToString("D"), from.ToString(CultureInfo.InvariantCulture), to.ToString(CultureInfo.InvariantCulture),
            Compute(directory, token, from, to).ToString(CultureInfo.InvariantCulture));
        Replace(Path.Combine(directory, FileName), text);
    }

    /// <summary>Gives a small file a new content in one step, even when the process dies in it.</summary>
    public static void Replace(string path, string text)
    {
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private static ulong Compute(string directory, Guid token, long from, long to)
    {
        byte[] buffer = new byte[1 << 20];
        ulong sum = 0;
        string name = token.ToString("D");
        foreach (string file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetDirectoryName(path)!.EndsWith(name, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            sum = Add(file, 0, new FileInfo(file).Length, sum, buffer);
        }

        for (long at = from; at < to;)
        {
            long segment = at / SegmentSize;
            long end = Math.Min(to, (segment + 1) * SegmentSize);
            string file = Path.Combine(directory, "table." + segment.ToString(CultureInfo.InvariantCulture));
            sum = Add(file, at - (segment * SegmentSize), end - (segment * SegmentSize), sum, buffer);
            at = end;
        }

        return sum;
    }

    private static ulong Add(string path, long from, long to, ulong sum, byte[] buffer)
    {
        if (!File.Exists(path)) throw new StorageException($"The database is damaged: {path} is missing.");
        using FileStream file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = from;
        while (from < to)
        {
            Span<byte> wanted = buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - from));
            int count = file.ReadAtLeast(wanted, wanted.Length, throwOnEndOfStream: false);
            if (count == 0) throw new StorageException($"The database is damaged: {path} is too short.");
            sum = Twox.Hash64(buffer.AsSpan(0, count), sum);
            from += count;
        }

        return sum;
    }
}
