using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gensyn.Frame.Generators;

/// <summary>Turns [Scale] types into models, collecting problems on the way.</summary>
internal sealed class TypeParser(CancellationToken cancellation)
{
    private static readonly string[] _fieldAttributes = ["CompactAttribute", "MaxLengthAttribute", "FixedLengthAttribute", "TypeNameAttribute"];

    private readonly List<Problem> _problems = [];

    public Parsed Parse(INamedTypeSymbol type, AttributeData attribute)
    {
        string path = CodecResolver.Argument(attribute) is string given ? given : Names.Path(type);
        return new(Model(type, path), new(_problems));
    }

    /// <summary>Where a type is declared; null, with a problem, when it or a type around it is not partial.</summary>
    public static PlaceModel? Place(INamedTypeSymbol type, List<Problem> problems)
    {
        if (type.TypeKind != TypeKind.Enum && !IsPartial(type))
        {
            problems.Add(Problem.At(Rules.NotPartial, type, type.Name));
            return null;
        }

        List<string> outer = [];
        for (INamedTypeSymbol? container = type.ContainingType; container is not null; container = container.ContainingType)
        {
            if (!IsPartial(container))
            {
                problems.Add(Problem.At(Rules.NotPartial, container, container.Name));
                return null;
            }

            outer.Insert(0, $"partial {Keyword(container)} {Names.Escape(container.Name)}");
        }

        string @namespace = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString();
        return new(
            @namespace, new(outer), type.Name, type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            new(type.TypeParameters.Select(static p => p.Name)));
    }

    public static string Keyword(INamedTypeSymbol type) => (type.IsRecord, type.TypeKind) switch
    {
        (true, TypeKind.Struct) => "record struct",
        (true, _) => "record",
        (_, TypeKind.Struct) => "struct",
        (_, TypeKind.Interface) => "interface",
        _ => "class",
    };

    public static string Accessibility(ISymbol symbol) => SyntaxFacts.GetText(symbol.DeclaredAccessibility);

    /// <summary>A union of nested records.</summary>
    public static UnionModel? Union(INamedTypeSymbol type, string path, List<Problem> problems, CancellationToken cancellation)
    {
        if (Place(type, problems) is not { } place) return null;
        if (State(type).Any()) problems.Add(Bad(type, "the fields of an enum stand in its variants"));
        List<VariantModel> variants = [];
        foreach (INamedTypeSymbol variant in type.GetTypeMembers())
        {
            cancellation.ThrowIfCancellationRequested();
            if (!SymbolEqualityComparer.Default.Equals(variant.BaseType, type)) continue;
            if (!variant.IsSealed || variant.Arity > 0)
            {
                problems.Add(Bad(variant, "a variant is a sealed record without type parameters of its own"));
                continue;
            }

            if (CodecResolver.Argument(CodecResolver.Find(variant, "VariantAttribute")) is not byte index)
            {
                problems.Add(Problem.At(Rules.MissingIndex, variant, variant.Name));
                continue;
            }

            if (variants.FirstOrDefault(v => v.Index == index) is { } taken)
            {
                problems.Add(Problem.At(Rules.DuplicateIndex, variant, variant.Name, taken.Name));
                continue;
            }

            variants.Add(new(variant.Name, index, Names.Docs(variant), new(Fields(variant, problems)), Names.Deprecation(variant)));
        }

        bool hasConstructor = type.InstanceConstructors.Any(static c => !c.IsImplicitlyDeclared);
        return new(place, path, Names.Docs(type), TypeGraph.ReachesItself(type), !hasConstructor, new(variants.OrderBy(static v => v.Index)));
    }

    private static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(static r => r.GetSyntax() is TypeDeclarationSyntax t && t.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static IEnumerable<FieldModel> Fields(INamedTypeSymbol record, List<Problem> problems)
    {
        FindIgnored(record, problems);
        CodecResolver codecs = new(problems);
        foreach (IParameterSymbol parameter in TypeGraph.Fields(record))
        {
            if (parameter.Name is "Codec" or "CodecOf") problems.Add(Bad(record, $"no field can be named '{parameter.Name}', as its codec is"));
            CodecModel codec = codecs.Resolve(parameter.Type, parameter);
            string typeName = CodecResolver.Argument(CodecResolver.Find(parameter, "TypeNameAttribute")) is string name ? name : codec.RustName;
            yield return new(
                parameter.Name, Names.Field(parameter.Name), parameter.Type.ToDisplayString(CodecResolver.Qualified), typeName,
                Names.ParameterDocs(record, parameter.Name), codec);
        }
    }

    // All would change the encoding without a word: only parameters of the record's own primary constructor are fields, and only their attributes count.
    private static void FindIgnored(INamedTypeSymbol record, List<Problem> problems)
    {
        if (Unencoded(record) is { } lost) problems.Add(Bad(record, $"its fields must be parameters of its primary constructor, and {lost} is none"));
        foreach (IPropertySymbol property in record.GetMembers().OfType<IPropertySymbol>())
        {
            if (!_fieldAttributes.Any(attribute => CodecResolver.Find(property, attribute) is not null)) continue;
            problems.Add(Bad(property, "attributes of a field stand on the parameter of the primary constructor, without 'property:'"));
        }
    }

    /// <summary>What a record, or one that it derives from, holds beside its fields; null for nothing.</summary>
    private static string? Unencoded(INamedTypeSymbol record)
    {
        HashSet<string> fields = new(TypeGraph.Fields(record).Select(static p => p.Name));
        string? lost = State(record).FirstOrDefault(name => !fields.Contains(name));

        // What a variant derives from is looked at by itself.
        if (CodecResolver.Find(record, "VariantAttribute") is not null) return lost;
        for (INamedTypeSymbol? above = record.BaseType; above is not null; above = above.BaseType) lost ??= State(above).FirstOrDefault();
        return lost;
    }

    private static IEnumerable<string> State(INamedTypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>()
        .Where(static f => !f.IsStatic && !f.IsConst).Select(static f => f.AssociatedSymbol?.Name ?? f.Name);

    private static Problem Bad(ISymbol symbol, string why) => Problem.At(Rules.BadShape, symbol, symbol.Name, why);

    private Model? Model(INamedTypeSymbol type, string path)
    {
        ISymbol? taken = type.TypeKind == TypeKind.Enum ? null : type.GetMembers("Codec").Concat(type.GetMembers("CodecOf")).FirstOrDefault(
            static m => m is not IPropertySymbol { IsStatic: false });
        if (taken is not null) return Refuse(type, $"its generated half has the member '{taken.Name}'; leave [Scale] away to write the codec by hand");
        if (type.IsFileLocal) return Refuse(type, "it is local to its file, which its other half is not in");
        if (type.ContainingType is { IsGenericType: true }) return Refuse(type, "it stands in a generic type: move it out");
        if (type.TypeKind == TypeKind.Enum) return Enum(type, path);
        if (!type.IsRecord) return Refuse(type, "only records and enums have codecs made for them");
        if (type.IsGenericType && TypeGraph.ReachesItself(type)) return Refuse(type, "it is generic and holds itself: its codec would have no end");
        if (type.IsAbstract) return Union(type, path, _problems, cancellation);
        if (type.TypeKind == TypeKind.Class && !type.IsSealed) return Refuse(type, "a record class must be sealed, or abstract with [Variant] records inside");
        return Place(type, _problems) is { } place
            ? new StructModel(place, Keyword(type), path, Names.Docs(type), TypeGraph.ReachesItself(type), new(Fields(type, _problems)))
            : null;
    }

    private EnumModel? Enum(INamedTypeSymbol type, string path)
    {
        List<VariantModel> variants = [];
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>().Where(static f => f.HasConstantValue))
        {
            decimal value = Convert.ToDecimal(field.ConstantValue, System.Globalization.CultureInfo.InvariantCulture);
            if (value is < 0 or > 255)
            {
                _problems.Add(Problem.At(Rules.BadShape, field, type.Name, $"{field.Name} does not fit into one byte"));
                continue;
            }

            if (variants.FirstOrDefault(v => v.Index == (int)value) is { } taken)
            {
                _problems.Add(Problem.At(Rules.DuplicateIndex, field, field.Name, taken.Name));
                continue;
            }

            variants.Add(new(field.Name, (int)value, Names.Docs(field), new([]), Names.Deprecation(field)));
        }

        return Place(type, _problems) is { } place ? new(place, Accessibility(type), path, Names.Docs(type), new(variants.OrderBy(static v => v.Index))) : null;
    }

    private Model? Refuse(INamedTypeSymbol type, string why)
    {
        _problems.Add(Bad(type, why));
        return null;
    }
}
