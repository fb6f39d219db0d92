using System.Text;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gensyn.Frame.Generators;

/// <summary>Spelling: names as Rust has them, and doc comments as metadata has them.</summary>
internal static class Names
{
    /// <summary><c>FreeBalance</c> as <c>free_balance</c>, <c>SS58Prefix</c> as <c>ss58_prefix</c>.</summary>
    public static string Snake(string name)
    {
        StringBuilder text = new();
        for (int i = 0; i < name.Length; i++)
        {
            bool starts = i > 0 && char.IsUpper(name[i]) && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (starts) text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    public static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

    /// <summary>A name as C# source has it, also where it is a keyword.</summary>
    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>A field's name in metadata; null for one named <c>Item</c> or <c>Item1</c>, which stands for a tuple's.</summary>
    public static string? Field(string name) =>
        name.StartsWith("Item", StringComparison.Ordinal) && name.Skip(4).All(char.IsDigit) ? null : Snake(name);

    /// <summary>The path of a type: the assembly as crate, the rest of the namespace and the types around it as modules.</summary>
    public static string Path(INamedTypeSymbol type)
    {
        List<string> segments = [];
        string @namespace = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString();
        string assembly = type.ContainingAssembly.Name;
        if (@namespace == assembly || @namespace.StartsWith(assembly + ".", StringComparison.Ordinal))
        {
            segments.Add(string.Join("_", assembly.Split('.').Select(Snake)));
            @namespace = @namespace.Length == assembly.Length ? "" : @namespace.Substring(assembly.Length + 1);
        }

        segments.AddRange(@namespace.Split(['.'], StringSplitOptions.RemoveEmptyEntries).Select(Snake));
        int outer = segments.Count;
        for (INamedTypeSymbol? container = type.ContainingType; container is not null; container = container.ContainingType)
        {
            segments.Insert(outer, Snake(container.Name));
        }

        segments.Add(type.Name);
        return string.Join("::", segments);
    }

    /// <summary>The summary of a doc comment as one paragraph: it becomes the item's text in metadata.</summary>
    public static string Docs(ISymbol symbol) => Text(Xml(symbol)?.Element("summary"));

    /// <summary>What a doc comment says of a parameter.</summary>
    public static string ParameterDocs(ISymbol owner, string parameter) =>
        Text(Xml(owner)?.Elements("param").FirstOrDefault(e => (string?)e.Attribute("name") == parameter));

    /// <summary>The names in storage keys that an item takes.</summary>
    public static string[] Keys(StorageModel item) => Keys(item.Name, item.IsCounted);

    /// <summary>The names in storage keys that an item takes: its own and, where it is counted, that of the count.</summary>
    public static string[] Keys(string name, bool isCounted) => isCounted ? [name, "CounterFor" + name] : [name];

    /// <summary>The expression of what metadata says of something marked [Obsolete]; null where it is not.</summary>
    public static string? Deprecation(ISymbol symbol)
    {
        AttributeData? obsolete = symbol.GetAttributes().FirstOrDefault(static a => a.AttributeClass?.ToDisplayString() == "System.ObsoleteAttribute");
        if (obsolete is null) return null;
        string note = CodecResolver.Argument(obsolete) is string text ? SymbolDisplay.FormatLiteral(text, quote: true) : "null";
        return $"new global::Gensyn.Scale.Deprecation({note})";
    }

    private static XElement? Xml(ISymbol symbol)
    {
        string? xml = symbol.GetDocumentationCommentXml();
        if (string.IsNullOrEmpty(xml)) return null;
        try
        {
            return XElement.Parse(xml);
        }
        catch (System.Xml.XmlException)
        {
            // A comment that is not well-formed is the compiler's to report.
            return null;
        }
    }

    private static string Text(XElement? element)
    {
        if (element is null) return "";
        StringBuilder text = new();
        foreach (XNode node in element.DescendantNodes())
        {
            if (node is XText words) text.Append(words.Value);
            if (node is XElement { IsEmpty: true } reference) text.Append(Reference(reference));
        }

        return string.Join(" ", text.ToString().Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
    }

    // <see cref="M:Ns.Type.Method(System.Int32)"/> reads as Method.
    private static string Reference(XElement element)
    {
        if ((string?)element.Attribute("name") is { } parameter) return parameter;
        if ((string?)element.Attribute("langword") is { } word) return word;
        string target = ((string?)element.Attribute("cref") ?? "").Split('(')[0].Split('`')[0];
        return target.Substring(target.LastIndexOfAny(['.', ':']) + 1);
    }
}
