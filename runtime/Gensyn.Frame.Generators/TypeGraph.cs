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

    private static bool Reaches(INamedTypeSymbol from, INamedTypeSymbol target, HashSet<ITypeSymbol> seen)
    {
        foreach (ITypeSymbol part in Parts(from))
        {
            if (SymbolEqualityComparer.Default.Equals(part.OriginalDefinition, target.OriginalDefinition)) return true;
            if (seen.Add(part) && part is INamedTypeSymbol named && Reaches(named, target, seen)) return true;
        }

        return false;
    }

    private static IEnumerable<ITypeSymbol> Parts(INamedTypeSymbol type)
    {
        foreach (ITypeSymbol argument in type.TypeArguments) yield return argument;
        if (!type.IsRecord) yield break;
        foreach (IParameterSymbol field in Fields(type)) yield return field.Type;
        if (!type.IsAbstract) yield break;
        foreach (INamedTypeSymbol variant in type.GetTypeMembers())
        {
            foreach (IParameterSymbol field in Fields(variant)) yield return field.Type;
        }
    }
}
