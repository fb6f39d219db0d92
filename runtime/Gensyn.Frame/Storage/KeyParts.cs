using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>How a tuple of keys becomes the parts of a storage key, each under its hasher.</summary>
/// <typeparam name="THashers">A tuple of the hashers.</typeparam>
/// <typeparam name="TKeys">A tuple of the keys.</typeparam>
public abstract class KeyParts<THashers, TKeys>
{
    private protected KeyParts(ImmutableArray<StorageHasherKind> hashers, TypeInfo type, int? maxLength) => (Hashers, Type, MaxLength) = (hashers, type, maxLength);

    /// <summary>The hashers.</summary>
    public ImmutableArray<StorageHasherKind> Hashers { get; }

    /// <summary>The type of the keys together.</summary>
    public TypeInfo Type { get; }

    /// <summary>The most bytes that the parts take, or null.</summary>
    public int? MaxLength { get; }

    internal abstract void Write(TKeys keys, int count, ref ScaleWriter writer);

    internal abstract TKeys Read(ref ScaleReader reader);
}

/// <summary>Makes the parts of keys.</summary>
public static class KeyParts
{
    /// <summary>Three keys.</summary>
    public static KeyParts<(H1, H2, H3), (T1, T2, T3)> Of<H1, T1, H2, T2, H3, T3>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3)
        where H1 : struct, IStorageHasher
        where H2 : struct, IStorageHasher
        where H3 : struct, IStorageHasher
        => new KeyParts3<H1, T1, H2, T2, H3, T3>(c1, c2, c3);

    /// <summary>Four keys.</summary>
    public static KeyParts<(H1, H2, H3, H4), (T1, T2, T3, T4)> Of<H1, T1, H2, T2, H3, T3, H4, T4>(
        Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4)
        where H1 : struct, IStorageHasher
        where H2 : struct, IStorageHasher
        where H3 : struct, IStorageHasher
        where H4 : struct, IStorageHasher
        => new KeyParts4<H1, T1, H2, T2, H3, T3, H4, T4>(c1, c2, c3, c4);

    /// <summary>Five keys.</summary>
    public static KeyParts<(H1, H2, H3, H4, H5), (T1, T2, T3, T4, T5)> Of<H1, T1, H2, T2, H3, T3, H4, T4, H5, T5>(
        Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4, Codec<T5> c5)
        where H1 : struct, IStorageHasher
        where H2 : struct, IStorageHasher
        where H3 : struct, IStorageHasher
        where H4 : struct, IStorageHasher
        where H5 : struct, IStorageHasher
        => new KeyParts5<H1, T1, H2, T2, H3, T3, H4, T4, H5, T5>(c1, c2, c3, c4, c5);
}

/// <summary>Three keys.</summary>
internal sealed class KeyParts3<H1, T1, H2, T2, H3, T3>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3) : KeyParts<(H1, H2, H3), (T1, T2, T3)>(
    [H1.Kind, H2.Kind, H3.Kind],
    TypeInfo.Tuple(c1.Type, c2.Type, c3.Type),
    EncodedLength.Sum(StorageKeys.MaxLength<H1, T1>(c1), StorageKeys.MaxLength<H2, T2>(c2), StorageKeys.MaxLength<H3, T3>(c3)))
    where H1 : struct, IStorageHasher
    where H2 : struct, IStorageHasher
    where H3 : struct, IStorageHasher
{
    internal override void Write((T1, T2, T3) keys, int count, ref ScaleWriter writer)
    {
        if (count > 0) StorageKeys.Add<H1, T1>(ref writer, c1, keys.Item1);
        if (count > 1) StorageKeys.Add<H2, T2>(ref writer, c2, keys.Item2);
        if (count > 2) StorageKeys.Add<H3, T3>(ref writer, c3, keys.Item3);
    }

    internal override (T1, T2, T3) Read(ref ScaleReader reader) =>
        (StorageKeys.Read<H1, T1>(ref reader, c1), StorageKeys.Read<H2, T2>(ref reader, c2), StorageKeys.Read<H3, T3>(ref reader, c3));
}

/// <summary>Four keys.</summary>
internal sealed class KeyParts4<H1, T1, H2, T2, H3, T3, H4, T4>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4)
    : KeyParts<(H1, H2, H3, H4), (T1, T2, T3, T4)>(
        [H1.Kind, H2.Kind, H3.Kind, H4.Kind],
        TypeInfo.Tuple(c1.Type, c2.Type, c3.Type, c4.Type),
        EncodedLength.Sum(
            StorageKeys.MaxLength<H1, T1>(c1), StorageKeys.MaxLength<H2, T2>(c2), StorageKeys.MaxLength<H3, T3>(c3), StorageKeys.MaxLength<H4, T4>(c4)))
    where H1 : struct, IStorageHasher
    where H2 : struct, IStorageHasher
    where H3 : struct, IStorageHasher
    where H4 : struct, IStorageHasher
{
    internal override void Write((T1, T2, T3, T4) keys, int count, ref ScaleWriter writer)
    {
        if (count > 0) StorageKeys.Add<H1, T1>(ref writer, c1, keys.Item1);
        if (count > 1) StorageKeys.Add<H2, T2>(ref writer, c2, keys.Item2);
        if (count > 2) StorageKeys.Add<H3, T3>(ref writer, c3, keys.Item3);
        if (count > 3) StorageKeys.Add<H4, T4>(ref writer, c4, keys.Item4);
    }

    internal override (T1, T2, T3, T4) Read(ref ScaleReader reader) => (
        StorageKeys.Read<H1, T1>(ref reader, c1), StorageKeys.Read<H2, T2>(ref reader, c2), StorageKeys.Read<H3, T3>(ref reader, c3),
        StorageKeys.Read<H4, T4>(ref reader, c4));
}

/// <summary>Five keys.</summary>
internal sealed class KeyParts5<H1, T1, H2, T2, H3, T3, H4, T4, H5, T5>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4, Codec<T5> c5)
    : KeyParts<(H1, H2, H3, H4, H5), (T1, T2, T3, T4, T5)>(
        [H1.Kind, H2.Kind, H3.Kind, H4.Kind, H5.Kind],
        TypeInfo.Tuple(c1.Type, c2.Type, c3.Type, c4.Type, c5.Type),
        EncodedLength.Sum(
            StorageKeys.MaxLength<H1, T1>(c1), StorageKeys.MaxLength<H2, T2>(c2), StorageKeys.MaxLength<H3, T3>(c3), StorageKeys.MaxLength<H4, T4>(c4),
            StorageKeys.MaxLength<H5, T5>(c5)))
    where H1 : struct, IStorageHasher
    where H2 : struct, IStorageHasher
    where H3 : struct, IStorageHasher
    where H4 : struct, IStorageHasher
    where H5 : struct, IStorageHasher
{
    internal override void Write((T1, T2, T3, T4, T5) keys, int count, ref ScaleWriter writer)
    {
        if (count > 0) StorageKeys.Add<H1, T1>(ref writer, c1, keys.Item1);
        if (count > 1) StorageKeys.Add<H2, T2>(ref writer, c2, keys.Item2);
        if (count > 2) StorageKeys.Add<H3, T3>(ref writer, c3, keys.Item3);
        if (count > 3) StorageKeys.Add<H4, T4>(ref writer, c4, keys.Item4);
        if (count > 4) StorageKeys.Add<H5, T5>(ref writer, c5, keys.Item5);
    }

    internal override (T1, T2, T3, T4, T5) Read(ref ScaleReader reader) => (
        StorageKeys.Read<H1, T1>(ref reader, c1), StorageKeys.Read<H2, T2>(ref reader, c2), StorageKeys.Read<H3, T3>(ref reader, c3),
        StorageKeys.Read<H4, T4>(ref reader, c4), StorageKeys.Read<H5, T5>(ref reader, c5));
}
