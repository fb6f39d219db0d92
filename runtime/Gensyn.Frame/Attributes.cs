using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>Asks the generator for the other half of a pallet: storage accessors, the call union, dispatch and metadata.</summary>
/// <remarks>The class is partial, derives from <see cref="Pallet"/> and hands it a <see cref="PalletContext"/>.</remarks>
/// <param name="name">The pallet's name in metadata and the first half of its storage keys.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PalletAttribute(string name) : Attribute
{
    /// <summary>The pallet's name.</summary>
    public string Name { get; } = name;

    /// <summary>The crate that the Rust paths of its types start with; <c>pallet_</c> and the name by default.</summary>
    public string? Crate { get; set; }

    /// <summary>How Rust spells an amount of money in its calls and events, by which wallets know one: every 128-bit integer in them is named so.</summary>
    public string? Money { get; set; }

    /// <summary>The version of its storage that this code reads and writes; see <see cref="Pallet.InCodeStorageVersion"/>.</summary>
    public ushort StorageVersion { get; set; }

    /// <summary>Whether nothing need bound its storage items (FRAME's without_storage_info).</summary>
    public bool WithoutStorageInfo { get; set; }
}

/// <summary>Marks a partial property as a storage item; the property's name is the second half of its key.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StorageAttribute : Attribute
{
    /// <summary>Whether an absent item reads as a default (FRAME's ValueQuery) and not as nothing (OptionQuery).</summary>
    public bool Default { get; set; }

    /// <summary>The member of the pallet that is the default; implies <see cref="Default"/>. Without it the type's own default.</summary>
    public string? DefaultValue { get; set; }

    /// <summary>The name used in keys and metadata; the property's by default.</summary>
    public string? Name { get; set; }

    /// <summary>Whether nothing need bound the length of a value (FRAME's unbounded): the cost of reading it is then for the pallet to reckon.</summary>
    public bool Unbounded { get; set; }

    /// <summary>The integer member of the pallet that bounds the length of a value, where the runtime decides it; [MaxLength] where the pallet does.</summary>
    public string? MaxLength { get; set; }

    /// <summary>The most entries of a map; 0 where nothing bounds them. Says so and enforces nothing.</summary>
    public uint MaxValues { get; set; }
}

/// <summary>Marks a method as a call, with its index on the wire.</summary>
/// <remarks>
/// The method is <c>DispatchResult Name(Origin origin, arguments)</c>. Its weight is the pallet's <c>Weights.Name(…)</c>, whose parameters are
/// arguments of the call by name; a pallet's own method <c>CallInfo NameInfo(…)</c> or <c>Weight NameWeight(…)</c> goes before that.
/// <c>bool NameIsFeeless(Origin origin, …)</c> says when the call costs no fee. <c>Authorization NameAuthorize(TransactionSource source, …)</c> says when the
/// call vouches for itself, at the weight <c>Weights.AuthorizeName(…)</c> or <c>Weight NameAuthorizeWeight(…)</c>. They, too, take arguments of the call by name.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CallAttribute(byte index) : Attribute
{
    /// <summary>The byte that stands before the call's arguments.</summary>
    public byte Index { get; } = index;

    /// <summary>Which share of the block the call takes its weight from.</summary>
    public DispatchClass Class { get; set; }

    /// <summary>Whether the call costs a fee.</summary>
    public Pays Pays { get; set; }

    /// <summary>The name in metadata; the method's in snake_case by default.</summary>
    public string? Name { get; set; }
}

/// <summary>Exports a property of a pallet as a constant in metadata.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConstantAttribute : Attribute
{
    /// <summary>The name in metadata; the property's by default.</summary>
    public string? Name { get; set; }
}

/// <summary>Marks a public method as a view function: a question about the state that clients ask without a transaction.</summary>
/// <remarks>Its id is made of the pallet's name and its signature, so that a change of a type changes the id.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ViewFunctionAttribute : Attribute
{
    /// <summary>The name in metadata; the method's in snake_case by default.</summary>
    public string? Name { get; set; }
}
