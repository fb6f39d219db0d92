using System.Collections.Immutable;

namespace Gensyn.Scale;

/// <summary>What metadata says of an encoded type: the scale-info description that belongs to a <see cref="Codec{T}"/>.</summary>
/// <remarks>
/// Two descriptions with the same <see cref="Key"/> are one type. The definition is made on demand, so a type may contain itself.
/// Source: scale-info, src/ty.
/// </remarks>
public sealed class TypeInfo
{
    private readonly Func<TypeDefinition> _define;
    private TypeDefinition? _definition;

    /// <summary>Describes a type known by a path.</summary>
    public TypeInfo(string path, ImmutableArray<TypeParameter> parameters, Func<TypeDefinition> define, string docs = "")
    {
        Path = path;
        Parameters = parameters;
        Docs = docs;
        _define = define;
        Key = parameters.IsEmpty ? path : $"{path}<{string.Join(",", parameters.Select(p => p.Type?.Key ?? p.Name))}>";
    }

    private TypeInfo(string key, TypeDefinition definition)
    {
        Path = "";
        Parameters = [];
        Docs = "";
        Key = key;
        _define = () => definition;
    }

    /// <summary>What makes the type the same as another.</summary>
    public string Key { get; }

    /// <summary>Rust path, segments joined by <c>::</c>; empty for primitives and structural types.</summary>
    public string Path { get; }

    /// <summary>Generic parameters.</summary>
    public ImmutableArray<TypeParameter> Parameters { get; }

    /// <summary>Documentation shown by clients.</summary>
    public string Docs { get; }

    /// <summary>The shape of the type.</summary>
    public TypeDefinition Definition => _definition ??= _define();

    /// <summary>A primitive, such as <c>u32</c>.</summary>
    public static TypeInfo Primitive(PrimitiveType type) => new(type.ToString(), new TypeDefinition.Primitive(type));

    /// <summary>A list of any length.</summary>
    public static TypeInfo Sequence(TypeInfo item) => new($"[{item.Key}]", new TypeDefinition.Sequence(item));

    /// <summary>A list of a fixed length.</summary>
    public static TypeInfo Array(TypeInfo item, uint length) => new($"[{item.Key};{length}]", new TypeDefinition.Array(item, length));

    /// <summary>A tuple; without items, the unit type.</summary>
    public static TypeInfo Tuple(params ImmutableArray<TypeInfo> items) =>
        new($"({string.Join(",", items.Select(i => i.Key))})", new TypeDefinition.Tuple(items));

    /// <summary>The compact form of an integer.</summary>
    public static TypeInfo Compact(TypeInfo integer) => new($"Compact<{integer.Key}>", new TypeDefinition.Compact(integer));

    /// <summary>Bits in words of a type, in an order.</summary>
    public static TypeInfo BitSequence(TypeInfo store, TypeInfo order) =>
        new($"BitVec<{store.Key},{order.Key}>", new TypeDefinition.BitSequence(store, order));

    /// <inheritdoc/>
    public override string ToString() => Key;
}

/// <summary>A generic parameter, with its argument where it has one.</summary>
public sealed record TypeParameter(string Name, TypeInfo? Type);

/// <summary>A field of a composite or variant.</summary>
public sealed record TypeField(string? Name, TypeInfo Type, string? TypeName = null, string Docs = "");

/// <summary>A variant of an enum; with <paramref name="Deprecation"/>, one that will go away.</summary>
public sealed record TypeVariant(string Name, byte Index, ImmutableArray<TypeField> Fields, string Docs = "", Deprecation? Deprecation = null);

/// <summary>That something will go away: what to do about it, and since which version.</summary>
public sealed record Deprecation(string? Note = null, string? Since = null);

/// <summary>The shapes that scale-info knows.</summary>
public abstract record TypeDefinition
{
    private TypeDefinition() { }

    /// <summary>A struct.</summary>
    public sealed record Composite(ImmutableArray<TypeField> Fields) : TypeDefinition;

    /// <summary>An enum.</summary>
    public sealed record Variant(ImmutableArray<TypeVariant> Variants) : TypeDefinition;

    /// <summary>A list.</summary>
    public sealed record Sequence(TypeInfo Item) : TypeDefinition;

    /// <summary>A list of a fixed length.</summary>
    public sealed record Array(TypeInfo Item, uint Length) : TypeDefinition;

    /// <summary>A tuple.</summary>
    public sealed record Tuple(ImmutableArray<TypeInfo> Items) : TypeDefinition;

    /// <summary>A primitive.</summary>
    public sealed record Primitive(PrimitiveType Type) : TypeDefinition;

    /// <summary>A compact integer.</summary>
    public sealed record Compact(TypeInfo Integer) : TypeDefinition;

    /// <summary>A sequence of bits.</summary>
    public sealed record BitSequence(TypeInfo Store, TypeInfo Order) : TypeDefinition;
}

/// <summary>Primitive types by their index in scale-info.</summary>
public enum PrimitiveType : byte
{
    /// <summary>True or false.</summary>
    Bool = 0,

    /// <summary>A Unicode scalar.</summary>
    Char = 1,

    /// <summary>UTF-8 text.</summary>
    Str = 2,

    /// <summary>8 bits, unsigned.</summary>
    U8 = 3,

    /// <summary>16 bits, unsigned.</summary>
    U16 = 4,

    /// <summary>32 bits, unsigned.</summary>
    U32 = 5,

    /// <summary>64 bits, unsigned.</summary>
    U64 = 6,

    /// <summary>128 bits, unsigned.</summary>
    U128 = 7,

    /// <summary>256 bits, unsigned.</summary>
    U256 = 8,

    /// <summary>8 bits, signed.</summary>
    I8 = 9,

    /// <summary>16 bits, signed.</summary>
    I16 = 10,

    /// <summary>32 bits, signed.</summary>
    I32 = 11,

    /// <summary>64 bits, signed.</summary>
    I64 = 12,

    /// <summary>128 bits, signed.</summary>
    I128 = 13,

    /// <summary>256 bits, signed.</summary>
    I256 = 14,
}
