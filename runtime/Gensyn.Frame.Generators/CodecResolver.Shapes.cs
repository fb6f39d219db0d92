using Microsoft.CodeAnalysis;

namespace Gensyn.Frame.Generators;

/// <content>Integers, compact forms and the types that are made of others.</content>
internal sealed partial class CodecResolver
{
    private static CodecModel? Primitive(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => Inline("Bool", "WriteBool({0})", "ReadBool()", "bool"),
        SpecialType.System_Byte => Inline("U8", "WriteByte({0})", "ReadByte()", "u8"),
        SpecialType.System_UInt16 => Inline("U16", "WriteU16({0})", "ReadU16()", "u16"),
        SpecialType.System_UInt32 => Inline("U32", "WriteU32({0})", "ReadU32()", "u32"),
        SpecialType.System_UInt64 => Inline("U64", "WriteU64({0})", "ReadU64()", "u64"),
        SpecialType.System_SByte => Inline("I8", "WriteByte(unchecked((byte){0}))", "unchecked((sbyte)reader.ReadByte())", "i8"),
        SpecialType.System_Int16 => Inline("I16", "WriteU16(unchecked((ushort){0}))", "unchecked((short)reader.ReadU16())", "i16"),
        SpecialType.System_Int32 => Inline("I32", "WriteU32(unchecked((uint){0}))", "unchecked((int)reader.ReadU32())", "i32"),
        SpecialType.System_Int64 => Inline("I64", "WriteU64(unchecked((ulong){0}))", "unchecked((long)reader.ReadU64())", "i64"),
        _ when IsSystem(type, "UInt128") => Inline("U128", "WriteU128({0})", "ReadU128()", "u128"),
        _ when IsSystem(type, "Int128") =>
            Inline("I128", "WriteU128(unchecked((global::System.UInt128){0}))", "unchecked((global::System.Int128)reader.ReadU128())", "i128"),
        _ => null,
    };

    /// <summary>The compact form of an unsigned integer; null for other types.</summary>
    private static CodecModel? CompactInteger(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Byte => Inline("CompactU8", "WriteCompact((uint){0})", "ReadCompactU8()", "u8"),
        SpecialType.System_UInt16 => Inline("CompactU16", "WriteCompact((uint){0})", "ReadCompactU16()", "u16"),
        SpecialType.System_UInt32 => Inline("CompactU32", "WriteCompact({0})", "ReadCompactU32()", "u32"),
        SpecialType.System_UInt64 => Inline("CompactU64", "WriteCompact({0})", "ReadCompactU64()", "u64"),
        _ when IsSystem(type, "UInt128") => Inline("CompactU128", "WriteCompact({0})", "ReadCompactU128()", "u128"),
        _ when type.ToDisplayString() == "System.Numerics.BigInteger" => Inline("CompactBig", "WriteCompact({0})", "ReadCompactBig()", "U256"),
        _ => null,
    };

    private CodecModel Compact(ITypeSymbol type, ISymbol usedBy)
    {
        if (CompactInteger(type) is { } integer) return integer;
        if (type is INamedTypeSymbol { Arity: 0 } unit && IsSystem(unit, "ValueTuple")) return new(Codecs + "CompactUnit", false, null, null, "()");
        if (type is INamedTypeSymbol named && Find(named, "ScaleAttribute") is not null && !named.IsGenericType && !named.IsAbstract
            && TypeGraph.Fields(named).ToArray() is { Length: 1 } fields && CompactInteger(fields[0].Type) is { } inner)
        {
            string name = named.ToDisplayString(_bare), field = Names.Escape(fields[0].Name);
            return new(
                $"{Codecs}CompactAs({name}.Codec, {inner.Expression}, static value => value.{field}, static value => new {name}(value))",
                true, inner.Write!.Replace("{0}", "{0}." + field), $"new {name}({inner.Read})", named.Name); // Compact integers are inline.
        }

        problems.Add(Problem.At(Rules.BadCompact, usedBy, type.ToDisplayString()));
        return _none;
    }

    private CodecModel? Shape(INamedTypeSymbol type, ISymbol usedBy, Length? length)
    {
        if (type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            CodecModel some = Resolve(type.TypeArguments[0], usedBy, length);
            return Made($"{Codecs}Option({some.Expression})", $"Option<{some.RustName}>");
        }

        if (IsSystem(type, "ValueTuple") && type.Arity == 0) return new(Codecs + "Unit", false, null, null, "()");
        if (IsImmutableArray(type)) return List(Resolve(type.TypeArguments[0], usedBy, null), length);
        if (IsImmutable(type, "ImmutableSortedSet", 1)) return Set(Key(type.TypeArguments[0], usedBy), length);
        if (IsImmutable(type, "ImmutableSortedDictionary", 2))
        {
            return Map(Key(type.TypeArguments[0], usedBy), Resolve(type.TypeArguments[1], usedBy, null), length);
        }

        if (IsSystem(type, "ValueTuple") && type.Arity > 0) return Tuple(type, usedBy);
        if (IsScale(type, "Compact", 1))
        {
            CodecModel compact = Compact(type.TypeArguments[0], usedBy);
            return Made($"{Codecs}Compact({compact.Expression})", $"Compact<{compact.RustName}>");
        }

        if (IsScale(type, "BitVec", 2)) return Bits(type, usedBy);
        if (!type.IsGenericType) return null;
        bool isResult = IsScale(type, "Result", 2);
        if (!isResult && Find(type, "ScaleAttribute") is null) return null;

        CodecModel[] arguments = type.TypeArguments.Select(a => Resolve(a, usedBy, null)).ToArray();
        string codecs = string.Join(", ", arguments.Select(static a => a.Expression));
        return Made(
            isResult ? $"{Codecs}Result({codecs})" : $"{type.ToDisplayString(Qualified)}.CodecOf({codecs})",
            $"{type.Name}<{string.Join(", ", arguments.Select(static a => a.RustName))}>");
    }

    private static CodecModel List(CodecModel item, Length? length)
    {
        if (length is null) return Made($"{Codecs}Vec({item.Expression})", $"Vec<{item.RustName}>");
        return length.IsExact
            ? Made($"{Codecs}Array({item.Expression}, {length.Use()})", $"[{item.RustName}; {length.Value}]")
            : Made($"{Codecs}BoundedVec({item.Expression}, {length.Use()})", $"BoundedVec<{item.RustName}, {length.Value}>");
    }

    private static CodecModel Set(CodecModel item, Length? length) => length is null || length.IsExact
        ? Made($"{Codecs}Set({item.Expression})", $"BTreeSet<{item.RustName}>")
        : Made($"{Codecs}BoundedSet({item.Expression}, {length.Use()})", $"BoundedBTreeSet<{item.RustName}, {length.Value}>");

    private static CodecModel Map(CodecModel key, CodecModel value, Length? length) => length is null || length.IsExact
        ? Made($"{Codecs}Map({key.Expression}, {value.Expression})", $"BTreeMap<{key.RustName}, {value.RustName}>")
        : Made(
            $"{Codecs}BoundedMap({key.Expression}, {value.Expression}, {length.Use()})",
            $"BoundedBTreeMap<{key.RustName}, {value.RustName}, {length.Value}>");

    // Beyond seven items a tuple is one of seven and a rest; only the language's own view of it has them all.
    private CodecModel? Tuple(INamedTypeSymbol type, ISymbol usedBy)
    {
        ITypeSymbol[] types = type.IsTupleType ? type.TupleElements.Select(static e => e.Type).ToArray() : type.TypeArguments.ToArray();
        if (types.Length > MaxTuple) return null;
        CodecModel[] items = types.Select(t => Resolve(t, usedBy, null)).ToArray();
        string rust = string.Join(", ", items.Select(static i => i.RustName));
        return Made($"{Codecs}Tuple({string.Join(", ", items.Select(static i => i.Expression))})", items.Length == 1 ? $"({rust},)" : $"({rust})");
    }

    private CodecModel Bits(INamedTypeSymbol type, ISymbol usedBy)
    {
        string? store = type.TypeArguments[0].SpecialType switch
        {
            SpecialType.System_Byte => "u8",
            SpecialType.System_UInt16 => "u16",
            SpecialType.System_UInt32 => "u32",
            SpecialType.System_UInt64 => "u64",
            _ => null,
        };
        if (store is not null) return new(type.ToDisplayString(_bare) + ".Codec", false, null, null, $"BitVec<{store}, {type.TypeArguments[1].Name}>");
        problems.Add(Problem.At(Rules.NotEncodable, usedBy, type.ToDisplayString(), "; bits lie in byte, ushort, uint or ulong"));
        return _none;
    }

    /// <summary>The codec of a map's key or a set's item, which need an order.</summary>
    private CodecModel Key(ITypeSymbol type, ISymbol usedBy)
    {
        CodecModel codec = Resolve(type, usedBy, null);
        if (!HasOrder(type)) problems.Add(Problem.At(Rules.NoOrder, usedBy, type.ToDisplayString()));
        return codec;
    }

    // Text, bytes and the types made of others get their order from their codecs, which know Rust's.
    private static bool HasOrder(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol => true,
        ITypeParameterSymbol parameter => parameter.HasNotNullConstraint || parameter.HasValueTypeConstraint || parameter.HasUnmanagedTypeConstraint,
        { SpecialType: SpecialType.System_String } or { TypeKind: TypeKind.Enum } => true,
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.All(static e => HasOrder(e.Type)),
        INamedTypeSymbol named when IsImmutableArray(named) || named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
            || IsScale(named, "Compact", 1) => HasOrder(named.TypeArguments[0]),
        _ => type.AllInterfaces.Any(i => i.Name == "IComparable" && i.Arity == 1 && SymbolEqualityComparer.Default.Equals(i.TypeArguments[0], type)),
    };
}
