using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>What the generator knows of a storage item once and for all: its names, its prefix and its modifier.</summary>
/// <param name="pallet">The pallet's name, the first half of the key.</param>
/// <param name="name">The item's name, the second half.</param>
/// <param name="modifier">What an absent item reads as.</param>
/// <param name="docs">What it holds.</param>
/// <param name="deprecation">That it will go away, or null.</param>
/// <param name="maxValues">The most entries of a map; 0 where nothing bounds them.</param>
/// <param name="isUnbounded">Whether the pallet says that nothing bounds the length of a value.</param>
public sealed class StorageItem(
    string pallet, string name, StorageModifier modifier, string docs, Deprecation? deprecation = null, uint maxValues = 0, bool isUnbounded = false)
{
    private readonly byte[] _prefix = StoragePrefix.Of(pallet, name);

    /// <summary>The item's name.</summary>
    public string Name { get; } = name;

    /// <summary>What an absent item reads as.</summary>
    public StorageModifier Modifier { get; } = modifier;

    /// <summary>What it holds.</summary>
    public string Docs { get; } = docs;

    /// <summary><c>twox_128(pallet) ++ twox_128(name)</c>.</summary>
    public ReadOnlySpan<byte> Prefix => _prefix;

    /// <summary>The item that counts the entries of this one.</summary>
    // Source of the name and the docs: frame_support's CountedStorageMap.
    internal StorageItem Counter =>
        field ??= new(pallet, "CounterFor" + Name, StorageModifier.Default, "Counter for the related counted storage map", deprecation);

    internal StorageInfo Describe<T>(ImmutableArray<StorageHasherKind> hashers, TypeInfo? key, int? keyLength, Codec<T> value, T? defaultValue) => new(
        Name, Modifier, hashers, key, value.Type, Modifier == StorageModifier.Default ? [.. value.ToBytes(defaultValue!)] : [0], Docs, deprecation)
    {
        MaxValues = key is null ? 1 : maxValues > 0 ? maxValues : null,
        MaxSize = EncodedLength.Sum(keyLength, value.MaxEncodedLen),
        IsUnbounded = isUnbounded,
    };
}
