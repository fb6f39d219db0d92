namespace Gensyn.Node.Demo;

/// <summary>What a demo must remember to go on after it was killed: its options, its task and the port that its data are served on.</summary>
internal sealed class DemoMemo
{
    private readonly string _file;
    private Content _content;

    private DemoMemo(string file, Content content) => (_file, _content) = (file, content);

    /// <summary>The task, once it is submitted.</summary>
    public uint? Task => _content.Task;

    /// <summary>The port that the task's endpoint names; 0 before the first start.</summary>
    public int SubmitterPort => _content.SubmitterPort;

    /// <summary>Opens the memo of a folder.</summary>
    /// <exception cref="InvalidDataException">The folder belongs to a demo with other options.</exception>
    public static DemoMemo Open(string file, DemoOptions options)
    {
        Content fresh = new(options.Steps, options.DataDirectory is { } data ? Path.GetFullPath(data) : null, options.Cheat?.ToString(), 0, null);
        if (!File.Exists(file)) return new DemoMemo(file, fresh);
        Content known = DemoFile.Read<Content>(file);
        if (known.Steps != fresh.Steps || known.Data != fresh.Data || known.Cheat != fresh.Cheat)
        {
            throw new InvalidDataException(
                $"{Path.GetDirectoryName(file)} holds a demo of {known.Steps} steps on {known.Data ?? "drawn digits"}, cheat: {known.Cheat ?? "none"}. Use the same options, or another folder.");
        }

        return new DemoMemo(file, known);
    }

    /// <summary>Remembers the port.</summary>
    public void KeepPort(int port) => Keep(_content with { SubmitterPort = port });

    /// <summary>Remembers the task.</summary>
    public void KeepTask(uint task) => Keep(_content with { Task = task });

    private void Keep(Content content)
    {
        _content = content;
        DemoFile.Write(_file, content);
    }

    private sealed record Content(uint Steps, string? Data, string? Cheat, int SubmitterPort, uint? Task);
}
