using System.Runtime.InteropServices;
using Gensyn.Primitives;

namespace Gensyn.Runtime.Interface;

/// <summary>The written keys of an overlay in order; sorts only when somebody looks.</summary>
internal sealed class SortedEntries
{
    private List<OverlayEntry> _entries = [];
    private List<OverlayEntry> _merged = [];
    private readonly List<OverlayEntry> _new = [];

    public int Count
    {
        get
        {
            Merge();
            return _entries.Count;
        }
    }

    public OverlayEntry this[int index] => _entries[index];

    /// <summary>All of them in order, until one is added.</summary>
    public ReadOnlySpan<OverlayEntry> Span
    {
        get
        {
            Merge();
            return CollectionsMarshal.AsSpan(_entries);
        }
    }

    /// <summary>Adds an entry whose key is not there yet.</summary>
    public void Add(OverlayEntry entry) => _new.Add(entry);

    public void Clear()
    {
        _entries.Clear();
        _new.Clear();
    }

    /// <summary>Where the keys greater than this one begin.</summary>
    public int IndexAfter(ReadOnlySpan<byte> key)
    {
        Merge();
        int low = 0, high = _entries.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (key.SequenceCompareTo(_entries[middle].Key) < 0) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private void Merge()
    {
        if (_new.Count == 0) return;
        if (_new.Count == 1)
        {
            // Walking a map while writing to it adds one key at a time.
            OverlayEntry only = _new[0];
            _new.Clear();
            _entries.Insert(IndexAfter(only.Key), only);
            return;
        }

        KeyOrder.Sort<OverlayEntry, ByKey>(CollectionsMarshal.AsSpan(_new));
        _merged.Clear();
        _merged.EnsureCapacity(_entries.Count + _new.Count);
        int old = 0;
        foreach (OverlayEntry entry in _new)
        {
            while (old < _entries.Count && _entries[old].Key.AsSpan().SequenceCompareTo(entry.Key) < 0) _merged.Add(_entries[old++]);
            _merged.Add(entry);
        }

        while (old < _entries.Count) _merged.Add(_entries[old++]);
        (_entries, _merged) = (_merged, _entries);
        _merged.Clear();
        _new.Clear();
    }

    private readonly struct ByKey : IKeyed<OverlayEntry>
    {
        public static byte[] KeyOf(OverlayEntry item) => item.Key;
    }
}
