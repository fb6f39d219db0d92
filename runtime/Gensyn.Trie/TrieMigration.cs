using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>One step of a migration.</summary>
/// <param name="Rewrites">What to commit in layout V1: values as they are.</param>
/// <param name="Last">The last key that was looked at, where the next step goes on; null when the trie has no more.</param>
/// <param name="Keys">How many keys were looked at.</param>
public sealed record MigrationStep(IReadOnlyList<KeyValuePair<byte[], byte[]?>> Rewrites, byte[]? Last, int Keys);

/// <summary>Brings a trie that layout V0 has written into layout V1.</summary>
/// <remarks>
/// Source: frame's state-trie-migration. Committing in V1 changes the layout of values that are written and of no others, so a state of both layouts
/// is a state like any other; it is that of a fresh build in V1 once every value of 33 bytes and more has been written again. The pallet writes
/// every value again and so loads them all; values that are short, or hashed already, would stay as they are, so they are passed over here.
/// Child tries are tries of their own: each is migrated by itself, and their parents' roots follow.
/// </remarks>
public static class TrieMigration
{
    /// <summary>Looks at the next keys and tells which values to write again.</summary>
    /// <param name="trie">The trie as the last step's commit has left it.</param>
    /// <param name="after">Where the last step ended; null to begin.</param>
    /// <param name="maximumKeys">How many keys to look at, 1 or more.</param>
    /// <param name="maximumBytes">How many bytes of values to write again; a single value may be larger.</param>
    /// <exception cref="TrieException">The store lacks a node.</exception>
    public static MigrationStep Next(TrieDb trie, ReadOnlyMemory<byte>? after, int maximumKeys, long maximumBytes = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(trie);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumKeys, 1);
        TrieCursor cursor = trie.Cursor();
        if (after is { } start) cursor.SeekAfter(start.Span);
        List<KeyValuePair<byte[], byte[]?>> rewrites = [];
        int keys = 0;
        while (cursor.MoveNext())
        {
            keys++;
            if (cursor.InlineLength is { } length && NodeFormat.IsHashed(length, StateVersion.V1))
            {
                rewrites.Add(new(cursor.Key, cursor.Value));
                maximumBytes -= length;
            }

            if (keys == maximumKeys || maximumBytes <= 0) return new MigrationStep(rewrites, cursor.Key, keys);
        }

        return new MigrationStep(rewrites, null, keys);
    }

    /// <summary>Counts the values that a migration has still to write, and all.</summary>
    /// <returns>As state_trieMigrationStatus of Substrate's nodes counts them, for one trie.</returns>
    public static (long Left, long Total) Status(TrieDb trie)
    {
        ArgumentNullException.ThrowIfNull(trie);
        long left = 0, total = 0;
        for (TrieCursor cursor = trie.Cursor(); cursor.MoveNext(); total++)
        {
            if (cursor.InlineLength is { } length && NodeFormat.IsHashed(length, StateVersion.V1)) left++;
        }

        return (left, total);
    }
}
