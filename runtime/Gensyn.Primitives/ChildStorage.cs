namespace Gensyn.Primitives;

/// <summary>Where child tries stand in the state: the root of each is the value of a key of the top trie.</summary>
/// <remarks>Source: sp_storage well_known_keys and ChildInfo. There is one kind of child trie, the default one, told apart by a unique id.</remarks>
public static class ChildStorage
{
    /// <summary>What the keys of all kinds of child tries begin with.</summary>
    public static ReadOnlySpan<byte> Prefix => ":child_storage:"u8;

    /// <summary>What the keys of default child tries begin with.</summary>
    public static ReadOnlySpan<byte> DefaultPrefix => ":child_storage:default:"u8;

    /// <summary>The key of the top trie that has the root of a default child trie.</summary>
    public static byte[] KeyOf(ReadOnlySpan<byte> id) => [.. DefaultPrefix, .. id];

    /// <summary>The id of the default child trie whose root is under a key; null when the key is no such one.</summary>
    public static byte[]? IdOf(ReadOnlySpan<byte> key) => key.StartsWith(DefaultPrefix) ? key[DefaultPrefix.Length..].ToArray() : null;

    /// <summary>Whether a key is kept for child tries: only the host writes there.</summary>
    public static bool IsReserved(ReadOnlySpan<byte> key) => key.StartsWith(Prefix);

    /// <summary>Whether keys with this prefix may be kept for child tries.</summary>
    public static bool MayHoldReserved(ReadOnlySpan<byte> prefix) => prefix.StartsWith(Prefix) || Prefix.StartsWith(prefix);
}
