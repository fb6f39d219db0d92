using Microsoft.CodeAnalysis;

namespace Gensyn.Frame.Generators;

/// <summary>Finds how a type is encoded.</summary>
internal sealed class CodecResolver(List<Problem> problems)
{
    public const string Codecs = "global::Gensyn.Scale.Codecs.";

    public static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat _bare = SymbolDisplayFormat.FullyQualifiedFormat;

    /// <summary>The codec of a field, argument or item, as its attributes want it.</summary>
    public CodecModel Resolve(ITypeSymbol type, ISymbol usedBy)
    {
        int? maximum = Argument(Find(usedBy, "MaxLengthAttribute")) is int length ? length : null;
        return Find(usedBy, "CompactAttribute") is not null ? Compact(type, usedBy) : Resolve(type, usedBy, maximum);
    }

    /// <summary>The codec of a type as it is.</summary>
    public CodecModel ResolvePlain(ITypeSymbol type, ISymbol usedBy) => Resolve(type, usedBy, null);

    public static AttributeData? Find(ISymbol symbol, string attribute, string @namespace = "Scale") =>
        symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass is { } c && c.Name == attribute
            && c.ContainingNamespace is { ContainingNamespace: { Name: "Gensyn", ContainingNamespace.IsGlobalNamespace: true } } n && n.Name == @namespace);

    /// <summary>The first argument of an attribute, or null.</summary>
    public static object? Argument(AttributeData? attribute) => attribute?.ConstructorArguments.FirstOrDefault().Value;

    private static bool IsSystem(ITypeSymbol type, string name) =>
        type.Name == name && type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true };

    public static bool IsImmutableArray(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "ImmutableArray", Arity: 1 } && type.ContainingNamespace.ToDisplayString() == "System.Collections.Immutable";

    private static CodecModel Inline(string codec, string write, string read, string rust) =>
        new(Codecs + codec, false, $"writer.{write};", $"reader.{read}", rust);

    private static CodecModel Made(string expression, string rust) => new(expression, true, null, null, rust);

    private CodecModel Compact(ITypeSymbol type, ISymbol usedBy)
    {
        if (type.SpecialType == SpecialType.System_UInt32) return Inline("CompactU32", "WriteCompact({0})", "ReadCompactU32()", "u32");
        if (type.SpecialType == SpecialType.System_UInt64) return Inline("CompactU64", "WriteCompact({0})", "ReadCompactU64()", "u64");
        if (IsSystem(type, "UInt128")) return Inline("CompactU128", "WriteCompact({0})", "ReadCompactU128()", "u128");
        problems.Add(Problem.At(Rules.BadCompact, usedBy, type.ToDisplayString()));
        return new("null!", false, null, null, "");
    }

    private CodecModel Resolve(ITypeSymbol type, ISymbol usedBy, int? maximum)
    {
        if (type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated })
        {
            CodecModel some = Resolve(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated), usedBy, maximum);
            return Made($"{Codecs}OptionRef({some.Expression})", $"Option<{some.RustName}>");
        }

        switch (type.SpecialType)
        {
            case SpecialType.System_Boolean: return Inline("Bool", "WriteBool({0})", "ReadBool()", "bool");
            case SpecialType.System_Byte: return Inline("U8", "WriteByte({0})", "ReadByte()", "u8");
            case SpecialType.System_UInt16: return Inline("U16", "WriteU16({0})", "ReadU16()", "u16");
            case SpecialType.System_UInt32: return Inline("U32", "WriteU32({0})", "ReadU32()", "u32");
            case SpecialType.System_UInt64: return Inline("U64", "WriteU64({0})", "ReadU64()", "u64");
            case SpecialType.System_String when maximum is { } length: return Made($"{Codecs}BoundedStr({length})", $"BoundedString<{length}>");
            // The default of a struct has null where a string belongs.
            case SpecialType.System_String: return Inline("Str", "WriteString({0} ?? \"\")", "ReadString()", "String");
        }

        if (IsSystem(type, "UInt128")) return Inline("U128", "WriteU128({0})", "ReadU128()", "u128");
        if (type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte })
        {
            return maximum is { } length
                ? Made($"{Codecs}BoundedBytes({length})", $"BoundedVec<u8, {length}>")
                : Inline("Bytes", "WriteByteString({0})", "ReadByteString().ToArray()", "Vec<u8>");
        }

        if (type is INamedTypeSymbol named && Generic(named, usedBy, maximum) is { } made) return made;
        if (type.TypeKind == TypeKind.Enum && EnumCodec((INamedTypeSymbol)type) is { } codec) return new(codec + ".Instance", false, null, null, type.Name);
        bool hasCodec = type.TypeKind != TypeKind.Enum
            && (Find(type, "ScaleAttribute") is not null || type.GetMembers("Codec").Any(static m => m is IPropertySymbol { IsStatic: true }));
        if (hasCodec) return new(type.ToDisplayString(_bare) + ".Codec", false, null, null, type.Name);

        string hint = type.TypeKind == TypeKind.Array ? "; lists are ImmutableArray<T>"
            : type is INamedTypeSymbol { IsTupleType: true } ? "; tuples have two or three items" : "";
        problems.Add(Problem.At(Rules.NotEncodable, usedBy, type.ToDisplayString(), hint));
        return new("null!", false, null, null, type.Name);
    }

    private CodecModel? Generic(INamedTypeSymbol type, ISymbol usedBy, int? maximum)
    {
        if (type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            CodecModel some = Resolve(type.TypeArguments[0], usedBy, maximum);
            return Made($"{Codecs}Option({some.Expression})", $"Option<{some.RustName}>");
        }

        if (IsImmutableArray(type))
        {
            CodecModel item = Resolve(type.TypeArguments[0], usedBy, null);
            return maximum is { } length
                ? Made($"{Codecs}BoundedVec({item.Expression}, {length})", $"BoundedVec<{item.RustName}, {length}>")
                : Made($"{Codecs}Vec({item.Expression})", $"Vec<{item.RustName}>");
        }

        if (type is { IsTupleType: true, TupleElements.Length: 2 or 3 })
        {
            CodecModel[] items = type.TupleElements.Select(e => Resolve(e.Type, usedBy, null)).ToArray();
            return Made($"{Codecs}Tuple({string.Join(", ", items.Select(i => i.Expression))})", $"({string.Join(", ", items.Select(i => i.RustName))})");
        }

        return null;
    }

    /// <summary>The class beside an enum that has its codec: generated for [Scale], or written by hand under the same name.</summary>
    private static string? EnumCodec(INamedTypeSymbol type)
    {
        INamespaceOrTypeSymbol place = (INamespaceOrTypeSymbol?)type.ContainingType ?? type.ContainingNamespace;
        bool exists = Find(type, "ScaleAttribute") is not null
            || place.GetTypeMembers(type.Name + "Codec").Any(static t => t.GetMembers("Instance").Length > 0);
        return exists ? type.ToDisplayString(_bare) + "Codec" : null;
    }
}
