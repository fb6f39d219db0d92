namespace Gensyn.Runtime.Interface;

/// <summary>The changes of one trie above a fixed one, in layers that nest.</summary>
/// <remarks>Reads are remembered, so the trie below sees each key once.</remarks>
internal sealed class OverlayMap
{
    private readonly IOverlayBase _backend;
    private readonly EntryTable _entries = new();
    private readonly SortedEntries _sorted = new();

    // One list for each open transaction: the entries it touched. Lists of closed ones stay behind, empty, for the next.
    private readonly List<List<OverlayEntry>> _layers = [];
    private int _open;

    // The entries whose value below was read since somebody asked to keep that in mind; null when nobody does.
    private List<OverlayEntry>? _reads;

    // What Changes has found, until something changes: a block's changes are asked for twice, for the root and to keep them.
    private KeyValuePair<byte[], byte[]?>[]? _changes;

    // Versions that no entry needs any more, linked by what would be below them: each call of a block opens a layer and makes some.
    private OverlayVersion? _spare;

    /// <summary>No changes, with as many layers open as the state has.</summary>
    public OverlayMap(IOverlayBase backend, int openTransactions)
    {
        _backend = backend;
        while (_open < openTransactions) BeginTransaction();
    }

    public int OpenTransactions => _open;

    public byte[]? Get(ReadOnlySpan<byte> key) => Read(_entries.FindOrAdd(key));

    public void Set(ReadOnlySpan<byte> key, byte[]? value) => Writable(_entries.FindOrAdd(key)).Set(value);

    public void Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> encodedItem)
    {
        OverlayEntry entry = _entries.FindOrAdd(key);
        OverlayVersion? current = entry.Top;
        byte[]? encoded = current is { IsList: true } ? null : Read(entry);
        OverlayVersion version = Writable(entry);
        if (current is { IsList: true })
        {
            if (!ReferenceEquals(current, version)) version.Share(current);
        }
        else
        {
            version.Open(encoded);
        }

        version.Append(encodedItem);
    }

    public byte[]? NextKey(ReadOnlySpan<byte> key)
    {
        byte[]? below = _backend.NextKey(key);
        while (below is not null && _entries.Find(below) is { Top: { } top } && top.Read() is null)
        {
            below = _backend.NextKey(below);
        }

        for (int index = _sorted.IndexAfter(key); index < _sorted.Count; index++)
        {
            OverlayEntry entry = _sorted[index];
            if (below is not null && below.AsSpan().SequenceCompareTo(entry.Key) <= 0) break;
            if (entry.Top?.Read() is not null) return entry.Key;
        }

        return below;
    }

    /// <summary>Removes all keys with a prefix that the overlay has; tells how many had a value.</summary>
    public uint ClearOwn(ReadOnlySpan<byte> prefix)
    {
        uint removed = 0;
        int index = _sorted.IndexAfter(prefix);
        if (index > 0 && _sorted[index - 1].Key.AsSpan().SequenceEqual(prefix)) index--;
        for (; index < _sorted.Count && _sorted[index].Key.AsSpan().StartsWith(prefix); index++)
        {
            if (_sorted[index].Top is not { } top) continue;
            if (top.Read() is not null) removed++;
            Writable(_sorted[index]).Set(null);
        }

        return removed;
    }

    /// <summary>Removes keys with a prefix that the trie below has, and looks at no more of them than the limit.</summary>
    public RemovalResult ClearBelow(ReadOnlySpan<byte> prefix, uint? limit, byte[]? cursor)
    {
        uint removed = 0, loops = 0;
        byte[] start = cursor ?? prefix.ToArray();
        byte[]? key = ReadBase(_entries.FindOrAdd(start)) is not null ? start : _backend.NextKey(start);
        for (; key is not null && key.AsSpan().StartsWith(prefix); key = _backend.NextKey(key))
        {
            if (loops == limit) return new RemovalResult(key, removed, removed, loops);
            loops++;
            OverlayEntry entry = _entries.FindOrAdd(key);
            if (entry.Top is { } top && top.Read() is null) continue;
            Writable(entry).Set(null);
            removed++;
        }

        return new RemovalResult(null, removed, removed, loops);
    }

    /// <summary>Keeps in mind from now on what is read of the trie below.</summary>
    public void NoteReads() => _reads ??= [];

    /// <summary>Lets what was kept in mind go, and forgets what was read if that is wished.</summary>
    public void EndNotes(bool forget)
    {
        if (forget)
        {
            foreach (OverlayEntry entry in _reads ?? []) entry.ForgetBase();
        }

        _reads = null;
    }

    public void BeginTransaction()
    {
        if (_open == _layers.Count) _layers.Add([]);
        _open++;
    }

    public void CommitTransaction()
    {
        List<OverlayEntry> closed = CloseLayer();
        int depth = _open;
        foreach (OverlayEntry entry in closed)
        {
            OverlayVersion version = entry.Top!; // A layer lists exactly the entries whose top it made.
            version.Depth = depth;
            if (version.Below is { } below && below.Depth == depth)
            {
                version.Below = below.Below;
                Spare(below);
            }
            else if (depth > 0)
            {
                _layers[depth - 1].Add(entry);
            }
        }

        closed.Clear();
    }

    public void RollbackTransaction()
    {
        List<OverlayEntry> closed = CloseLayer();
        _changes = null;
        foreach (OverlayEntry entry in closed)
        {
            OverlayVersion dropped = entry.Top!; // As above: the layer made the top.
            entry.Top = dropped.Below;
            Spare(dropped);
        }

        closed.Clear();
    }

    /// <summary>All net changes so far, ascending by key; null means removed.</summary>
    public IReadOnlyList<KeyValuePair<byte[], byte[]?>> Changes()
    {
        if (_changes is not null) return _changes;
        ReadOnlySpan<OverlayEntry> written = _sorted.Span;
        var changes = new KeyValuePair<byte[], byte[]?>[written.Length];
        int count = 0;
        foreach (OverlayEntry entry in written)
        {
            if (entry.Top is { } top) changes[count++] = new(entry.Key, top.Read());
        }

        // Only layers that were dropped leave keys without a version.
        if (count < changes.Length) Array.Resize(ref changes, count);
        return _changes = changes;
    }

    /// <summary>Forgets everything, what was read included.</summary>
    public void Clear()
    {
        _changes = null;
        _entries.Clear();
        _sorted.Clear();
    }

    /// <summary>The version of the innermost layer, made when the layer has none yet; the caller fills it.</summary>
    private OverlayVersion Writable(OverlayEntry entry)
    {
        _changes = null;
        if (!entry.Listed)
        {
            entry.Listed = true;
            _sorted.Add(entry);
        }

        if (entry.Top is { } top && top.Depth == _open) return top;
        entry.Top = NewVersion(entry.Top);
        if (_open > 0) _layers[_open - 1].Add(entry);
        return entry.Top;
    }

    private byte[]? Read(OverlayEntry entry) => entry.Top is { } top ? top.Read() : ReadBase(entry);

    private byte[]? ReadBase(OverlayEntry entry)
    {
        if (!entry.BaseKnown) _reads?.Add(entry);
        return entry.ReadBase(_backend);
    }

    private OverlayVersion NewVersion(OverlayVersion? below)
    {
        OverlayVersion version = _spare ?? new OverlayVersion();
        _spare = version.Below;
        version.Depth = _open;
        version.Below = below;
        return version;
    }

    private void Spare(OverlayVersion version)
    {
        version.Set(null);
        version.Below = _spare;
        _spare = version;
    }

    private List<OverlayEntry> CloseLayer()
    {
        if (_open == 0) throw new InvalidOperationException("No transaction is open.");
        return _layers[--_open];
    }
}
