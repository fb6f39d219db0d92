using System.Diagnostics.CodeAnalysis;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>A trie of its own under the state, whose root is part of the state: for data that goes away as a whole, or is proven on its own.</summary>
/// <remarks>Source: frame_support::storage::child. The trie exists while it has keys. Keys stand in it as they are given.</remarks>
/// <param name="externalities">The state.</param>
/// <param name="id">What names the trie, unique in the runtime: begin it with something of the pallet's.</param>
public sealed class ChildTrie(IExternalities externalities, byte[] id)
{
    /// <summary>Where the trie's root is in the state: <c>:child_storage:default:</c> and the id.</summary>
    public byte[] StorageKey => ChildStorage.KeyOf(id);

    /// <summary>The value of a key, if there is one; bytes that do not decode count as absent.</summary>
    public bool TryGet<T>(ReadOnlySpan<byte> key, Codec<T> codec, [MaybeNullWhen(false)] out T value)
    {
        if (externalities.ChildGet(id, key) is { } bytes && codec.TryDecode(bytes, out value)) return true;
        value = default;
        return false;
    }

    /// <summary>The bytes of a key, or null. Do not write to them.</summary>
    public byte[]? GetRaw(ReadOnlySpan<byte> key) => externalities.ChildGet(id, key);

    /// <summary>Whether a key has a value.</summary>
    public bool Contains(ReadOnlySpan<byte> key) => externalities.ChildContains(id, key);

    /// <summary>Sets the value of a key.</summary>
    public void Set<T>(ReadOnlySpan<byte> key, Codec<T> codec, T value) => externalities.ChildSet(id, key, codec.ToBytes(value));

    /// <summary>Sets the bytes of a key, which are kept: do not write to them afterwards.</summary>
    public void SetRaw(ReadOnlySpan<byte> key, byte[] value) => externalities.ChildSet(id, key, value);

    /// <summary>Removes a key.</summary>
    public void Remove(ReadOnlySpan<byte> key) => externalities.ChildRemove(id, key);

    /// <summary>Removes a key and returns its value, if it had one.</summary>
    public bool TryTake<T>(ReadOnlySpan<byte> key, Codec<T> codec, [MaybeNullWhen(false)] out T value)
    {
        if (!TryGet(key, codec, out value)) return false;
        Remove(key);
        return true;
    }

    /// <summary>All keys with a prefix, ascending.</summary>
    public IEnumerable<byte[]> Keys(byte[] prefix)
    {
        byte[]? key = externalities.ChildContains(id, prefix) ? prefix : externalities.ChildNextKey(id, prefix);
        for (; key is not null && key.AsSpan().StartsWith(prefix); key = externalities.ChildNextKey(id, key)) yield return key;
    }

    /// <summary>Removes keys with a prefix: all that only the block has written, and at most so many of those that the state held before it.</summary>
    /// <inheritdoc cref="IChildStorage.ChildClearPrefix"/>
    public RemovalResult ClearPrefix(ReadOnlySpan<byte> prefix, uint? limit = null, byte[]? cursor = null) =>
        externalities.ChildClearPrefix(id, prefix, limit, cursor);

    /// <summary>Removes the trie, or as much of it as the limit allows.</summary>
    /// <inheritdoc cref="IChildStorage.ChildClearPrefix"/>
    public RemovalResult Kill(uint? limit = null, byte[]? cursor = null) => externalities.ChildKill(id, limit, cursor);

    /// <summary>The trie's root with all changes so far.</summary>
    public H256 Root(StateVersion version = StateVersion.V1) => externalities.ChildStorageRoot(id, version);
}
