using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Gensyn.Frame.Generators;

/// <summary>Finds how a type is encoded.</summary>
internal sealed partial class CodecResolver(List<Problem> problems)
{
    public const string Codecs = "global::Gensyn.Scale.Codecs.";

    // Tuples of more items would need codecs of their own; Rust's go up to 18, FRAME's seldom beyond 5.
    private const int MaxTuple = 8;

    public static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat _bare = SymbolDisplayFormat.FullyQualifiedFormat;
    private static readonly CodecModel _none = new("null!", false, null, null, "");

    /// <summary>The codec of a field, argument or item, as its attributes want it.</summary>
    public CodecModel Resolve(ITypeSymbol type, ISymbol usedBy)
    {
        int? maximum = Argument(Find(usedBy, "MaxLengthAttribute")) as int?;
        int? exact = Argument(Find(usedBy, "FixedLengthAttribute")) as int?;
        bool isCompact = Find(usedBy, "CompactAttribute") is not null;
        if (maximum is null && exact is null) return isCompact ? Compact(type, usedBy) : Resolve(type, usedBy, null);

        int value = exact ?? maximum!.Value; // One of them is not null here.
        Length length = new(value.ToString(CultureInfo.InvariantCulture), exact is not null);
        CodecModel codec = Resolve(type, usedBy, length);
        bool isOne = maximum is null || exact is null;
        if (!isCompact && isOne && value >= 0 && length.IsUsed) return codec;
        problems.Add(Problem.At(Rules.BadLength, usedBy, type.ToDisplayString()));
        return codec;
    }

    /// <summary>The codec of a stored value whose length an expression of the pallet bounds.</summary>
    public CodecModel ResolveBounded(ITypeSymbol type, ISymbol usedBy, string maximum, out bool hasLength)
    {
        Length length = new(maximum, isExact: false);
        CodecModel codec = Resolve(type, usedBy, length);
        hasLength = length.IsUsed;

        // No static field holds it: the pallet may be composed more than once, with another bound.
        return codec with { IsMade = false };
    }

    /// <summary>The codec of a type as it is.</summary>
    public CodecModel ResolvePlain(ITypeSymbol type, ISymbol usedBy) => Resolve(type, usedBy, null);

    public static AttributeData? Find(ISymbol symbol, string attribute, string @namespace = "Scale") =>
        symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass is { } c && c.Name == attribute && IsGensyn(c, @namespace));

    /// <summary>The first argument of an attribute, or null.</summary>
    public static object? Argument(AttributeData? attribute) => attribute?.ConstructorArguments.FirstOrDefault().Value;

    /// <summary>The parameter by which a generic type's codec gets that of a type parameter.</summary>
    public static string CodecOf(string typeParameter) => "codecOf" + typeParameter;

    /// <summary>Whether a type is one of the collections that have codecs, each of which has an <c>Empty</c>.</summary>
    public static bool IsImmutableCollection(ITypeSymbol type) =>
        IsImmutableArray(type) || IsImmutable(type, "ImmutableSortedSet", 1) || IsImmutable(type, "ImmutableSortedDictionary", 2);

    private static bool IsImmutableArray(ITypeSymbol type) => IsImmutable(type, "ImmutableArray", 1);

    private static bool IsImmutable(ITypeSymbol type, string name, int arity) =>
        type is INamedTypeSymbol named && named.Name == name && named.Arity == arity
        && type.ContainingNamespace.ToDisplayString() == "System.Collections.Immutable";

    private static bool IsSystem(ITypeSymbol type, string name) =>
        type.Name == name && type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true };

    private static bool IsGensyn(ITypeSymbol type, string @namespace) =>
        type.ContainingNamespace is { ContainingNamespace: { Name: "Gensyn", ContainingNamespace.IsGlobalNamespace: true } } n && n.Name == @namespace;

    private static bool IsScale(INamedTypeSymbol type, string name, int arity) => type.Name == name && type.Arity == arity && IsGensyn(type, "Scale");

    private static CodecModel Inline(string codec, string write, string read, string rust) =>
        new(Codecs + codec, false, $"writer.{write};", read.StartsWith("unchecked", StringComparison.Ordinal) ? read : "reader." + read, rust);

    private static CodecModel Made(string expression, string rust) => new(expression, true, null, null, rust);

    private CodecModel Resolve(ITypeSymbol type, ISymbol usedBy, Length? length)
    {
        if (type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated })
        {
            CodecModel some = Resolve(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated), usedBy, length);
            return Made($"{Codecs}OptionRef({some.Expression})", $"Option<{some.RustName}>");
        }

        if (Primitive(type) is { } primitive) return primitive;
        if (type.SpecialType == SpecialType.System_String)
        {
            // The default of a struct has null where a string belongs.
            if (length is null || length.IsExact) return Inline("Str", "WriteString({0} ?? \"\")", "ReadString()", "String");
            return Made($"{Codecs}BoundedStr({length.Use()})", $"BoundedString<{length.Value}>");
        }

        if (type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte })
        {
            if (length is null) return Inline("Bytes", "WriteByteString({0})", "ReadByteString().ToArray()", "Vec<u8>");
            return length.IsExact
                ? Made($"{Codecs}FixedBytes({length.Use()})", $"[u8; {length.Value}]")
                : Made($"{Codecs}BoundedBytes({length.Use()})", $"BoundedVec<u8, {length.Value}>");
        }

        if (type is ITypeParameterSymbol { NullableAnnotation: not NullableAnnotation.Annotated }) return new(CodecOf(type.Name), false, null, null, type.Name);
        if (type is INamedTypeSymbol named && Shape(named, usedBy, length) is { } made) return made;
        if (length is { IsExact: false } && TakesLength(type)) return Made($"{type.ToDisplayString(_bare)}.CodecOf({length.Use()})", type.Name);
        if (type.TypeKind == TypeKind.Enum && EnumCodec((INamedTypeSymbol)type) is { } codec) return new(codec + ".Instance", false, null, null, type.Name);
        bool hasCodec = type.TypeKind != TypeKind.Enum
            && (Find(type, "ScaleAttribute") is not null || type.GetMembers("Codec").Any(static m => m is IPropertySymbol { IsStatic: true }));
        if (hasCodec) return new(type.ToDisplayString(_bare) + ".Codec", false, null, null, type.Name);

        problems.Add(Problem.At(Rules.NotEncodable, usedBy, type.ToDisplayString(), Hint(type)));
        return _none;
    }

    private static string Hint(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol => "; lists are ImmutableArray<T>",
        ITypeParameterSymbol => "; an option of a type parameter needs a class or struct constraint",
        _ when TakesLength(type) => "; say how long it may be: [MaxLength(…)] or, in storage, [Storage(MaxLength = nameof(…))]",
        INamedTypeSymbol { IsTupleType: true } => $"; tuples have up to {MaxTuple} items",
        { SpecialType: SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal } => "; the chain has no floating point",
        { Name: "Dictionary" or "SortedDictionary" or "ImmutableDictionary" } => "; maps are ImmutableSortedDictionary<K, V>",
        { Name: "HashSet" or "SortedSet" or "ImmutableHashSet" } => "; sets are ImmutableSortedSet<T>",
        { Name: "List" or "ImmutableList" or "IReadOnlyList" or "IEnumerable" } => "; lists are ImmutableArray<T>",
        { Name: "BigInteger" } => "; only its [Compact] form has an encoding",
        _ => "",
    };

    /// <summary>Whether a type has a codec for each length: <c>static Codec&lt;T&gt; CodecOf(int maximum)</c>.</summary>
    private static bool TakesLength(ITypeSymbol type) => type.GetMembers("CodecOf").Any(static m =>
        m is IMethodSymbol { IsStatic: true, Arity: 0, Parameters.Length: 1 } made && made.Parameters[0].Type.SpecialType == SpecialType.System_Int32);

    /// <summary>The class beside an enum that has its codec: generated for [Scale], or written by hand under the same name.</summary>
    private static string? EnumCodec(INamedTypeSymbol type)
    {
        INamespaceOrTypeSymbol place = (INamespaceOrTypeSymbol?)type.ContainingType ?? type.ContainingNamespace;
        bool exists = Find(type, "ScaleAttribute") is not null
            || place.GetTypeMembers(type.Name + "Codec").Any(static t => t.GetMembers("Instance").Length > 0);
        return exists ? type.ToDisplayString(_bare) + "Codec" : null;
    }

    /// <summary>What [MaxLength], [FixedLength] or [Storage(MaxLength = …)] asks for, and whether any type took it.</summary>
    private sealed class Length(string value, bool isExact)
    {
        public string Value => value;

        public bool IsExact => isExact;

        public bool IsUsed { get; private set; }

        public string Use()
        {
            IsUsed = true;
            return value;
        }
    }
}
