using Microsoft.CodeAnalysis;

namespace Gensyn.Frame.Generators;

/// <summary>Finds what in a stored type has no bound, as far as its declarations tell.</summary>
/// <remarks>A codec written by hand tells nothing here: the runtime's integrity test asks it for its longest encoding.</remarks>
internal sealed class Bounds
{
    private readonly HashSet<ITypeSymbol> _open = new(SymbolEqualityComparer.Default);

    /// <summary>The part without a bound, or null.</summary>
    /// <param name="type">The type of a key or value.</param>
    /// <param name="isBounded">Whether something beside it says how long it may be.</param>
    public static ITypeSymbol? Unbounded(ITypeSymbol type, bool isBounded) => new Bounds().Find(type, isBounded);

    /// <summary>Whether attributes of a field or value say how long it may be.</summary>
    public static bool HasLength(ISymbol usedBy) =>
        (CodecResolver.Find(usedBy, "MaxLengthAttribute") ?? CodecResolver.Find(usedBy, "FixedLengthAttribute")) is not null;

    private ITypeSymbol? Find(ITypeSymbol type, bool isBounded)
    {
        if (type.SpecialType == SpecialType.System_String || type is IArrayTypeSymbol) return isBounded ? null : type;
        if (type is not INamedTypeSymbol named || type.TypeKind == TypeKind.Enum) return null;
        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T) return Find(named.TypeArguments[0], isBounded);
        if (named.IsTupleType) return First(named.TupleElements.Select(static e => e.Type));
        if (CodecResolver.IsImmutableCollection(named)) return isBounded ? First(named.TypeArguments) : named;
        if (named.Name == "BitVec") return named;
        if (CodecResolver.Find(named, "ScaleAttribute") is null) return First(named.TypeArguments);

        // A type that holds itself has values of any length.
        if (!_open.Add(named)) return named;
        ITypeSymbol? found = First(named);
        _open.Remove(named);
        return found;
    }

    private ITypeSymbol? First(IEnumerable<ITypeSymbol> types) => types.Select(t => Find(t, false)).FirstOrDefault(static t => t is not null);

    private ITypeSymbol? First(INamedTypeSymbol record)
    {
        IEnumerable<IParameterSymbol> fields = TypeGraph.Fields(record);
        if (record.IsAbstract) fields = fields.Concat(record.GetTypeMembers().SelectMany(TypeGraph.Fields));
        return fields.Select(f => Find(f.Type, HasLength(f))).FirstOrDefault(static t => t is not null);
    }
}
