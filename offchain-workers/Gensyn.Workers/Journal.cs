namespace Gensyn.Workers;

/// <summary>A folder of small records that an agent must not lose: salts, answers, what it has promised on the chain.</summary>
/// <remarks>A record is written aside, flushed and renamed, so that after a crash it is there whole or not at all.</remarks>
public sealed class Journal
{
    private readonly string _directory;

    /// <summary>Opens a folder, creating it when it is not there.</summary>
    public Journal(string directory)
    {
        _directory = Path.GetFullPath(directory);
        Directory.CreateDirectory(_directory);
    }

    /// <summary>Writes a record, replacing an older one.</summary>
    public void Put(string key, ReadOnlySpan<byte> record) => WholeFile.Write(PathOf(key), record);

    /// <summary>Reads a record, or null when there is none.</summary>
    public byte[]? Get(string key) => File.Exists(PathOf(key)) ? File.ReadAllBytes(PathOf(key)) : null;

    private string PathOf(string key) => Path.Combine(_directory, key);
}
