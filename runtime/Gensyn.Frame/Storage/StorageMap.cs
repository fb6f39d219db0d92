using System.Diagnostics.CodeAnalysis;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Values in the state by key.</summary>
public sealed class StorageMap<THasher, TKey, TValue>(
    PalletContext context, StorageItem item, Codec<TKey> keys, Codec<TValue> values, TValue? defaultValue = default)
    : KeyedStorage<TKey, TValue>(context, item, values, defaultValue)
    where THasher : IStorageHasher
{
    private RecentHashes? _recent;

    /// <summary>What clients are told of the item.</summary>
    public StorageInfo Info => Describe([THasher.Kind], keys.Type, StorageKeys.MaxLength<THasher, TKey>(keys));

    private protected override void Write(TKey key, ref ScaleWriter writer)
    {
        writer.WriteBytes(Item.Prefix);
        StorageKeys.Add<THasher, TKey>(ref writer, keys, key, THasher.IsCostly ? _recent ??= new() : null);
    }

    private protected override bool TryReadKey(byte[] at, [MaybeNullWhen(false)] out TKey key)
    {
        ScaleReader reader = new(at.AsSpan(Prefix.Length), Context.Runtime);
        key = StorageKeys.Read<THasher, TKey>(ref reader, keys);
        return !reader.Failed && reader.Remaining == 0;
    }
}
