using Gensyn.Primitives;

namespace Gensyn.Runtime.Interface;

/// <summary>What a removal of many keys did.</summary>
/// <remarks>Source: sp_io MultiRemovalResults. The older KillStorageResult is: all removed when there is no cursor, and the count is <paramref name="Loops"/>.</remarks>
/// <param name="Cursor">The first key that was left because of the limit; null when none was.</param>
/// <param name="Backend">How many keys of the state below went.</param>
/// <param name="Unique">How many keys went, those that only the overlay had included.</param>
/// <param name="Loops">How many keys of the state below were looked at, those that the overlay had removed already included.</param>
public readonly record struct RemovalResult(byte[]? Cursor, uint Backend, uint Unique, uint Loops);

/// <summary>The host functions of default child tries.</summary>
/// <remarks>
/// Source: sp_io default_child_storage. A child trie is named by its unique id, without the prefix of its key in the top trie. It exists as long as it
/// has keys. Changes belong to the same layers as those of the top trie. The root of a child trie is the value of its key in the top trie from the
/// moment that somebody asks for the root.
/// </remarks>
public interface IChildStorage
{
    /// <summary>The value under a key, or null. The array belongs to the host: do not write to it.</summary>
    byte[]? ChildGet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key);

    /// <summary>Sets a value. The array is kept: do not write to it afterwards.</summary>
    void ChildSet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key, byte[] value);

    /// <summary>Removes a key.</summary>
    void ChildRemove(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key);

    /// <summary>Whether a key has a value.</summary>
    bool ChildContains(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key);

    /// <summary>The smallest key after this one, or null.</summary>
    byte[]? ChildNextKey(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key);

    /// <summary>Removes keys with a prefix: all that only the overlay has, and at most this many of the state below.</summary>
    /// <param name="id">The child trie.</param>
    /// <param name="prefix">What the keys begin with; empty for all keys.</param>
    /// <param name="limit">How many keys of the state below may be looked at; null for all.</param>
    /// <param name="cursor">Where an earlier call stopped; null to begin at the first key.</param>
    RemovalResult ChildClearPrefix(ReadOnlySpan<byte> id, ReadOnlySpan<byte> prefix, uint? limit = null, byte[]? cursor = null);

    /// <summary>The root of a child trie with all changes so far; that of a trie without keys when it is empty.</summary>
    H256 ChildStorageRoot(ReadOnlySpan<byte> id, StateVersion version);
}

/// <summary>Host functions that follow from others.</summary>
public static class ChildStorageFunctions
{
    /// <summary>Removes a child trie, or as much of it as the limit allows.</summary>
    /// <inheritdoc cref="IChildStorage.ChildClearPrefix"/>
    public static RemovalResult ChildKill(this IChildStorage storage, ReadOnlySpan<byte> id, uint? limit = null, byte[]? cursor = null) =>
        storage.ChildClearPrefix(id, [], limit, cursor);

    /// <summary>Copies a part of a value, as much as fits.</summary>
    /// <returns>How many bytes the value has from the offset on, which may be more than fit; null without a value.</returns>
    public static int? ChildRead(this IChildStorage storage, ReadOnlySpan<byte> id, ReadOnlySpan<byte> key, Span<byte> output, int offset)
    {
        if (storage.ChildGet(id, key) is not { } value) return null;
        ReadOnlySpan<byte> rest = value.AsSpan(Math.Min(offset, value.Length));
        rest[..Math.Min(rest.Length, output.Length)].CopyTo(output);
        return rest.Length;
    }
}
