namespace Gensyn.Frame.Generators;

/// <content>The generated half of a pallet.</content>
internal sealed partial class Emitter
{
    private readonly Dictionary<int, string> _recordNames = [];

    private void Pallet(PalletModel pallet)
    {
        Open("partial class " + pallet.Place.Name);
        Line("/// <inheritdoc/>");
        Line($"public override string Name => {Quote(pallet.Name)};");
        if (pallet.StorageVersion > 0)
        {
            Line("/// <inheritdoc/>");
            Line($"public override ushort InCodeStorageVersion => {pallet.StorageVersion};");
        }

        Calls(pallet);
        if (pallet.Events is { } events) Events(events);
        if (pallet.Origins is { } origins) Origins(origins);
        if (pallet.HasErrors) Errors(pallet);
        Parts("PalletParts");
        Storage(pallet);
        Views(pallet);
        Metadata(pallet);
        EndParts();
        Close();
    }

    private void Calls(PalletModel pallet)
    {
        if (pallet.Calls.Count == 0) return;
        Line($"/// <summary>The calls of the {XmlDocs(pallet.Name)} pallet.</summary>");
        Open($"public abstract partial record Call : {Frame}PalletCall");
        foreach (CallModel call in pallet.Calls)
        {
            if (call.Variant.Docs.Length > 0) Line($"/// <summary>{XmlDocs(call.Variant.Docs)}</summary>");
            string fields = string.Join(", ", call.Variant.Fields.Select(static f => $"{f.Type} {Names.Escape(f.Name)}"));
            Line($"public sealed record {Names.Escape(call.Method)}({fields}) : Call;");
            _recordNames[call.Variant.Index] = call.Method;
        }

        PlaceModel place = new(
            pallet.Place.Namespace, new([.. pallet.Place.Outer, "partial class " + pallet.Place.Name]), "Call", pallet.Place.QualifiedName + ".Call", new([]));
        Union(new(place, pallet.Crate + "::pallet::Call", "", false, true, new(pallet.Calls.Select(static c => c.Variant))), overrides: true);
        _recordNames.Clear();
        Close();

        Line("/// <summary>The codec of the calls, as one of any pallet's.</summary>");
        Line($"public static {Scale}Codec<{Frame}PalletCall> PalletCallCodec {{ get; }} = new {Frame}PalletCallCodec<Call>(Call.Codec);");
        Line("/// <inheritdoc/>");
        Line($"public override {Scale}Codec<{Frame}PalletCall>? CallCodec => PalletCallCodec;");

        Line("/// <inheritdoc/>");
        Open($"public override {Frame}DispatchResult Dispatch({Frame}PalletCall call, {Frame}Origin origin)");
        Open("switch (call)");
        foreach (CallModel call in pallet.Calls)
        {
            string arguments = string.Concat(call.Variant.Fields.Select(static f => ", c." + Names.Escape(f.Name)));
            Line($"case Call.{Names.Escape(call.Method)}{(arguments.Length > 0 ? " c" : "")}: return {Names.Escape(call.Method)}(origin{arguments});");
        }

        Line("default: return ThrowForeignCall(call);");
        Close();
        Close();

        Line("/// <inheritdoc/>");
        Open($"public override {Frame}CallInfo InfoOf({Frame}PalletCall call)");
        Open("switch (call)");
        foreach (CallModel call in pallet.Calls)
        {
            Line($"case Call.{Names.Escape(call.Method)}{(call.Info.Contains("c.") ? " c" : "")}: return {call.Info};");
        }

        Line("default: ThrowForeignCall(call); return default;");
        Close();
        Close();
        Question("bool IsFeeless", $", {Frame}Origin origin", "false", pallet.Calls, static c => c.Feeless);
        Question($"{Frame}Authorization? Authorize", ", global::Gensyn.Primitives.TransactionSource source", "null", pallet.Calls, static c => c.Authorize);
        Question("global::Gensyn.Primitives.Weight AuthorizeWeight", "", "default", pallet.Calls, static c => c.Authorize is null ? null : c.AuthorizeWeight);
    }

    /// <summary>A method that answers for the calls that have an answer, if any has.</summary>
    private void Question(string method, string parameters, string otherwise, IReadOnlyList<CallModel> calls, Func<CallModel, string?> answer)
    {
        if (!calls.Any(c => answer(c) is not null)) return;
        Line("/// <inheritdoc/>");
        Open($"public override {method}({Frame}PalletCall call{parameters})");
        Open("switch (call)");
        foreach (CallModel call in calls)
        {
            if (answer(call) is not { } expression) continue;
            Line($"case Call.{Names.Escape(call.Method)}{(expression.Contains("c.") ? " c" : "")}: return {expression};");
        }

        Line($"default: return {otherwise};");
        Close();
        Close();
    }

    private void Events(UnionModel events)
    {
        Open("partial record Event");
        Union(events, overrides: true);
        Close();
        Line("/// <summary>The codec of the events, as one of any pallet's.</summary>");
        Line($"public static {Scale}Codec<{Frame}PalletEvent> PalletEventCodec {{ get; }} = new {Frame}PalletEventCodec<Event>(Event.Codec);");
        Line("/// <inheritdoc/>");
        Line($"public override {Scale}Codec<{Frame}PalletEvent>? EventCodec => PalletEventCodec;");
        Line("private void Deposit(Event deposited) => Context.Deposit(deposited);");
        const string Topics = "global::System.Collections.Immutable.ImmutableArray<global::Gensyn.Primitives.H256>";
        Line($"private void Deposit(Event deposited, {Topics} topics) => Context.Deposit(deposited, topics);");
    }

    private void Origins(UnionModel origins)
    {
        Open("partial record CustomOrigin");
        Union(origins, overrides: true);
        Close();
        Line("/// <summary>The codec of the origins, as one of any pallet's.</summary>");
        Line($"public static {Scale}Codec<{Frame}PalletOrigin> PalletOriginCodec {{ get; }} = new {Frame}PalletOriginCodec<CustomOrigin>(CustomOrigin.Codec);");
        Line("/// <inheritdoc/>");
        Line($"public override {Scale}Codec<{Frame}PalletOrigin>? OriginCodec => PalletOriginCodec;");
        Line("/// <summary>What the pallet vouches for, as the origin of a call.</summary>");
        Line($"public {Frame}Origin OriginOf(CustomOrigin origin) => {Frame}Origin.Custom(Context.Index, origin);");
        Line("/// <summary>Whether the pallet vouches for a call, and how.</summary>");
        Open($"public bool IsOwn({Frame}Origin origin, [global::System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CustomOrigin? own)");
        Line("return origin.IsCustom(Context.Index, out own);");
        Close();
    }

    private void Errors(PalletModel pallet)
    {
        Line($"private {Frame}DispatchError Fail(Error error) => {Frame}DispatchError.Module(Context.Index, (byte)error);");
        Line("/// <summary>What metadata says of the errors.</summary>");
        string path = Quote(pallet.Crate + "::pallet::Error");
        Line($"public static {Scale}TypeInfo ErrorType {{ get; }} = new({path}, [], static () => new {Scale}TypeDefinition.Variant(");
        Line("[");
        foreach (VariantModel error in pallet.Errors) Line($"    {Describe(error)},");
        Line("]));");
    }

    private void Storage(PalletModel pallet)
    {
        foreach (StorageModel item in pallet.Storage)
        {
            Line("/// <inheritdoc/>");
            string name = Names.Escape(item.Property);
            string[] codecs = item.Codecs.Select((c, i) => Codec(item.Types[i], c)).ToArray();
            string keyed = item.KeyParts is null ? string.Join(", ", codecs) : $"StorageItems.{item.Property}Keys, {codecs[codecs.Length - 1]}";
            Line($"{item.Accessibility} partial {item.Type} {name} => field ??= new(Context, StorageItems.{name}, {keyed}, {item.Default});");
        }

        if (pallet.Storage.Count == 0) return;
        Open("private static class StorageItems");
        foreach (StorageModel item in pallet.Storage)
        {
            string modifier = item.IsDefault ? "Default" : "Optional";
            string arguments = $"{Quote(pallet.Name)}, {Quote(item.Name)}, {Frame}StorageModifier.{modifier}, {Quote(item.Docs)}, {item.Deprecation ?? "null"}, {item.MaxValues}, {(item.IsUnbounded ? "true" : "false")}";
            Line($"internal static readonly {Frame}StorageItem {Names.Escape(item.Property)} = new({arguments});");
            if (item.KeyParts is null) continue;
            string codecs = string.Join(", ", item.Codecs.Take(item.Codecs.Count - 1).Select((c, i) => Codec(item.Types[i], c)));
            Line($"internal static readonly {Frame}KeyParts<{item.KeyTypes}> {item.Property}Keys = {item.KeyParts}({codecs});");
        }

        Close();
    }

    private void Views(PalletModel pallet)
    {
        if (pallet.Views.Count == 0) return;
        Line("/// <inheritdoc/>");
        Open($"public override byte[]? View(int function, {Reader})");
        Open("switch (function)");
        for (int i = 0; i < pallet.Views.Count; i++)
        {
            ViewModel view = pallet.Views[i];
            Open($"case {i}:");
            for (int j = 0; j < view.Arguments.Count; j++) Line($"var a{j} = {Read(view.Arguments[j])};");
            Line("if (reader.Failed || reader.Remaining != 0) return null;");
            string arguments = string.Join(", ", view.Arguments.Select(static (_, j) => "a" + j));
            Line($"return {Codec(view.Type, view.Codec)}.ToBytes({Names.Escape(view.Method)}({arguments}));");
            Close();
        }

        Line("default: throw new global::System.ArgumentOutOfRangeException(nameof(function));");
        Close();
        Close();
    }

    private void Metadata(PalletModel pallet)
    {
        Line("/// <inheritdoc/>");
        Line($"public override {Frame}PalletMetadata Metadata => field ??= new(");
        Line($"    {Quote(pallet.Name)},");
        Line($"    {Quote(pallet.Crate)},");
        Line($"    [{string.Join(", ", pallet.Storage.Select(static s => Names.Escape(s.Property) + ".Info" + (s.IsCounted ? ", " + Names.Escape(s.Property) + ".CounterInfo" : "")))}],");
        Line($"    {(pallet.Calls.Count > 0 ? "Call.Codec.Type" : "null")},");
        Line($"    {(pallet.Events is not null ? "Event.Codec.Type" : "null")},");
        Line($"    {(pallet.HasErrors ? "ErrorType" : "null")},");
        Line("    [");
        foreach (ConstantModel constant in pallet.Constants)
        {
            string codec = Codec(constant.Type, constant.Codec);
            string value = $"[.. {codec}.ToBytes({Names.Escape(constant.Property)})]";
            Line($"        new({Quote(constant.Name)}, {codec}.Type, {value}, {Quote(constant.Docs)}{Deprecation(constant.Deprecation)}),");
        }

        Line("    ],");
        Line($"    {Quote(pallet.Docs)})");
        Line("{");
        if (pallet.Deprecation is { } deprecation) Line($"    Deprecation = {deprecation},");
        Line("    ViewFunctions =");
        Line("    [");
        foreach (ViewModel view in pallet.Views)
        {
            string inputs = string.Join(", ", view.Arguments.Select(a => $"new({Quote(a.MetadataName!)}, {Codec(a.Type, a.Codec)}.Type)"));
            string output = Codec(view.Type, view.Codec) + ".Type";
            Line($"        new({Quote(view.Name)}, {Quote(view.Signature)}, [{inputs}], {output}, {Quote(view.Docs)}{Deprecation(view.Deprecation)}),");
        }

        Line("    ],");
        Line("};");
    }
}
