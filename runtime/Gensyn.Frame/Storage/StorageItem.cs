using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>What the generator knows of a storage item once and for all: its names, its prefix and its modifier.</summary>
public sealed class StorageItem(string pallet, string name, StorageModifier modifier, string docs, Deprecation? deprecation = null)
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

    internal StorageInfo Describe<T>(ImmutableArray<StorageHasherKind> hashers, TypeInfo? key, Codec<T> value, T? defaultValue) => new(
        Name, Modifier, hashers, key, value.Type, Modifier == StorageModifier.Default ? [.. value.ToBytes(defaultValue!)] : [0], Docs, deprecation);
}
