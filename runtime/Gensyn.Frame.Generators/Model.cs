using System.Collections;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Gensyn.Frame.Generators;

/// <summary>An immutable list compared by content, so that Roslyn can tell an unchanged model from a changed one.</summary>
internal sealed class EquatableArray<T>(IEnumerable<T> items) : IEquatable<EquatableArray<T>>, IReadOnlyList<T>
    where T : IEquatable<T>
{
    private readonly T[] _items = items.ToArray();

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public bool Equals(EquatableArray<T>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as EquatableArray<T>);

    public override int GetHashCode() => _items.Aggregate(17, (hash, item) => unchecked((hash * 31) + item.GetHashCode()));

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}

// Models hold strings only, never symbols or syntax: those would keep whole compilations alive and never compare equal.

/// <summary>How a type is encoded: an expression that is its codec and, for built-in types, the reader's and writer's own methods.</summary>
/// <param name="Expression">A C# expression of type <c>Codec&lt;T&gt;</c>.</param>
/// <param name="IsMade">Whether the expression makes a new codec, which then belongs into a static field.</param>
/// <param name="Write">The statement that writes <c>{0}</c>, or null for the codec's.</param>
/// <param name="Read">The expression that reads, or null for the codec's.</param>
/// <param name="RustName">The type as Rust spells it.</param>
internal sealed record CodecModel(string Expression, bool IsMade, string? Write, string? Read, string RustName);

/// <summary>A field of a record, or an argument of a call.</summary>
internal sealed record FieldModel(string Name, string? MetadataName, string Type, string TypeName, string Docs, CodecModel Codec);

/// <summary>A variant of a union; with <paramref name="Deprecation"/>, the expression that says so, one that will go away.</summary>
internal sealed record VariantModel(string Name, int Index, string Docs, EquatableArray<FieldModel> Fields, string? Deprecation = null);

/// <summary>A call: a variant of the call union, and how it is run and weighed.</summary>
/// <param name="Variant">Its variant of the union.</param>
/// <param name="Method">The method that runs it.</param>
/// <param name="Info">The expression of what is known of it before it runs; <c>c</c> is the call.</param>
/// <param name="Feeless">The expression that says whether <c>origin</c> pays no fee for it, or null.</param>
/// <param name="Authorize">The expression by which it vouches for itself, with its <c>source</c>, or null.</param>
/// <param name="AuthorizeWeight">The expression of what that costs.</param>
internal sealed record CallModel(VariantModel Variant, string Method, string Info, string? Feeless, string? Authorize, string AuthorizeWeight);

/// <summary>A storage item; with <paramref name="KeyParts"/>, the expression that puts its keys' codecs together, one whose key is a tuple.</summary>
internal sealed record StorageModel(
    string Property, string Name, string Accessibility, string Type, bool IsDefault, string Default, string Docs, EquatableArray<CodecModel> Codecs,
    EquatableArray<string> Types, string? KeyParts, string? KeyTypes, bool IsCounted, bool IsUnbounded, uint MaxValues, string? Deprecation);

/// <summary>A constant.</summary>
internal sealed record ConstantModel(string Property, string Name, string Type, string Docs, CodecModel Codec, string? Deprecation);

/// <summary>A view function.</summary>
internal sealed record ViewModel(
    string Method, string Name, string Signature, EquatableArray<FieldModel> Arguments, string Type, CodecModel Codec, string Docs, string? Deprecation);

/// <summary>Where a type is declared.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Outer">The declarations of the types around it, such as <c>partial class X</c>, outermost first.</param>
/// <param name="Name">Its own name.</param>
/// <param name="QualifiedName">Its name from <c>global::</c> on.</param>
/// <param name="TypeParameters">The names of its type parameters.</param>
internal sealed record PlaceModel(string Namespace, EquatableArray<string> Outer, string Name, string QualifiedName, EquatableArray<string> TypeParameters)
{
    /// <summary>A file name that no other type has.</summary>
    public string File => QualifiedName.Replace("global::", "").Replace("@", "").Replace('<', '{').Replace('>', '}') + ".g.cs";

    /// <summary>Its name as a declaration has it.</summary>
    public string Declared => TypeParameters.Count == 0 ? Names.Escape(Name) : $"{Names.Escape(Name)}<{string.Join(", ", TypeParameters)}>";
}

/// <summary>What the generator writes for.</summary>
internal abstract record Model(PlaceModel Place);

/// <summary>A pallet.</summary>
internal sealed record PalletModel(
    PlaceModel Place, string Name, string Crate, string Docs, EquatableArray<StorageModel> Storage, EquatableArray<CallModel> Calls,
    EquatableArray<ConstantModel> Constants, EquatableArray<ViewModel> Views, UnionModel? Events, UnionModel? Origins, EquatableArray<VariantModel> Errors, bool HasErrors,
    int StorageVersion, string? Deprecation) : Model(Place);

/// <summary>A record that encodes as its fields in order.</summary>
internal sealed record StructModel(
    PlaceModel Place, string Keyword, string Path, string Docs, bool Recursive, EquatableArray<FieldModel> Fields) : Model(Place);

/// <summary>An abstract record that encodes as one of its nested records.</summary>
internal sealed record UnionModel(
    PlaceModel Place, string Path, string Docs, bool Recursive, bool NeedsConstructor, EquatableArray<VariantModel> Variants) : Model(Place);

/// <summary>A C# enum that encodes as one byte.</summary>
internal sealed record EnumModel(PlaceModel Place, string Accessibility, string Path, string Docs, EquatableArray<VariantModel> Variants) : Model(Place);

/// <summary>Something wrong in the source, at its place.</summary>
internal sealed record Problem(DiagnosticDescriptor Rule, string File, TextSpan Span, LinePositionSpan Lines, string Argument, string Detail)
{
    /// <summary>A third part of the message; most rules have two.</summary>
    public string More { get; init; } = "";

    public static Problem At(DiagnosticDescriptor rule, ISymbol symbol, string argument, string detail = "")
    {
        Location location = symbol.Locations[0];
        return new Problem(rule, location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span, argument, detail);
    }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Location.Create(File, Span, Lines), Argument, Detail, More);
}

/// <summary>What came of looking at one declaration; without a model where nothing can be written for it.</summary>
internal sealed record Parsed(Model? Model, EquatableArray<Problem> Problems);
