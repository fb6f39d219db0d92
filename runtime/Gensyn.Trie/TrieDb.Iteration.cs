namespace Gensyn.Trie;

/// <content>Keys in order, and proofs.</content>
public sealed partial class TrieDb
{
    /// <summary>A cursor over the keys with a prefix, before the first one.</summary>
    public TrieCursor Cursor(ReadOnlyMemory<byte> prefix = default) => new(this, prefix);

    /// <inheritdoc/>
    public byte[]? NextKey(ReadOnlySpan<byte> key) => Cursor().NextKey(key);

    /// <inheritdoc/>
    public IEnumerable<byte[]> Keys(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte>? after = null)
    {
        for (TrieCursor cursor = Ascending(prefix, after); cursor.MoveNext();) yield return cursor.Key;
    }

    /// <inheritdoc/>
    public IEnumerable<byte[]> KeysDescending(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte>? before = null)
    {
        TrieCursor cursor = Cursor(prefix);
        if (before is { } start) cursor.SeekBefore(start.Span);
        else cursor.SeekLast();
        while (cursor.MovePrevious()) yield return cursor.Key;
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<byte[], byte[]>> Pairs(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte>? after = null)
    {
        for (TrieCursor cursor = Ascending(prefix, after); cursor.MoveNext();) yield return new(cursor.Key, cursor.Value);
    }

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> ReadProof(IEnumerable<byte[]> keys)
    {
        var recorder = new RecordingNodeStore(store);
        var recorded = new TrieDb(recorder, Root);
        foreach (byte[] key in keys) recorded.Get(key);
        return recorder.Recorded();
    }

    private TrieCursor Ascending(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte>? after)
    {
        TrieCursor cursor = Cursor(prefix);
        if (after is { } start) cursor.SeekAfter(start.Span);
        return cursor;
    }
}
