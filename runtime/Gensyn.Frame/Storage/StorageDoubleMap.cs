using System.Diagnostics.CodeAnalysis;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>ValueCodec in the state by two keys; all entries of a first key stand together.</summary>
/// <remarks>What maps do by a key, this does by two or by a pair of them.</remarks>
public sealed class StorageDoubleMap<THasher1, TKey1, THasher2, TKey2, TValue>(
    PalletContext context, StorageItem item, Codec<TKey1> keys1, Codec<TKey2> keys2, Codec<TValue> values, TValue? defaultValue = default)
    : KeyedStorage<(TKey1 First, TKey2 Second), TValue>(context, item, values, defaultValue)
    where THasher1 : IStorageHasher
    where THasher2 : IStorageHasher
{
    /// <summary>What clients are told of the item.</summary>
    public StorageInfo Info => Describe(
        [THasher1.Kind, THasher2.Kind],
        TypeInfo.Tuple(keys1.Type, keys2.Type),
        EncodedLength.Sum(StorageKeys.MaxLength<THasher1, TKey1>(keys1), StorageKeys.MaxLength<THasher2, TKey2>(keys2)));

    /// <summary>The entries of a first key, by the second.</summary>
    public StorageRange<TKey2, TValue> Under(TKey1 key1) => new Part(this, PrefixOf(key1));

    /// <summary>Where the entries of a first key start.</summary>
    public byte[] PrefixOf(TKey1 key1)
    {
        ScaleWriter writer = new(stackalloc byte[StorageKeys.Room]);
        writer.WriteBytes(Item.Prefix);
        StorageKeys.Add<THasher1, TKey1>(ref writer, keys1, key1);
        return writer.ToArray();
    }

    /// <summary>Where the value of two keys is.</summary>
    public byte[] KeyOf(TKey1 key1, TKey2 key2) => KeyOf((key1, key2));

    /// <summary>The value of two keys, if there is one; bytes that do not decode count as absent, as in FRAME.</summary>
    public bool TryGet(TKey1 key1, TKey2 key2, [MaybeNullWhen(false)] out TValue value) => TryGet((key1, key2), out value);

    /// <summary>The value of two keys, or the item's default.</summary>
    public TValue GetOrDefault(TKey1 key1, TKey2 key2) => GetOrDefault((key1, key2));

    /// <summary>Whether two keys have a value.</summary>
    public bool Contains(TKey1 key1, TKey2 key2) => Contains((key1, key2));

    /// <summary>Sets the value of two keys.</summary>
    public void Set(TKey1 key1, TKey2 key2, TValue value) => Set((key1, key2), value);

    /// <summary>Removes two keys' entry.</summary>
    public void Remove(TKey1 key1, TKey2 key2) => Remove((key1, key2));

    /// <summary>Removes two keys' entry and returns its value, if it had one.</summary>
    public bool TryTake(TKey1 key1, TKey2 key2, [MaybeNullWhen(false)] out TValue value) => TryTake((key1, key2), out value);

    /// <summary>Replaces the value of two keys by a function of it (of the default, when it is absent) and returns the new one.</summary>
    public TValue Mutate(TKey1 key1, TKey2 key2, Func<TValue, TValue> change) => Mutate((key1, key2), change);

    /// <summary>Changes the value of two keys (the default, when it is absent); nothing is written when the change fails.</summary>
    public DispatchResult TryMutate(TKey1 key1, TKey2 key2, Change<TValue> change) => TryMutate((key1, key2), change);

    /// <summary>The entries of a first key, in the order of their storage keys.</summary>
    public IEnumerable<KeyValuePair<TKey2, TValue>> EntriesOf(TKey1 key1) => Under(key1).Entries();

    /// <summary>Removes entries of a first key.</summary>
    /// <inheritdoc cref="StorageRange{TKey, TValue}.Clear(uint?, byte[])"/>
    public RemovalResult ClearPrefix(TKey1 key1, uint? limit = null, byte[]? cursor = null) => Under(key1).Clear(limit, cursor);

    private protected override void Write((TKey1 First, TKey2 Second) key, ref ScaleWriter writer)
    {
        writer.WriteBytes(Item.Prefix);
        StorageKeys.Add<THasher1, TKey1>(ref writer, keys1, key.First);
        StorageKeys.Add<THasher2, TKey2>(ref writer, keys2, key.Second);
    }

    private protected override bool TryReadKey(byte[] at, out (TKey1 First, TKey2 Second) key)
    {
        ScaleReader reader = new(at.AsSpan(Prefix.Length), Context.Runtime);
        key = (StorageKeys.Read<THasher1, TKey1>(ref reader, keys1), StorageKeys.Read<THasher2, TKey2>(ref reader, keys2));
        return !reader.Failed && reader.Remaining == 0;
    }

    /// <summary>The entries of a first key.</summary>
    private sealed class Part(StorageDoubleMap<THasher1, TKey1, THasher2, TKey2, TValue> map, byte[] prefix) : StorageRange<TKey2, TValue>(map.Context, map.ValueCodec)
    {
        public override ReadOnlySpan<byte> Prefix => prefix;

        private protected override void Write(TKey2 key, ref ScaleWriter writer)
        {
            writer.WriteBytes(prefix);
            StorageKeys.Add<THasher2, TKey2>(ref writer, map.SecondKeys, key);
        }

        // The first key is known, so its hasher need not keep it.
        private protected override bool TryReadKey(byte[] at, [MaybeNullWhen(false)] out TKey2 key)
        {
            ScaleReader reader = new(at.AsSpan(prefix.Length), Context.Runtime);
            key = StorageKeys.Read<THasher2, TKey2>(ref reader, map.SecondKeys);
            return !reader.Failed && reader.Remaining == 0;
        }
    }

    private Codec<TKey2> SecondKeys => keys2;
}
