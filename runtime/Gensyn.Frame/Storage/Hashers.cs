using Gensyn.Crypto;

namespace Gensyn.Frame;

/// <summary>How a map turns a key into a place in the state.</summary>
public interface IStorageHasher
{
    /// <summary>The hasher's index in metadata.</summary>
    static abstract StorageHasherKind Kind { get; }

    /// <summary>How many bytes of hash stand in the storage key.</summary>
    static abstract int HashLength { get; }

    /// <summary>Whether the hash costs enough that it pays to remember it.</summary>
    static virtual bool IsCostly => false;

    /// <summary>Whether the key itself follows the hash, so that the map can be iterated.</summary>
    static abstract bool KeepsKey { get; }

    /// <summary>Writes the hash, without the key, into <see cref="HashLength"/> bytes.</summary>
    static abstract void Hash(ReadOnlySpan<byte> key, Span<byte> output);
}

/// <summary>BLAKE2b of 16 bytes, then the key: for keys that users choose, who could unbalance the trie under a fast hash.</summary>
public readonly struct Blake2_128Concat : IStorageHasher
{
    /// <inheritdoc/>
    public static StorageHasherKind Kind => StorageHasherKind.Blake2_128Concat;

    /// <inheritdoc/>
    public static int HashLength => 16;

    /// <inheritdoc/>
    public static bool KeepsKey => true;

    /// <inheritdoc/>
    public static bool IsCostly => true;

    /// <inheritdoc/>
    public static void Hash(ReadOnlySpan<byte> key, Span<byte> output) => Blake2b.Hash(key, output);
}

/// <summary>xxHash of 8 bytes, then the key: for keys that users cannot choose, such as counters.</summary>
public readonly struct Twox64Concat : IStorageHasher
{
    /// <inheritdoc/>
    public static StorageHasherKind Kind => StorageHasherKind.Twox64Concat;

    /// <inheritdoc/>
    public static int HashLength => 8;

    /// <inheritdoc/>
    public static bool KeepsKey => true;

    /// <inheritdoc/>
    public static void Hash(ReadOnlySpan<byte> key, Span<byte> output) => Twox.Hash(key, output);
}

/// <summary>The key as it is: for keys that are hashes already.</summary>
public readonly struct Identity : IStorageHasher
{
    /// <inheritdoc/>
    public static StorageHasherKind Kind => StorageHasherKind.Identity;

    /// <inheritdoc/>
    public static int HashLength => 0;

    /// <inheritdoc/>
    public static bool KeepsKey => true;

    /// <inheritdoc/>
    public static void Hash(ReadOnlySpan<byte> key, Span<byte> output)
    {
    }
}

/// <summary>BLAKE2b of 16 bytes, without the key.</summary>
public readonly struct Blake2_128 : IStorageHasher
{
    /// <inheritdoc/>
    public static StorageHasherKind Kind => StorageHasherKind.Blake2_128;

    /// <inheritdoc/>
    public static int HashLength => 16;

    /// <inheritdoc/>
    public static bool KeepsKey => false;

    /// <inheritdoc/>
    public static bool IsCostly => true;

    /// <inheritdoc/>
    public static void Hash(ReadOnlySpan<byte> key, Span<byte> output) => Blake2b.Hash(key, output);
}

/// <summary>BLAKE2b of 32 bytes, without the key.</summary>
public readonly struct Blake2_256 : IStorageHasher
{
    /// <inheritdoc/>
    public static StorageHasherKind Kind => StorageHasherKind.Blake2_256;

    /// <inheritdoc/>
    public static int HashLength => 32;

    /// <inheritdoc/>
    public static bool KeepsKey => false;

    /// <inheritdoc/>
    public static void Hash(ReadOnlySpan<byte> key, Span<byte> output) => Blake2b.Hash(key, output);
}

/// <summary>xxHash of 16 bytes, without the key.</summary>
public readonly struct Twox128 : IStorageHasher
{
    /// <inheritdoc/>
    public static StorageHasherKind Kind => StorageHasherKind.Twox128;

    /// <inheritdoc/>
    public static int HashLength => 16;

    /// <inheritdoc/>
    public static bool KeepsKey => false;

    /// <inheritdoc/>
    public static void Hash(ReadOnlySpan<byte> key, Span<byte> output) => Twox.Hash(key, output);
}

/// <summary>xxHash of 32 bytes, without the key.</summary>
public readonly struct Twox256 : IStorageHasher
{
    /// <inheritdoc/>
    public static StorageHasherKind Kind => StorageHasherKind.Twox256;

    /// <inheritdoc/>
    public static int HashLength => 32;

    /// <inheritdoc/>
    public static bool KeepsKey => false;

    /// <inheritdoc/>
    public static void Hash(ReadOnlySpan<byte> key, Span<byte> output) => Twox.Hash(key, output);
}
