using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gensyn.Frame.Generators;

/// <summary>Which types an encoded type is made of.</summary>
internal static class TypeGraph
{
    /// <summary>The fields of a record: the parameters of its primary constructor.</summary>
    // A record's hidden copy constructor, and constructors written beside the primary one, are not its fields.
    public static IEnumerable<IParameterSymbol> Fields(INamedTypeSymbol record)
    {
        foreach (IMethodSymbol constructor in record.InstanceConstructors)
        {
            if (constructor.DeclaringSyntaxReferences.Any(static r => r.GetSyntax() is TypeDeclarationSyntax)) return constructor.Parameters;
        }

        return [];
    }

    /// <summary>Whether values of a type can hold values of the same type: decoding those must count its depth.</summary>
    public static bool ReachesItself(INamedTypeSymbol type) => Reaches(type, type, new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));

    // Of generic types the definition is looked into, and the arguments by themselves: types that hold themselves with ever other arguments have no end.
    private static bool Reaches(INamedTypeSymbol from, INamedTypeSymbol target, HashSet<ITypeSymbol> seen)
    {
        IEnumerable<ITypeSymbol> parts = from.TypeArguments;
        if (seen.Add(from.OriginalDefinition)) parts = parts.Concat(FieldTypes(from.OriginalDefinition));
        return parts.OfType<INamedTypeSymbol>().Any(
            part => SymbolEqualityComparer.Default.Equals(part.OriginalDefinition, target.OriginalDefinition) || Reaches(part, target, seen));
    }

    private static IEnumerable<ITypeSymbol> FieldTypes(INamedTypeSymbol type)
    {
        if (!type.IsRecord) yield break;
        foreach (IParameterSymbol field in Fields(type)) yield return field.Type;
        if (!type.IsAbstract) yield break;
        foreach (INamedTypeSymbol variant in type.GetTypeMembers())
        {
            foreach (IParameterSymbol field in Fields(variant)) yield return field.Type;
        }
    }
}
