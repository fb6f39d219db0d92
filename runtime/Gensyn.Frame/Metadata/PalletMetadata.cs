using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>What clients are told of a pallet.</summary>
/// <param name="Name">Its name, which is also the prefix of its storage keys.</param>
/// <param name="Crate">The crate that the paths of its types start with.</param>
/// <param name="Storage">Its storage items, in order of declaration.</param>
/// <param name="Calls">The enum of its calls, or null.</param>
/// <param name="Event">The enum of its events, or null.</param>
/// <param name="Error">The enum of its errors, or null.</param>
/// <param name="Constants">Its constants, in order of declaration.</param>
/// <param name="Docs">What it is for.</param>
public sealed record PalletMetadata(
    string Name,
    string Crate,
    ImmutableArray<StorageInfo> Storage,
    TypeInfo? Calls,
    TypeInfo? Event,
    TypeInfo? Error,
    ImmutableArray<ConstantInfo> Constants,
    string Docs)
{
    /// <summary>The types that the runtime chose for it.</summary>
    public ImmutableArray<AssociatedTypeInfo> AssociatedTypes { get; init; } = [];

    /// <summary>The questions about its state that it answers, in the order in which <see cref="Pallet.View"/> counts them.</summary>
    public ImmutableArray<ViewFunctionInfo> ViewFunctions { get; init; } = [];

    /// <summary>That the pallet will go away, or null.</summary>
    public Deprecation? Deprecation { get; init; }
}

/// <summary>What clients are told of a storage item.</summary>
/// <param name="Name">Its name, the second half of its key.</param>
/// <param name="Modifier">What an absent item reads as.</param>
/// <param name="Hashers">How each part of the key is hashed; none for a plain value.</param>
/// <param name="Key">The type of the key, a tuple where it has several parts; null for a plain value.</param>
/// <param name="Value">The type of the value.</param>
/// <param name="Default">The encoded default; one zero byte where an absent item reads as nothing.</param>
/// <param name="Docs">What it holds.</param>
/// <param name="Deprecation">That it will go away, or null.</param>
public sealed record StorageInfo(
    string Name, StorageModifier Modifier, ImmutableArray<StorageHasherKind> Hashers, TypeInfo? Key, TypeInfo Value, ImmutableArray<byte> Default, string Docs,
    Deprecation? Deprecation = null)
{
    /// <summary>The most entries there may be; null where nothing bounds them. Not in metadata: proofs are reckoned with it.</summary>
    // Source: frame_support::traits::StorageInfo, max_values and max_size.
    public uint? MaxValues { get; init; }

    /// <summary>The most bytes that an entry takes, with the part of its key behind the prefix; null where nothing bounds them.</summary>
    public int? MaxSize { get; init; }

    /// <summary>Whether the pallet says itself that nothing bounds its values.</summary>
    public bool IsUnbounded { get; init; }
}

/// <summary>What clients are told of a constant.</summary>
public sealed record ConstantInfo(string Name, TypeInfo Type, ImmutableArray<byte> Value, string Docs, Deprecation? Deprecation = null);

/// <summary>What clients are told of a type that the runtime chose for a pallet, such as the call or the balance.</summary>
public sealed record AssociatedTypeInfo(string Name, TypeInfo Type, string Docs = "");

/// <summary>What clients are told of a view function.</summary>
/// <param name="Name">Its name, in snake_case.</param>
/// <param name="Signature">Its types as Rust spells them, without spaces but around the arrow: <c>is_superset(T::ProxyType,T::ProxyType) -> bool</c>.</param>
/// <param name="Inputs">Its arguments.</param>
/// <param name="Output">What it answers.</param>
/// <param name="Docs">What it is for.</param>
/// <param name="Deprecation">That it will go away, or null.</param>
public sealed record ViewFunctionInfo(
    string Name, string Signature, ImmutableArray<FunctionInput> Inputs, TypeInfo Output, string Docs, Deprecation? Deprecation = null);

/// <summary>What an absent storage item reads as.</summary>
public enum StorageModifier : byte
{
    /// <summary>Nothing.</summary>
    Optional = 0,

    /// <summary>A default.</summary>
    Default = 1,
}

/// <summary>The hashers by their index in metadata.</summary>
public enum StorageHasherKind : byte
{
    /// <summary>BLAKE2b, 16 bytes.</summary>
    Blake2_128 = 0,

    /// <summary>BLAKE2b, 32 bytes.</summary>
    Blake2_256 = 1,

    /// <summary>BLAKE2b, 16 bytes, then the key.</summary>
    Blake2_128Concat = 2,

    /// <summary>xxHash, 16 bytes.</summary>
    Twox128 = 3,

    /// <summary>xxHash, 32 bytes.</summary>
    Twox256 = 4,

    /// <summary>xxHash, 8 bytes, then the key.</summary>
    Twox64Concat = 5,

    /// <summary>The key as it is.</summary>
    Identity = 6,
}
