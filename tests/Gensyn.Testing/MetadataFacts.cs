using System.Text.RegularExpressions;

namespace Gensyn.Testing;

/// <summary>What metadata says of some pallets and of the types that they use, a line each: to be compared with another chain's.</summary>
/// <remarks>
/// Types are spelled by the last segment of their path, because the first differs from chain to chain; the paths themselves are facts of their own.
/// Values of constants are a chain's own and left out.
/// </remarks>
public sealed partial class MetadataFacts
{
    private static readonly string[] Hashers = ["Blake2_128", "Blake2_256", "Blake2_128Concat", "Twox128", "Twox256", "Twox64Concat", "Identity"];

    // What a runtime composes for itself: the same name everywhere, but never the same content.
    private static readonly HashSet<string> Composed =
    [
        "RuntimeCall", "RuntimeEvent", "RuntimeError", "RuntimeTask", "RuntimeHoldReason", "RuntimeFreezeReason", "OriginCaller", "Call", "Event", "Error", "ProxyType",
        "SessionKeys", "UncheckedExtrinsic",
    ];

    private readonly MetadataReader _metadata;
    private readonly List<uint> _used = [];
    private readonly HashSet<uint> _seen = [];

    private MetadataFacts(MetadataReader metadata) => _metadata = metadata;

    /// <summary>The facts of some pallets, by what they are about.</summary>
    public static SortedDictionary<string, string> Of(MetadataReader metadata, IReadOnlyCollection<string> pallets)
    {
        MetadataFacts facts = new(metadata);
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        foreach (MetadataReader.PalletEntry pallet in metadata.Pallets.Where(p => pallets.Contains(p.Name))) facts.Add(pallet, found);
        facts.AddTypes(found);
        return found;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    private void Add(MetadataReader.PalletEntry pallet, SortedDictionary<string, string> found)
    {
        foreach (MetadataReader.Storage item in pallet.Storage)
        {
            string body = item.Key is { } key
                ? $"{string.Join('+', item.Hashers.Select(static h => Hashers[h]))} {_metadata.Spell(key)} -> {_metadata.Spell(item.Value)}"
                : _metadata.Spell(item.Value);
            if (item.Key is { } used) Use(used);
            Use(item.Value);
            found.Add($"storage {pallet.Name}.{item.Name}", $"{body} {(item.IsDefault ? "default" : "optional")} {Convert.ToHexStringLower(item.Default)}");
        }

        Add("call", pallet.Name, pallet.Calls, found);
        Add("event", pallet.Name, pallet.Events, found);
        Add("error", pallet.Name, pallet.Errors, found);
        foreach (MetadataReader.Constant constant in pallet.Constants)
        {
            Use(constant.Type);
            found.Add($"constant {pallet.Name}.{constant.Name}", _metadata.Spell(constant.Type));
        }

        foreach (MetadataReader.ViewFunction view in pallet.ViewFunctions)
        {
            string inputs = string.Join(", ", view.Inputs.Select(i => $"{i.Name}: {_metadata.Spell(i.Type!.Value)}"));
            found.Add($"view {pallet.Name}.{view.Name}", $"{Convert.ToHexStringLower(view.Id)} ({inputs}) -> {_metadata.Spell(view.Output)}");
        }
    }

    private void Add(string kind, string pallet, uint? type, SortedDictionary<string, string> found)
    {
        if (type is not { } number) return;
        foreach (MetadataReader.Variant variant in _metadata.Types[(int)number].Variants)
        {
            foreach (MetadataReader.Field field in variant.Fields) Use(field.Type);
            found.Add($"{kind} {pallet}.{variant.Name}", $"{variant.Index} {Spell(variant.Fields)}");
        }
    }

    private void AddTypes(SortedDictionary<string, string> found)
    {
        foreach (MetadataReader.TypeEntry type in _used.Select(number => _metadata.Types[(int)number]))
        {
            if (!type.Path.Contains("::", StringComparison.Ordinal) || IsComposed(type)) continue;
            string parameters = type.Parameters.Count == 0 ? "" : $"<{string.Join(',', type.Parameters.Select(Spell))}>";
            found[$"type {type.Path}{parameters}"] = type.Shape == "composite"
                ? Spell(type.Fields)
                : string.Join(" | ", type.Variants.Select(v => $"{v.Index}={v.Name}{Spell(v.Fields)}"));
        }
    }

    private static bool IsComposed(MetadataReader.TypeEntry type) => type.Path.Length > 0 && Composed.Contains(type.Path.Split("::")[^1]);

    private void Use(uint number)
    {
        if (!_seen.Add(number)) return;
        MetadataReader.TypeEntry type = _metadata.Types[(int)number];
        _used.Add(number);
        if (IsComposed(type)) return;
        foreach (uint part in type.References.Concat(type.Fields.Concat(type.Variants.SelectMany(static v => v.Fields)).Select(static f => f.Type))) Use(part);
        foreach (MetadataReader.Parameter parameter in type.Parameters)
        {
            if (parameter.Type is { } argument) Use(argument);
        }
    }

    private string Spell(MetadataReader.Parameter parameter) =>
        parameter.Name + (parameter.Type is { } argument ? "=" + _metadata.Spell(argument) : "");

    private string Spell(List<MetadataReader.Field> fields) => $"({string.Join(", ", fields.Select(Spell))})";

    private string Spell(MetadataReader.Field field) =>
        (field.Name is null ? "" : field.Name + ": ") + _metadata.Spell(field.Type) + (field.TypeName is null ? "" : $" [{Spaces().Replace(field.TypeName, " ")}]");
}
