using System.Diagnostics.CodeAnalysis;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>ValueCodec in the state by three to five keys; all entries that share their first keys stand together.</summary>
/// <remarks>
/// A key is a tuple: <c>StorageNMap&lt;(Blake2_128Concat, Twox64Concat, Identity), (AccountId Who, uint Era, H256 Hash), ulong&gt;</c>. Source: frame_support's
/// StorageNMap.
/// </remarks>
/// <typeparam name="THashers">A tuple of the hashers, one for each key.</typeparam>
/// <typeparam name="TKeys">A tuple of the keys.</typeparam>
/// <typeparam name="TValue">The value.</typeparam>
public sealed class StorageNMap<THashers, TKeys, TValue>(
    PalletContext context, StorageItem item, KeyParts<THashers, TKeys> keys, Codec<TValue> values, TValue? defaultValue = default)
    : KeyedStorage<TKeys, TValue>(context, item, values, defaultValue)
    where THashers : struct
    where TKeys : struct
{
    /// <summary>What clients are told of the item.</summary>
    public StorageInfo Info => Describe(keys.Hashers, keys.Type, keys.MaxLength);

    /// <summary>The entries that share as many first keys.</summary>
    internal StorageRange<TKeys, TValue> Under(TKeys first, int count)
    {
        ScaleWriter writer = new(stackalloc byte[StorageKeys.Room]);
        writer.WriteBytes(Item.Prefix);
        keys.Write(first, count, ref writer);
        return new Part(this, writer.ToArray());
    }

    private protected override void Write(TKeys key, ref ScaleWriter writer)
    {
        writer.WriteBytes(Item.Prefix);
        keys.Write(key, keys.Hashers.Length, ref writer);
    }

    private protected override bool TryReadKey(byte[] at, out TKeys key)
    {
        ScaleReader reader = new(at.AsSpan(Prefix.Length), Context.Runtime);
        key = keys.Read(ref reader);
        return !reader.Failed && reader.Remaining == 0;
    }

    /// <summary>The entries that share their first keys.</summary>
    private sealed class Part(StorageNMap<THashers, TKeys, TValue> map, byte[] prefix) : StorageRange<TKeys, TValue>(map.Context, map.ValueCodec)
    {
        public override ReadOnlySpan<byte> Prefix => prefix;

        private protected override void Write(TKeys key, ref ScaleWriter writer) => map.Write(key, ref writer);

        private protected override bool TryReadKey(byte[] at, out TKeys key) => map.TryReadKey(at, out key);
    }
}

/// <summary>The parts of maps with many keys, by how many of the first keys are given.</summary>
public static class StorageNMapParts
{
    /// <summary>The entries of a first key.</summary>
    public static StorageRange<(T1, T2, T3), TValue> Under<THashers, T1, T2, T3, TValue>(this StorageNMap<THashers, (T1, T2, T3), TValue> map, T1 key1)
        where THashers : struct
        => map.Under((key1, default!, default!), 1);

    /// <summary>The entries of two first keys.</summary>
    public static StorageRange<(T1, T2, T3), TValue> Under<THashers, T1, T2, T3, TValue>(
        this StorageNMap<THashers, (T1, T2, T3), TValue> map, T1 key1, T2 key2)
        where THashers : struct
        => map.Under((key1, key2, default!), 2);

    /// <summary>The entries of a first key.</summary>
    public static StorageRange<(T1, T2, T3, T4), TValue> Under<THashers, T1, T2, T3, T4, TValue>(
        this StorageNMap<THashers, (T1, T2, T3, T4), TValue> map, T1 key1)
        where THashers : struct
        => map.Under((key1, default!, default!, default!), 1);

    /// <summary>The entries of two first keys.</summary>
    public static StorageRange<(T1, T2, T3, T4), TValue> Under<THashers, T1, T2, T3, T4, TValue>(
        this StorageNMap<THashers, (T1, T2, T3, T4), TValue> map, T1 key1, T2 key2)
        where THashers : struct
        => map.Under((key1, key2, default!, default!), 2);

    /// <summary>The entries of three first keys.</summary>
    public static StorageRange<(T1, T2, T3, T4), TValue> Under<THashers, T1, T2, T3, T4, TValue>(
        this StorageNMap<THashers, (T1, T2, T3, T4), TValue> map, T1 key1, T2 key2, T3 key3)
        where THashers : struct
        => map.Under((key1, key2, key3, default!), 3);

    /// <summary>The entries of a first key.</summary>
    public static StorageRange<(T1, T2, T3, T4, T5), TValue> Under<THashers, T1, T2, T3, T4, T5, TValue>(
        this StorageNMap<THashers, (T1, T2, T3, T4, T5), TValue> map, T1 key1)
        where THashers : struct
        => map.Under((key1, default!, default!, default!, default!), 1);

    /// <summary>The entries of two first keys.</summary>
    public static StorageRange<(T1, T2, T3, T4, T5), TValue> Under<THashers, T1, T2, T3, T4, T5, TValue>(
        this StorageNMap<THashers, (T1, T2, T3, T4, T5), TValue> map, T1 key1, T2 key2)
        where THashers : struct
        => map.Under((key1, key2, default!, default!, default!), 2);

    /// <summary>The entries of three first keys.</summary>
    public static StorageRange<(T1, T2, T3, T4, T5), TValue> Under<THashers, T1, T2, T3, T4, T5, TValue>(
        this StorageNMap<THashers, (T1, T2, T3, T4, T5), TValue> map, T1 key1, T2 key2, T3 key3)
        where THashers : struct
        => map.Under((key1, key2, key3, default!, default!), 3);

    /// <summary>The entries of four first keys.</summary>
    public static StorageRange<(T1, T2, T3, T4, T5), TValue> Under<THashers, T1, T2, T3, T4, T5, TValue>(
        this StorageNMap<THashers, (T1, T2, T3, T4, T5), TValue> map, T1 key1, T2 key2, T3 key3, T4 key4)
        where THashers : struct
        => map.Under((key1, key2, key3, key4, default!), 4);
}
