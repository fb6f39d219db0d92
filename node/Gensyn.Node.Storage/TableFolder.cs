using System.Globalization;

namespace Gensyn.Node.Storage;

/// <summary>The table that counts, among those in a directory: a new one takes over when the old one is mostly garbage.</summary>
/// <remarks>
/// FASTER's log keeps entries that were replaced or removed. Copying what counts into new files and then naming these in one step
/// leaves a whole table at every moment.
/// </remarks>
internal sealed class TableFolder : IDisposable
{
    private const string FileName = "current";
    private const string Prefix = "table-";

    private readonly string _directory;
    private readonly StoreOptions _options;
    private FasterTable? _retired;
    private long _number;
    private long _bytesAtStart;

    public TableFolder(string directory, StoreOptions options)
    {
        _directory = directory;
        _options = options;
        string path = Path.Combine(directory, FileName);
        if (File.Exists(path))
        {
            if (File.ReadAllText(path).Split(' ') is not [var number, var bytes] || !long.TryParse(number, CultureInfo.InvariantCulture, out _number)
                || !long.TryParse(bytes, CultureInfo.InvariantCulture, out _bytesAtStart))
            {
                throw new StorageException($"The database is damaged: {path} is not what was written there.");
            }
        }

        foreach (string other in Directory.GetDirectories(directory, Prefix + "*"))
        {
            if (Path.GetFileName(other) != Path.GetFileName(Name(_number))) Directory.Delete(other, recursive: true);
        }

        Table = new FasterTable(Name(_number), options);
    }

    /// <summary>The table that counts.</summary>
    public FasterTable Table { get; private set; }

    /// <summary>Writes the table to disk, into new files when the old ones are mostly garbage.</summary>
    public void Checkpoint()
    {
        // Whoever read from the last table while another took over is done since long.
        Retire(null);
        // A table that keeps every state has no garbage worth a copy.
        if (_options.KeptStates is null || Table.LogBytes < _options.CompactionBytes + (3 * _bytesAtStart))
        {
            Table.Checkpoint();
            return;
        }

        if (Directory.Exists(Name(_number + 1))) Directory.Delete(Name(_number + 1), recursive: true);
        var next = new FasterTable(Name(_number + 1), _options);
        try
        {
            Table.CopyTo(next);
            next.Checkpoint();
        }
        catch
        {
            next.Dispose();
            throw;
        }

        _number++;
        _bytesAtStart = next.LogBytes;
        CheckpointSeal.Replace(
            Path.Combine(_directory, FileName), string.Create(CultureInfo.InvariantCulture, $"{_number} {_bytesAtStart}"));
        Retire(Table);
        Table = next;
    }

    public void Dispose()
    {
        Retire(null);
        Table.Dispose();
    }

    private string Name(long number) => Path.Combine(_directory, Prefix + number.ToString(CultureInfo.InvariantCulture));

    private void Retire(FasterTable? table)
    {
        if (_retired is not null)
        {
            _retired.Dispose();
            Directory.Delete(Name(_number - 1), recursive: true);
        }

        _retired = table;
    }
}
