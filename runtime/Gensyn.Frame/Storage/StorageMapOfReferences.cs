namespace Gensyn.Frame;

/// <summary>Reads maps whose values are classes: null when absent.</summary>
/// <remarks>A class of its own beside <see cref="StorageMapOfValues"/>: the two differ in constraints only, which one class cannot hold.</remarks>
public static class StorageMapOfReferences
{
    /// <summary>The value of a key, or null.</summary>
    public static TValue? Get<THasher, TKey, TValue>(this StorageMap<THasher, TKey, TValue> map, TKey key)
        where THasher : IStorageHasher
        where TValue : class
        => map.TryGet(key, out TValue? value) ? value : null;

    /// <summary>The value of two keys, or null.</summary>
    public static TValue? Get<THasher1, TKey1, THasher2, TKey2, TValue>(
        this StorageDoubleMap<THasher1, TKey1, THasher2, TKey2, TValue> map, TKey1 key1, TKey2 key2)
        where THasher1 : IStorageHasher
        where THasher2 : IStorageHasher
        where TValue : class
        => map.TryGet(key1, key2, out TValue? value) ? value : null;

    /// <summary>Removes a key and returns its value, or null.</summary>
    public static TValue? Take<THasher, TKey, TValue>(this StorageMap<THasher, TKey, TValue> map, TKey key)
        where THasher : IStorageHasher
        where TValue : class
        => map.TryTake(key, out TValue? value) ? value : null;

    /// <summary>Removes two keys' entry and returns its value, or null.</summary>
    public static TValue? Take<THasher1, TKey1, THasher2, TKey2, TValue>(
        this StorageDoubleMap<THasher1, TKey1, THasher2, TKey2, TValue> map, TKey1 key1, TKey2 key2)
        where THasher1 : IStorageHasher
        where THasher2 : IStorageHasher
        where TValue : class
        => map.TryTake(key1, key2, out TValue? value) ? value : null;
}
