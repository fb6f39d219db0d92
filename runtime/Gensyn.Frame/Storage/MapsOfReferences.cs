namespace Gensyn.Frame;

/// <summary>Reads maps whose values are classes: null when absent.</summary>
/// <remarks>A class of its own beside <see cref="MapsOfValues"/>: the two differ in constraints only, which one class cannot hold.</remarks>
public static class MapsOfReferences
{
    /// <summary>The value of a key, or null.</summary>
    public static TValue? Get<TKey, TValue>(this KeyedStorage<TKey, TValue> map, TKey key)
        where TValue : class
        => map.TryGet(key, out TValue? value) ? value : null;

    /// <summary>The value of two keys, or null.</summary>
    public static TValue? Get<THasher1, TKey1, THasher2, TKey2, TValue>(
        this StorageDoubleMap<THasher1, TKey1, THasher2, TKey2, TValue> map, TKey1 key1, TKey2 key2)
        where THasher1 : IStorageHasher
        where THasher2 : IStorageHasher
        where TValue : class
        => map.TryGet((key1, key2), out TValue? value) ? value : null;

    /// <summary>Removes a key and returns its value, or null.</summary>
    public static TValue? Take<TKey, TValue>(this KeyedStorage<TKey, TValue> map, TKey key)
        where TValue : class
        => map.TryTake(key, out TValue? value) ? value : null;

    /// <summary>Removes two keys' entry and returns its value, or null.</summary>
    public static TValue? Take<THasher1, TKey1, THasher2, TKey2, TValue>(
        this StorageDoubleMap<THasher1, TKey1, THasher2, TKey2, TValue> map, TKey1 key1, TKey2 key2)
        where THasher1 : IStorageHasher
        where THasher2 : IStorageHasher
        where TValue : class
        => map.TryTake((key1, key2), out TValue? value) ? value : null;

    /// <summary>Replaces the value of a key, which may be absent, by a function of it; null removes the entry.</summary>
    public static TValue? MutateExists<TKey, TValue>(this KeyedStorage<TKey, TValue> map, TKey key, Func<TValue?, TValue?> change)
        where TValue : class
    {
        TValue? value = change(map.Get(key));
        if (value is { } kept) map.Set(key, kept);
        else map.Remove(key);
        return value;
    }

    /// <summary>Changes the value of a key, which may be absent; null removes the entry, and nothing is written when the change fails.</summary>
    public static DispatchResult TryMutateExists<TKey, TValue>(this KeyedStorage<TKey, TValue> map, TKey key, Change<TValue?> change)
        where TValue : class
    {
        TValue? value = map.Get(key);
        DispatchResult result = change(ref value);
        if (result.IsError) return result;
        if (value is { } kept) map.Set(key, kept);
        else map.Remove(key);
        return result;
    }
}
