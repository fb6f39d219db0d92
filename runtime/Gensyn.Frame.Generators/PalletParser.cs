using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gensyn.Frame.Generators;

/// <summary>Turns a [Pallet] class into a model, collecting problems on the way.</summary>
internal sealed class PalletParser(Compilation compilation, CancellationToken cancellation)
{
    private static readonly HashSet<string> _hooks =
    [
        "OnInitialize", "OnPoll", "OnFinalize", "OnIdle", "OnRuntimeUpgrade", "PreUpgrade", "PostUpgrade", "OffchainWorker", "IntegrityTest", "TryState",
    ];

    private static readonly HashSet<string> _taken =
    [
        "Codec", "Encode", "Equals", "EqualityContract", "GetHashCode", "GetType", "ToString", "PrintMembers", "Deconstruct", "MemberwiseClone", "ReferenceEquals", "Finalize",
    ];

    private static readonly string[] _reserved =
    [
        "Call", "CallCodec", "PalletCallCodec", "EventCodec", "PalletEventCodec", "OriginCodec", "PalletOriginCodec", "ErrorType", "Fail", "Deposit", "OriginOf", "IsOwn",
        "StorageItems", "PalletParts", "Metadata", "Name",
    ];

    private static readonly string[] _storageTypes = ["StorageValue", "StorageMap", "StorageCountedMap", "StorageDoubleMap", "StorageNMap"];

    private readonly List<Problem> _problems = [];
    private string _money = "u128";

    public Parsed Parse(INamedTypeSymbol type, AttributeData attribute)
    {
        string name = CodecResolver.Argument(attribute) is string given ? given : type.Name;
        string crate = Named(attribute, "Crate") as string ?? "pallet_" + Names.Snake(name);
        _money = Named(attribute, "Money") as string ?? _money;
        if (TypeParser.Place(type, _problems) is not { } place) return new(null, new(_problems));
        if (type.IsGenericType || !Derives(type, "Pallet"))
        {
            _problems.Add(Problem.At(Rules.BadPallet, type, type.Name, "derive from Gensyn.Frame.Pallet, without type parameters"));
            return new(null, new(_problems));
        }

        bool isUnbounded = Named(attribute, "WithoutStorageInfo") is true;
        FindReserved(type);
        List<StorageModel> storage = [];
        List<CallModel> calls = [];
        List<ConstantModel> constants = [];
        List<ViewModel> views = [];
        foreach (ISymbol member in InSourceOrder(type.GetMembers()))
        {
            cancellation.ThrowIfCancellationRequested();
            if (member is IPropertySymbol property && Find(property, "StorageAttribute") is { } item && Storage(property, item, isUnbounded, storage) is { } stored)
            {
                storage.Add(stored);
            }

            if (member is IPropertySymbol value && Find(value, "ConstantAttribute") is { } exported && Constant(value, exported, constants) is { } constant)
            {
                constants.Add(constant);
            }

            if (member is IMethodSymbol hook) Hook(hook);
            if (member is IMethodSymbol method && Find(method, "CallAttribute") is { } call && Call(type, method, call, calls) is { } callable)
            {
                calls.Add(callable);
            }

            if (member is IMethodSymbol question && Find(question, "ViewFunctionAttribute") is { } view && View(question, view, views) is { } answered)
            {
                views.Add(answered);
            }
        }

        FindLost(type, calls);
        INamedTypeSymbol? errors = type.GetTypeMembers("Error").FirstOrDefault();
        if (errors is not null && errors.TypeKind != TypeKind.Enum)
        {
            _problems.Add(Problem.At(Rules.BadPallet, errors, type.Name, "declare its errors as 'public enum Error : byte'"));
            errors = null;
        }

        PalletModel model = new(
            place, name, crate, Names.Docs(type), new(storage), new(calls.OrderBy(static c => c.Variant.Index)), new(constants), new(views),
            Union(type, crate, "Event", "Event", "PalletEvent"), Union(type, crate, "CustomOrigin", "Origin", "PalletOrigin"),
            new(errors is null ? [] : Errors(errors)), errors is not null, Named(attribute, "StorageVersion") as ushort? ?? 0,
            Names.Deprecation(type));
        return new(model, new(_problems));
    }

    // A pallet may be split over files, and the order in which a compiler gets files is not the same everywhere.
    private static IEnumerable<ISymbol> InSourceOrder(IEnumerable<ISymbol> members) => members
        .Where(static m => m.Locations.Length > 0 && m.Locations[0].SourceTree is not null)
        .OrderBy(static m => Path.GetFileName(m.Locations[0].SourceTree!.FilePath), StringComparer.Ordinal)
        .ThenBy(static m => m.Locations[0].SourceSpan.Start);

    private static AttributeData? Find(ISymbol symbol, string attribute) => CodecResolver.Find(symbol, attribute, "Frame");

    private static object? Named(AttributeData attribute, string argument) => attribute.NamedArguments.FirstOrDefault(a => a.Key == argument).Value.Value;

    private static bool Derives(INamedTypeSymbol type, string from)
    {
        for (INamedTypeSymbol? t = type.BaseType; t is not null; t = t.BaseType)
        {
            if (IsFrame(t, from)) return true;
        }

        return false;
    }

    private static bool IsFrame(ITypeSymbol type, string name) => type.Name == name && type.ContainingNamespace.ToDisplayString() == "Gensyn.Frame";

    private UnionModel? Union(INamedTypeSymbol pallet, string crate, string name, string rustName, string from)
    {
        INamedTypeSymbol? union = pallet.GetTypeMembers(name).FirstOrDefault();
        if (union is null) return null;
        if (Derives(union, from) && union.IsAbstract && union.Arity == 0)
        {
            return TypeParser.Union(union, $"{crate}::pallet::{rustName}", _problems, cancellation) is not { } model ? null : model with
            {
                Variants = new(model.Variants.Select(v => v with { Fields = new(v.Fields.Select(f => f with { TypeName = Spelled(f.TypeName) })) })),
            };
        }

        _problems.Add(Problem.At(Rules.BadPallet, union, pallet.Name, $"declare it as 'public abstract partial record {name} : {from}'"));
        return null;
    }

    // Accounts and money are the runtime's to choose: wallets know them by these names, and not by their types.
    private string Spelled(string rust) =>
        Regex.Replace(Regex.Replace(rust, @"(?<![\w:])AccountId\b", "T::AccountId"), @"\bu128\b", _money);

    private IEnumerable<VariantModel> Errors(INamedTypeSymbol errors)
    {
        Dictionary<decimal, string> taken = [];
        foreach (IFieldSymbol field in errors.GetMembers().OfType<IFieldSymbol>().Where(static f => f.HasConstantValue))
        {
            decimal code = Convert.ToDecimal(field.ConstantValue, System.Globalization.CultureInfo.InvariantCulture);
            if (code is < 0 or > 255) _problems.Add(Problem.At(Rules.BadShape, field, errors.Name, $"{field.Name} does not fit into one byte"));
            else if (taken.TryGetValue(code, out string? other)) _problems.Add(Problem.At(Rules.DuplicateIndex, field, field.Name, other));
            else yield return new(taken[code] = field.Name, (int)code, Names.Docs(field), new([]), Names.Deprecation(field));
        }
    }

    private ConstantModel? Constant(IPropertySymbol property, AttributeData attribute, List<ConstantModel> others)
    {
        string name = Named(attribute, "Name") as string ?? property.Name;
        if (others.FirstOrDefault(o => o.Name == name) is not { } taken)
        {
            return new(
                property.Name, name, property.Type.ToDisplayString(CodecResolver.Qualified), Names.Docs(property),
                new CodecResolver(_problems).Resolve(property.Type, property), Names.Deprecation(property));
        }

        _problems.Add(Problem.At(Rules.DuplicateName, property, name, taken.Property));
        return null;
    }

    /// <summary>Reports members whose names the generated half takes.</summary>
    private void FindReserved(INamedTypeSymbol type)
    {
        foreach (string name in _reserved)
        {
            foreach (ISymbol member in type.GetMembers(name).Where(static m => m is not IMethodSymbol))
            {
                _problems.Add(Problem.At(Rules.BadPallet, member, type.Name, $"the name '{name}' is taken by its generated half"));
            }
        }
    }

    /// <summary>Reports a method that looks like a hook and overrides none.</summary>
    private void Hook(IMethodSymbol method)
    {
        if (!method.IsOverride && method.MethodKind == MethodKind.Ordinary && _hooks.Contains(method.Name)) _problems.Add(Problem.At(Rules.NoHook, method, method.Name));
    }

    /// <summary>Reports methods that answer for a call which is not there.</summary>
    private void FindLost(INamedTypeSymbol type, List<CallModel> calls)
    {
        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>().Where(static m => m.MethodKind == MethodKind.Ordinary && !m.IsOverride))
        {
            string? suffix = method.ReturnType.SpecialType == SpecialType.System_Boolean && method.Name.EndsWith("IsFeeless", StringComparison.Ordinal) ? "IsFeeless"
                : IsFrame(method.ReturnType, "Authorization") && method.Name.EndsWith("Authorize", StringComparison.Ordinal) ? "Authorize" : null;
            if (suffix is null) continue;
            string call = method.Name.Substring(0, method.Name.Length - suffix.Length);
            bool exists = calls.Any(c => c.Method == call) || type.GetMembers(call).Any(static m => Find(m, "CallAttribute") is not null);
            if (!exists) _problems.Add(Problem.At(Rules.BadCompanion, method, method.Name, call));
        }
    }

    private StorageModel? Storage(IPropertySymbol property, AttributeData attribute, bool isUnboundedPallet, List<StorageModel> others)
    {
        bool isPartial = property.DeclaringSyntaxReferences.Any(static r =>
            r.GetSyntax() is PropertyDeclarationSyntax p && p.Modifiers.Any(SyntaxKind.PartialKeyword));
        if (!isPartial || property.IsStatic || property.SetMethod is not null || property.Type is not INamedTypeSymbol type || !_storageTypes.Any(t => IsFrame(type, t)))
        {
            _problems.Add(Problem.At(Rules.BadStorage, property, property.Name));
            return null;
        }

        string name = Named(attribute, "Name") as string ?? property.Name;
        bool isCounted = type.Name == "StorageCountedMap";
        if (others.FirstOrDefault(o => Names.Keys(o).Intersect(Names.Keys(name, isCounted)).Any()) is { } taken)
        {
            _problems.Add(Problem.At(Rules.DuplicateName, property, name, taken.Property));
            return null;
        }

        // Attributes of the property are about the value; keys have none.
        CodecResolver codecs = new(_problems);
        ITypeSymbol value = type.TypeArguments[type.TypeArguments.Length - 1];
        if (Keys(property, type) is not { } keys) return null;
        List<CodecModel> found = keys.Select(k => codecs.ResolvePlain(k, property)).ToList();
        string? bound = Named(attribute, "MaxLength") as string;
        found.Add(bound is null ? codecs.Resolve(value, property) : Bounded(codecs, property, value, bound));
        bool isUnbounded = isUnboundedPallet || Named(attribute, "Unbounded") is true;
        bool isBounded = bound is not null || Bounds.HasLength(property);
        if (!isUnbounded
            && (Bounds.Unbounded(value, isBounded) ?? keys.Select(static k => Bounds.Unbounded(k, false)).FirstOrDefault(static k => k is not null)) is { } free)
        {
            _problems.Add(Problem.At(Rules.NoBound, property, property.Name, free.ToDisplayString()));
        }

        if (Named(attribute, "DefaultValue") is string member && !MembersOf(property.ContainingType, member).Any())
        {
            _problems.Add(Problem.At(Rules.BadDefault, property, property.Name, member));
        }

        bool isDefault = Named(attribute, "Default") is true || Named(attribute, "DefaultValue") is string;
        return new(
            property.Name, name, TypeParser.Accessibility(property), type.ToDisplayString(CodecResolver.Qualified), isDefault,
            Default(property, value, Named(attribute, "DefaultValue") as string, isDefault), Names.Docs(property), new(found),
            new(keys.Append(value).Select(static t => t.ToDisplayString(CodecResolver.Qualified))), KeyParts(type, keys), KeyTypes(type), isCounted, isUnbounded,
            Named(attribute, "MaxValues") as uint? ?? 0, Names.Deprecation(property));
    }

    /// <summary>The codec of a value whose length a member of the pallet bounds.</summary>
    private CodecModel Bounded(CodecResolver codecs, IPropertySymbol property, ITypeSymbol value, string bound)
    {
        bool isInteger = MembersOf(property.ContainingType, bound).Any(static m => IsInteger((m as IPropertySymbol)?.Type ?? (m as IFieldSymbol)?.Type));
        CodecModel codec = codecs.ResolveBounded(value, property, $"checked((int){Names.Escape(bound)})", out bool hasLength);
        if (!isInteger || !hasLength || Bounds.HasLength(property)) _problems.Add(Problem.At(Rules.BadBound, property, property.Name, bound));
        return codec;
    }

    private static bool IsInteger(ITypeSymbol? type) =>
        type?.SpecialType is SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_Int32;

    /// <summary>The types of an item's keys; null, with a problem, where they and the hashers do not belong together.</summary>
    private List<ITypeSymbol>? Keys(IPropertySymbol property, INamedTypeSymbol type)
    {
        if (type.Name != "StorageNMap") return type.TypeArguments.Take(type.TypeArguments.Length - 1).Where(static t => !IsHasher(t)).ToList();
        List<ITypeSymbol> hashers = Items(type.TypeArguments[0]), keys = Items(type.TypeArguments[1]);
        if (keys.Count is >= 3 and <= 5 && hashers.Count == keys.Count && hashers.All(IsHasher)) return keys;
        _problems.Add(Problem.At(Rules.BadKeys, property, property.Name));
        return null;
    }

    private static string? KeyParts(INamedTypeSymbol type, List<ITypeSymbol> keys)
    {
        if (type.Name != "StorageNMap") return null;
        IEnumerable<string> pairs = Items(type.TypeArguments[0]).Zip(keys, static (hasher, key) =>
            $"{hasher.ToDisplayString(CodecResolver.Qualified)}, {key.ToDisplayString(CodecResolver.Qualified)}");
        return $"global::Gensyn.Frame.KeyParts.Of<{string.Join(", ", pairs)}>";
    }

    private static string? KeyTypes(INamedTypeSymbol type) => type.Name != "StorageNMap"
        ? null
        : $"{type.TypeArguments[0].ToDisplayString(CodecResolver.Qualified)}, {type.TypeArguments[1].ToDisplayString(CodecResolver.Qualified)}";

    private static List<ITypeSymbol> Items(ITypeSymbol tuple) =>
        tuple is INamedTypeSymbol { IsTupleType: true } items ? items.TupleElements.Select(static e => e.Type).ToList() : [];

    private static bool IsHasher(ITypeSymbol type) => type.AllInterfaces.Any(static i => IsFrame(i, "IStorageHasher"));

    private string Default(IPropertySymbol property, ITypeSymbol type, string? declared, bool isNeeded)
    {
        if (declared is not null) return declared;
        if (type.SpecialType == SpecialType.System_String) return "\"\"";

        // A list of fixed length is never empty; which items it starts with only the pallet knows.
        bool isFixed = CodecResolver.Find(property, "FixedLengthAttribute") is not null;
        if (type.TypeKind == TypeKind.Array && !isFixed) return "[]";
        if (CodecResolver.IsImmutableCollection(type) && !isFixed) return type.ToDisplayString(CodecResolver.Qualified) + ".Empty";
        if (isNeeded && (isFixed || type is { IsReferenceType: true, NullableAnnotation: not NullableAnnotation.Annotated }))
        {
            _problems.Add(Problem.At(Rules.MissingDefault, property, property.Name, type.ToDisplayString()));
        }

        return "default";
    }

    private CallModel? Call(INamedTypeSymbol pallet, IMethodSymbol method, AttributeData attribute, List<CallModel> others)
    {
        bool isCall = method.Parameters.Length > 0 && IsFrame(method.Parameters[0].Type, "Origin") && IsFrame(method.ReturnType, "DispatchResult")
            && IsPlain(method);
        if (!isCall)
        {
            _problems.Add(Problem.At(Rules.BadCall, method, method.Name));
            return null;
        }

        if (others.FirstOrDefault(c => c.Method == method.Name) is { } overload)
        {
            _problems.Add(Problem.At(Rules.DuplicateName, method, method.Name, overload.Method));
            return null;
        }

        if (Clash(method) is { } clash)
        {
            _problems.Add(Problem.At(Rules.BadCall, method, method.Name, clash));
            return null;
        }

        byte index = CodecResolver.Argument(attribute) is byte given ? given : (byte)0;
        if (others.FirstOrDefault(c => c.Variant.Index == index) is { } taken)
        {
            _problems.Add(Problem.At(Rules.DuplicateIndex, method, method.Name, taken.Method));
            return null;
        }

        List<FieldModel> fields = method.Parameters.Skip(1).Select(p => Argument(method, p)).ToList();
        string name = Named(attribute, "Name") as string ?? Names.Snake(method.Name);
        if (others.FirstOrDefault(c => c.Variant.Name == name) is { } named) _problems.Add(Problem.At(Rules.DuplicateName, method, name, named.Method));
        string @class = $"(global::Gensyn.Primitives.DispatchClass){Named(attribute, "Class") ?? 0}";
        string pays = $"(global::Gensyn.Primitives.Pays){Named(attribute, "Pays") ?? 0}";
        string info = Info(pallet, method, @class, pays);
        string? feeless = Companion(pallet, method, "IsFeeless", "Boolean");
        string? authorize = Companion(pallet, method, "Authorize", "Authorization");
        string authorizeWeight = authorize is null ? "default" : AuthorizeWeight(pallet, method);
        return new(new(name, index, Names.Docs(method), new(fields), Names.Deprecation(method)), method.Name, info, feeless, authorize, authorizeWeight);
    }

    /// <summary>What the call's record cannot have: two fields of one name, or one that every record has already.</summary>
    private static string? Clash(IMethodSymbol method)
    {
        if (method.Name == "Call") return "; no call can be named 'Call'";
        HashSet<string> seen = [];
        foreach (IParameterSymbol parameter in method.Parameters.Skip(1))
        {
            string field = FieldOf(method, parameter);
            if (_taken.Contains(field)) return $"; no argument can be named '{parameter.Name}'";
            if (!seen.Add(field)) return $"; two arguments are named '{parameter.Name}' but for the case of the first letter";
        }

        return null;
    }

    // A record cannot have a member named like itself: remark(remark) becomes Remark(RemarkValue).
    private static string FieldOf(IMethodSymbol call, IParameterSymbol argument)
    {
        string name = Names.Pascal(argument.Name);
        return name == call.Name ? name + "Value" : name;
    }

    private FieldModel Argument(IMethodSymbol method, IParameterSymbol parameter)
    {
        CodecModel codec = new CodecResolver(_problems).Resolve(parameter.Type, parameter);
        string typeName = CodecResolver.Argument(CodecResolver.Find(parameter, "TypeNameAttribute")) is string name ? name : Spelled(codec.RustName);
        return new(
            FieldOf(method, parameter), Names.Snake(parameter.Name), parameter.Type.ToDisplayString(CodecResolver.Qualified), typeName,
            Names.ParameterDocs(method, parameter.Name), codec);
    }

    private ViewModel? View(IMethodSymbol method, AttributeData attribute, List<ViewModel> others)
    {
        string name = Named(attribute, "Name") as string ?? Names.Snake(method.Name);
        bool isView = method.DeclaredAccessibility == Microsoft.CodeAnalysis.Accessibility.Public && !method.ReturnsVoid && !method.ReturnsByRef
            && !method.ReturnsByRefReadonly && IsPlain(method) && !method.Parameters.Any(static p => IsFrame(p.Type, "Origin"));
        if (!isView)
        {
            _problems.Add(Problem.At(Rules.BadView, method, method.Name));
            return null;
        }

        if (others.FirstOrDefault(v => v.Name == name) is { } taken)
        {
            _problems.Add(Problem.At(Rules.DuplicateName, method, name, taken.Method));
            return null;
        }

        List<FieldModel> arguments = method.Parameters.Select(p => Argument(method, p)).ToList();
        CodecModel output = new CodecResolver(_problems).ResolvePlain(method.ReturnType, method);
        AttributeData? named = method.GetReturnTypeAttributes().FirstOrDefault(static a => a.AttributeClass?.Name == "TypeNameAttribute");
        string returns = CodecResolver.Argument(named) as string ?? output.RustName;

        // Source: frame_support's procedural macros, view_function_id_suffix_bytes: no space but around the arrow.
        string signature = $"{name}({string.Join(",", arguments.Select(static a => a.TypeName))})".Replace(" ", "") + " -> " + returns.Replace(" ", "");
        return new(
            method.Name, name, signature, new(arguments), method.ReturnType.ToDisplayString(CodecResolver.Qualified), output, Names.Docs(method),
            Names.Deprecation(method));
    }

    /// <summary>Whether the dispatch that is written for a method can call it with values.</summary>
    private static bool IsPlain(IMethodSymbol method) => !method.IsGenericMethod && !method.IsAsync
        && method.Parameters.All(static p => p.RefKind == RefKind.None && !p.IsParams && p.Type is not IPointerTypeSymbol && !p.Type.IsRefLikeType);

    /// <summary>The expression of a call's information: the pallet's own method for it, or the measured weight by the call's name.</summary>
    private string Info(INamedTypeSymbol pallet, IMethodSymbol method, string @class, string pays)
    {
        if (Invocation(pallet, method.Name + "Info", "", method, "CallInfo") is { } info) return info;
        if (Misfit(pallet, method.Name + "Info", method, "CallInfo")) return "default";
        string? weight = Invocation(pallet, method.Name + "Weight", "", method, "Weight");
        if (weight is null && Misfit(pallet, method.Name + "Weight", method, "Weight")) return "default";
        weight ??= Measured(pallet, method.Name, method);
        if (weight is null) _problems.Add(Problem.At(Rules.MissingWeight, method, method.Name));
        return $"new global::Gensyn.Frame.CallInfo({weight ?? "default"}, {@class}, {pays})";
    }

    private string AuthorizeWeight(INamedTypeSymbol pallet, IMethodSymbol method)
    {
        string? weight = Invocation(pallet, method.Name + "AuthorizeWeight", "", method, "Weight") ?? Measured(pallet, "Authorize" + method.Name, method);
        if (weight is null) _problems.Add(Problem.At(Rules.MissingWeight, method, "Authorize" + method.Name));
        return weight ?? "default";
    }

    /// <summary>Reports a method of the right name and result whose parameters the call does not have: it would be passed over without a word.</summary>
    private bool Misfit(INamedTypeSymbol pallet, string name, IMethodSymbol call, string returns)
    {
        if (pallet.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(m => m.ReturnType.Name == returns) is not { } misfit) return false;
        _problems.Add(Problem.At(Rules.BadCompanion, misfit, name, call.Name));
        return true;
    }

    /// <summary>The invocation of the method beside a call that answers a question about it; null where there is none.</summary>
    private string? Companion(INamedTypeSymbol pallet, IMethodSymbol method, string suffix, string returns)
    {
        string name = method.Name + suffix;
        if (Invocation(pallet, name, "", method, returns) is { } found) return found;

        // One that is there and does not fit would be passed over without a word.
        foreach (ISymbol misfit in pallet.GetMembers(name)) _problems.Add(Problem.At(Rules.BadCompanion, misfit, misfit.Name, method.Name));
        return null;
    }

    /// <summary>The invocation of a method of the pallet's <c>Weights</c>.</summary>
    private string? Measured(INamedTypeSymbol pallet, string name, IMethodSymbol call)
    {
        ITypeSymbol? weights = MembersOf(pallet, "Weights").Select(static m => m switch
        {
            IPropertySymbol p => p.Type,
            IFieldSymbol f => f.Type,
            ITypeSymbol t => t,
            _ => null,
        }).FirstOrDefault(static t => t is not null);
        return weights is null ? null : Invocation(weights, name, "Weights.", call, "Weight");
    }

    /// <summary>The invocation of a method whose parameters are named like arguments of a call, or are its origin or its source.</summary>
    private string? Invocation(ITypeSymbol owner, string name, string prefix, IMethodSymbol call, string returns)
    {
        foreach (IMethodSymbol candidate in MembersOf(owner, name).OfType<IMethodSymbol>())
        {
            if (candidate.ReturnType.Name != returns || candidate.IsGenericMethod) continue;
            List<string> arguments = [];
            foreach (IParameterSymbol parameter in candidate.Parameters)
            {
                if (Passed(parameter, call, returns) is { } argument) arguments.Add(argument);
            }

            if (arguments.Count == candidate.Parameters.Length) return $"{prefix}{Names.Escape(name)}({string.Join(", ", arguments)})";
        }

        return null;
    }

    private string? Passed(IParameterSymbol parameter, IMethodSymbol call, string returns)
    {
        if (parameter.RefKind is not (RefKind.None or RefKind.In)) return null;
        if (returns == "Boolean" && IsFrame(parameter.Type, "Origin")) return "origin";
        if (returns == "Authorization" && parameter.Type.ToDisplayString() == "Gensyn.Primitives.TransactionSource") return "source";
        IParameterSymbol? argument = call.Parameters.Skip(1).FirstOrDefault(a => a.Name == parameter.Name);
        return argument is not null && compilation.HasImplicitConversion(argument.Type, parameter.Type) ? "c." + Names.Escape(FieldOf(call, argument)) : null;
    }

    private static IEnumerable<ISymbol> MembersOf(ITypeSymbol type, string name)
    {
        for (ITypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            foreach (ISymbol member in t.GetMembers(name)) yield return member;
        }

        foreach (INamedTypeSymbol inherited in type.AllInterfaces)
        {
            foreach (ISymbol member in inherited.GetMembers(name)) yield return member;
        }
    }
}
