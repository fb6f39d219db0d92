namespace Gensyn.Trie;

/// <content>Keys in order, and proofs.</content>
public sealed partial class TrieDb
{
    /// <inheritdoc/>
    public byte[]? NextKey(ReadOnlySpan<byte> key)
    {
        var cursor = new TrieCursor(this);
        cursor.Seek(key, inclusive: false);
        return cursor.MoveNext() ? cursor.Key : null;
    }

    /// <inheritdoc/>
    public IEnumerable<byte[]> Keys(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte>? after = null)
    {
        var cursor = new TrieCursor(this);
        bool fromAfter = after is { } start && start.Span.SequenceCompareTo(prefix.Span) >= 0;
        cursor.Seek(fromAfter ? after.GetValueOrDefault().Span : prefix.Span, inclusive: !fromAfter);
        while (cursor.MoveNext() && cursor.Key.AsSpan().StartsWith(prefix.Span)) yield return cursor.Key;
    }

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> ReadProof(IEnumerable<byte[]> keys)
    {
        var recorder = new RecordingNodeStore(store);
        var recorded = new TrieDb(recorder, Root);
        foreach (byte[] key in keys) recorded.Get(key);
        return recorder.Recorded();
    }
}
