using System.Diagnostics.CodeAnalysis;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Makes a new value of an old one, for a migration; false removes the entry.</summary>
public delegate bool Translation<in TOld, TNew>(TOld old, [MaybeNullWhen(false)] out TNew value);

/// <summary>Makes a new value of an old one and its key, for a migration; false removes the entry.</summary>
public delegate bool KeyedTranslation<in TKey, in TOld, TNew>(TKey key, TOld old, [MaybeNullWhen(false)] out TNew value);

/// <summary>Entries of the state that stand together: those of a map, or those of a map that share the first parts of their keys.</summary>
/// <remarks>
/// They come in the order of their storage keys. Entries may be set or removed while they are walked. What does not decode is passed over, as in FRAME.
/// Keys can only be read where the hashers keep them; values always.
/// </remarks>
public abstract class StorageRange<TKey, TValue>
{
    private protected StorageRange(PalletContext context, Codec<TValue> values) => (Context, ValueCodec) = (context, values);

    /// <summary>Where the storage keys start.</summary>
    public abstract ReadOnlySpan<byte> Prefix { get; }

    private protected PalletContext Context { get; }

    internal Codec<TValue> ValueCodec { get; }

    /// <summary>Where the value of a key is.</summary>
    public byte[] KeyOf(TKey key)
    {
        ScaleWriter writer = new(stackalloc byte[StorageKeys.Room]);
        Write(key, ref writer);
        return writer.ToArray();
    }

    /// <summary>All entries.</summary>
    public IEnumerable<KeyValuePair<TKey, TValue>> Entries() => Walk(Prefix.ToArray(), drain: false);

    /// <summary>The entries after that of a key, which need not be there.</summary>
    public IEnumerable<KeyValuePair<TKey, TValue>> EntriesAfter(TKey key) => Walk(KeyOf(key), drain: false);

    /// <summary>All keys; the values are not read.</summary>
    public IEnumerable<TKey> Keys() => WalkKeys(Prefix.ToArray());

    /// <summary>The keys after one, which need not be there.</summary>
    public IEnumerable<TKey> KeysAfter(TKey key) => WalkKeys(KeyOf(key));

    /// <summary>All values; the keys are not read.</summary>
    public IEnumerable<TValue> Values()
    {
        for (byte[]? at = Next(Prefix.ToArray()); at is not null; at = Next(at))
        {
            if (Context.Externalities.Get(at) is { } bytes && ValueCodec.TryDecode(bytes, out TValue value, Context.Runtime)) yield return value;
        }
    }

    /// <summary>All entries, each removed as it is handed out; those that are not asked for stay.</summary>
    public IEnumerable<KeyValuePair<TKey, TValue>> Drain() => Walk(Prefix.ToArray(), drain: true);

    /// <summary>Removes entries: all that only the block has written, and at most so many of those that the state held before it.</summary>
    /// <param name="limit">How many of the state's entries may be looked at; null for all.</param>
    /// <param name="cursor">Where an earlier call stopped; null to begin at the first entry.</param>
    /// <returns>How many went, and where to go on; without a cursor nothing is left. Calls within one block must hand the cursor on.</returns>
    public RemovalResult Clear(uint? limit, byte[]? cursor = null)
    {
        RemovalResult removed = Context.Externalities.ClearPrefix(Prefix, limit, cursor);
        Cleared(removed);
        return removed;
    }

    /// <summary>Removes all entries.</summary>
    public RemovalResult Clear() => Clear(limit: null);

    /// <summary>Makes new entries of old ones, whose values another codec reads; returns how many it looked at, which is what the work costs.</summary>
    // Source: frame_support::IterableStorageMap::translate.
    public ulong Translate<TOld>(Codec<TOld> old, KeyedTranslation<TKey, TOld, TValue> translate)
    {
        ulong seen = 0;
        for (byte[]? at = Next(Prefix.ToArray()); at is not null; at = Next(at), seen++)
        {
            if (!TryReadKey(at, out TKey? key) || !TryReadOld(at, old, out TOld? value)) continue;
            Put(at, translate(key, value, out TValue? made), made);
        }

        return seen;
    }

    /// <summary>Makes new values of old ones, which another codec reads, whatever their keys; returns how many it looked at.</summary>
    public ulong TranslateValues<TOld>(Codec<TOld> old, Translation<TOld, TValue> translate)
    {
        ulong seen = 0;
        for (byte[]? at = Next(Prefix.ToArray()); at is not null; at = Next(at), seen++)
        {
            if (TryReadOld(at, old, out TOld? value)) Put(at, translate(value, out TValue? made), made);
        }

        return seen;
    }

    private protected abstract void Write(TKey key, ref ScaleWriter writer);

    private protected abstract bool TryReadKey(byte[] at, [MaybeNullWhen(false)] out TKey key);

    /// <summary>Writes an entry.</summary>
    private protected virtual void Store(ReadOnlySpan<byte> at, byte[] value) => Context.Externalities.Set(at, value);

    /// <summary>Removes an entry.</summary>
    private protected virtual void Erase(ReadOnlySpan<byte> at) => Context.Externalities.Remove(at);

    /// <summary>Learns that many entries went at once.</summary>
    private protected virtual void Cleared(RemovalResult removed)
    {
    }

    private byte[]? Next(byte[] at) => Context.Externalities.NextKey(at) is { } next && next.AsSpan().StartsWith(Prefix) ? next : null;

    private IEnumerable<KeyValuePair<TKey, TValue>> Walk(byte[] after, bool drain)
    {
        for (byte[]? at = Next(after); at is not null; at = Next(at))
        {
            byte[]? bytes = Context.Externalities.Get(at);
            if (drain) Erase(at);
            if (bytes is not null && TryReadKey(at, out TKey? key) && ValueCodec.TryDecode(bytes, out TValue value, Context.Runtime)) yield return new(key, value);
        }
    }

    private IEnumerable<TKey> WalkKeys(byte[] after)
    {
        for (byte[]? at = Next(after); at is not null; at = Next(at))
        {
            if (TryReadKey(at, out TKey? key)) yield return key;
        }
    }

    private bool TryReadOld<TOld>(byte[] at, Codec<TOld> old, [MaybeNullWhen(false)] out TOld value)
    {
        if (Context.Externalities.Get(at) is { } bytes && old.TryDecode(bytes, out value, Context.Runtime)) return true;
        value = default;
        return false;
    }

    private void Put(byte[] at, bool keep, TValue? value)
    {
        if (keep) Store(at, ValueCodec.ToBytes(value!));
        else Erase(at);
    }
}
