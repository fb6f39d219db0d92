using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Changes a value in place; the change is kept only if it succeeds.</summary>
public delegate DispatchResult Change<T>(ref T value);

/// <summary>ValueCodec in the state by key: what all maps can do.</summary>
/// <remarks>
/// <c>Get</c>, <c>Take</c> and <c>MutateExists</c> are extensions (<see cref="MapsOfValues"/>, <see cref="MapsOfReferences"/>): null when absent, for structs
/// and classes alike.
/// </remarks>
public abstract class KeyedStorage<TKey, TValue> : StorageRange<TKey, TValue>
{
    private readonly TValue? _default;

    private protected KeyedStorage(PalletContext context, StorageItem item, Codec<TValue> values, TValue? defaultValue)
        : base(context, values) => (Item, _default) = (item, defaultValue);

    /// <inheritdoc/>
    public sealed override ReadOnlySpan<byte> Prefix => Item.Prefix;

    private protected StorageItem Item { get; }

    /// <summary>The value of a key, if there is one; bytes that do not decode count as absent, as in FRAME.</summary>
    [SkipLocalsInit]
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        ScaleWriter at = new(stackalloc byte[StorageKeys.Room]);
        Write(key, ref at);
        if (Context.Externalities.Get(at.Written) is { } bytes && ValueCodec.TryDecode(bytes, out value, Context.Runtime)) return true;
        value = default;
        return false;
    }

    /// <summary>The value of a key, or the item's default.</summary>
    // A Default item of a reference type always has a declared default, so the result is null only for an Optional one.
    public TValue GetOrDefault(TKey key) => TryGet(key, out TValue? value) ? value : _default!;

    /// <summary>Whether a key has a value.</summary>
    [SkipLocalsInit]
    public bool Contains(TKey key)
    {
        ScaleWriter at = new(stackalloc byte[StorageKeys.Room]);
        Write(key, ref at);
        return Context.Externalities.Contains(at.Written);
    }

    /// <summary>Sets the value of a key.</summary>
    [SkipLocalsInit]
    public void Set(TKey key, TValue value)
    {
        ScaleWriter at = new(stackalloc byte[StorageKeys.Room]);
        Write(key, ref at);
        Store(at.Written, ValueCodec.ToBytes(value));
    }

    /// <summary>Removes a key.</summary>
    [SkipLocalsInit]
    public void Remove(TKey key)
    {
        ScaleWriter at = new(stackalloc byte[StorageKeys.Room]);
        Write(key, ref at);
        Erase(at.Written);
    }

    /// <summary>Removes a key and returns its value, if it had one.</summary>
    public bool TryTake(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!TryGet(key, out value)) return false;
        Remove(key);
        return true;
    }

    /// <summary>Exchanges what two keys have; one without a value gives the other none.</summary>
    public void Swap(TKey left, TKey right)
    {
        byte[] leftAt = KeyOf(left), rightAt = KeyOf(right);
        byte[]? leftValue = Context.Externalities.Get(leftAt), rightValue = Context.Externalities.Get(rightAt);
        Move(rightValue, leftAt);
        Move(leftValue, rightAt);
    }

    /// <summary>Replaces the value of a key by a function of it (of the default, when it is absent) and returns the new one.</summary>
    public TValue Mutate(TKey key, Func<TValue, TValue> change)
    {
        TValue value = change(GetOrDefault(key));
        Set(key, value);
        return value;
    }

    /// <summary>Changes the value of a key (the default, when it is absent); nothing is written when the change fails.</summary>
    public DispatchResult TryMutate(TKey key, Change<TValue> change)
    {
        TValue value = GetOrDefault(key);
        DispatchResult result = change(ref value);
        if (!result.IsError) Set(key, value);
        return result;
    }

    /// <summary>Adds one encoded item to a value that is a list, without reading the list.</summary>
    [SkipLocalsInit]
    public void Append<TItem>(TKey key, Codec<TItem> itemCodec, TItem value)
    {
        ScaleWriter at = new(stackalloc byte[StorageKeys.Room]);
        Write(key, ref at);
        ScaleWriter writer = new(stackalloc byte[128]);
        itemCodec.Encode(value, ref writer);
        Grow(at.Written, writer.Written);
    }

    /// <summary>How many items a value that is a list has, without decoding them; 0 when it is absent.</summary>
    public uint DecodeLength(TKey key)
    {
        ScaleWriter at = new(stackalloc byte[StorageKeys.Room]);
        Write(key, ref at);
        return EncodedList.TryReadCount(Context.Externalities.Get(at.Written), out uint count) ? count : 0;
    }

    private protected StorageInfo Describe(ImmutableArray<StorageHasherKind> hashers, TypeInfo key, int? keyLength) =>
        Item.Describe(hashers, key, keyLength, ValueCodec, _default);

    /// <summary>Adds an encoded item to an encoded list.</summary>
    private protected virtual void Grow(ReadOnlySpan<byte> at, ReadOnlySpan<byte> encodedItem) => Context.Externalities.Append(at, encodedItem);

    private void Move(byte[]? value, byte[] to)
    {
        if (value is null) Erase(to);
        else Store(to, value);
    }
}
