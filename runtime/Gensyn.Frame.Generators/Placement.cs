using Microsoft.CodeAnalysis;

namespace Gensyn.Frame.Generators;

/// <summary>Finds attributes that nothing looks at, because they stand in the wrong type.</summary>
internal static class Placement
{
    /// <summary>The attributes, and where they belong.</summary>
    public static readonly (string Attribute, string Place)[] Attributes =
    [
        ("Gensyn.Frame.StorageAttribute", "a [Pallet] class"),
        ("Gensyn.Frame.CallAttribute", "a [Pallet] class"),
        ("Gensyn.Frame.ConstantAttribute", "a [Pallet] class"),
        ("Gensyn.Frame.ViewFunctionAttribute", "a [Pallet] class"),
        ("Gensyn.Scale.VariantAttribute", "a record that derives from the abstract record around it, which is [Scale], or a pallet's Event or CustomOrigin"),
    ];

    /// <summary>What is wrong with the place of a symbol that has one of the attributes, or null.</summary>
    public static Problem? Check(ISymbol symbol, (string Attribute, string Place) rule)
    {
        string name = rule.Attribute.Substring(rule.Attribute.LastIndexOf('.') + 1).Replace("Attribute", "");
        bool isRight = symbol.ContainingType is { } around && (symbol is INamedTypeSymbol variant ? IsUnion(around, variant) : IsPallet(around));
        return isRight ? null : Problem.At(Rules.Misplaced, symbol, symbol.Name, $"[{name}]") with { More = rule.Place };
    }

    private static bool IsPallet(INamedTypeSymbol type) => CodecResolver.Find(type, "PalletAttribute", "Frame") is not null;

    private static bool IsUnion(INamedTypeSymbol type, INamedTypeSymbol variant) =>
        type.IsAbstract && SymbolEqualityComparer.Default.Equals(variant.BaseType?.OriginalDefinition, type.OriginalDefinition)
        && (CodecResolver.Find(type, "ScaleAttribute") is not null || (type.Name is "Event" or "CustomOrigin" && type.ContainingType is { } pallet && IsPallet(pallet)));
}
