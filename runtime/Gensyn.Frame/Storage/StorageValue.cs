using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>One value in the state.</summary>
public sealed class StorageValue<T>(PalletContext context, StorageItem item, Codec<T> codec, T? defaultValue = default)
{
    internal Codec<T> ValueCodec => codec;

    /// <summary>What clients are told of the item.</summary>
    public StorageInfo Info => item.Describe([], null, 0, codec, defaultValue);

    /// <summary>Where the value is.</summary>
    public ReadOnlySpan<byte> Key => item.Prefix;

    /// <summary>Whether there is a value.</summary>
    public bool Exists => context.Externalities.Contains(item.Prefix);

    /// <summary>The value, or the default when it is absent.</summary>
    // A Default item of a reference type always has a declared default, so the result is null only for an Optional one.
    public T Get() => TryGet(out T? value) ? value : defaultValue!;

    /// <summary>The value, if there is one; bytes that do not decode count as absent, as in FRAME.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        if (context.Externalities.Get(item.Prefix) is { } bytes && codec.TryDecode(bytes, out value, context.Runtime)) return true;
        value = default;
        return false;
    }

    /// <summary>Sets the value.</summary>
    public void Set(T value) => context.Externalities.Set(item.Prefix, codec.ToBytes(value));

    /// <summary>Removes the value.</summary>
    public void Remove() => context.Externalities.Remove(item.Prefix);

    /// <summary>Removes the value and returns what it was, or the default.</summary>
    public T Take()
    {
        T value = Get();
        Remove();
        return value;
    }

    /// <summary>Replaces the value by a function of it (of the default, when it is absent) and returns the new one.</summary>
    public T Mutate(Func<T, T> change)
    {
        T value = change(Get());
        Set(value);
        return value;
    }

    /// <summary>Changes the value (the default, when it is absent); nothing is written when the change fails.</summary>
    public DispatchResult TryMutate(Change<T> change)
    {
        T value = Get();
        DispatchResult result = change(ref value);
        if (!result.IsError) Set(value);
        return result;
    }

    /// <summary>Makes a new value of an old one, which another codec reads; false, with nothing changed, when it does not.</summary>
    /// <remarks>An absent value stays absent.</remarks>
    // Source: frame_support::StorageValue::translate.
    public bool Translate<TOld>(Codec<TOld> old, Translation<TOld, T> translate)
    {
        if (context.Externalities.Get(item.Prefix) is not { } bytes) return true;
        if (!old.TryDecode(bytes, out TOld value, context.Runtime)) return false;
        if (translate(value, out T? made)) Set(made);
        else Remove();
        return true;
    }

    /// <summary>Adds one encoded item to a value that is a list, without reading the list.</summary>
    [SkipLocalsInit]
    public void Append<TItem>(Codec<TItem> itemCodec, TItem value)
    {
        ScaleWriter writer = new(stackalloc byte[128]);
        itemCodec.Encode(value, ref writer);
        context.Externalities.Append(item.Prefix, writer.Written);
    }

    /// <summary>How many items a value that is a list has, without decoding them.</summary>
    public uint DecodeLength() => EncodedList.TryReadCount(context.Externalities.Get(item.Prefix), out uint count) ? count : 0;
}
