using Microsoft.CodeAnalysis;

namespace Gensyn.Frame.Generators;

/// <summary>What the generator reports. Every rule has a test.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor NotEncodable = Rule(
        "GEN001", "Type '{0}' has no SCALE codec: use a built-in type, mark it [Scale], or give it a static property 'Codec'{1}");

    public static readonly DiagnosticDescriptor DuplicateIndex = Rule("GEN002", "The index of '{0}' is taken by '{1}': choose one that was never used");

    public static readonly DiagnosticDescriptor MissingIndex = Rule(
        "GEN003", "'{0}' needs a [Variant] index, because the index is part of the chain's encoding{1}");

    public static readonly DiagnosticDescriptor MissingWeight = Rule(
        "GEN004",
        "Call '{0}' has no weight: declare 'Weight {0}(…)' on the type of the pallet's member 'Weights', with parameters named like arguments of the call{1}");

    public static readonly DiagnosticDescriptor NotPartial = Rule(
        "GEN005", "'{0}' must be partial, and so must the types around it: the generator writes its other half{1}");

    public static readonly DiagnosticDescriptor BadCall = Rule("GEN006", "Call '{0}' must be 'DispatchResult {0}(Origin origin, …)'{1}");

    public static readonly DiagnosticDescriptor BadStorage = Rule(
        "GEN007", "Storage item '{0}' must be a partial get-only instance property of type StorageValue, StorageMap, StorageCountedMap, StorageDoubleMap or StorageNMap{1}");

    public static readonly DiagnosticDescriptor MissingDefault = Rule(
        "GEN008", "Storage item '{0}' needs [Storage(DefaultValue = nameof(…))]: type '{1}' has no default of its own");

    public static readonly DiagnosticDescriptor BadCompact = Rule(
        "GEN009", "[Compact] is for unsigned integers, the unit, and [Scale] records around one unsigned integer, not for '{0}'{1}");

    public static readonly DiagnosticDescriptor BadShape = Rule("GEN010", "[Scale] on '{0}' is not possible: {1}");

    public static readonly DiagnosticDescriptor BadPallet = Rule("GEN011", "Pallet '{0}': {1}");

    public static readonly DiagnosticDescriptor BadLength = Rule(
        "GEN012",
        "Of [MaxLength] and [FixedLength] one may stand, with a length of 0 or more, on a list, bytes or, for [MaxLength], text, a map, a set or a type with 'static Codec<T> CodecOf(int)'; not on '{0}'{1}");

    public static readonly DiagnosticDescriptor NoOrder = Rule(
        "GEN013", "'{0}' has no order, and maps and sets encode in the order of their keys: implement IComparable<T> as Rust's Ord would{1}");

    public static readonly DiagnosticDescriptor BadCompanion = Rule(
        "GEN014",
        "'{0}' does not fit the call '{1}': 'bool {1}IsFeeless(Origin origin, …)' and 'Authorization {1}Authorize(TransactionSource source, …)' take arguments of the call by name and type, as do 'CallInfo {1}Info(…)' and 'Weight {1}Weight(…)'");

    public static readonly DiagnosticDescriptor BadView = Rule(
        "GEN015", "View function '{0}' must be a public method that returns a value and takes no origin: it is asked by anybody and changes nothing{1}");

    public static readonly DiagnosticDescriptor DuplicateName = Rule("GEN016", "The name '{0}' is taken by '{1}': clients find it by this name");

    public static readonly DiagnosticDescriptor NoBound = Rule(
        "GEN017",
        "Nothing bounds the length of '{1}' in storage item '{0}': use [MaxLength] or [Storage(MaxLength = nameof(…))], or say so with [Storage(Unbounded = true)] or [Pallet(WithoutStorageInfo = true)]");

    public static readonly DiagnosticDescriptor BadKeys = Rule(
        "GEN018", "Storage item '{0}' must be 'StorageNMap<(hashers), (keys), value>' with three to five keys and as many hashers{1}");

    public static readonly DiagnosticDescriptor BadDefault = Rule("GEN019", "Storage item '{0}' has no default: the pallet has no member '{1}'");

    public static readonly DiagnosticDescriptor NoHook = Rule(
        "GEN020", "'{0}' is named like a hook and is none, so that it would never run: override Gensyn.Frame.Pallet's{1}");

    public static readonly DiagnosticDescriptor Misplaced = Rule("GEN021", "{1} on '{0}' does nothing: it belongs into {2}");

    public static readonly DiagnosticDescriptor BadBound = Rule(
        "GEN022",
        "'{1}' cannot bound storage item '{0}': [Storage(MaxLength = …)] names a 32-bit or smaller integer of the pallet, on a list, bytes, text, map, set or a type with 'static Codec<T> CodecOf(int)', without [MaxLength] or [FixedLength]");

    private static DiagnosticDescriptor Rule(string id, string message) =>
        new(id, message, message, "Gensyn.Frame", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
