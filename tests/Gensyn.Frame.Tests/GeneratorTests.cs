using System.Collections.Immutable;
using Gensyn.Frame.Generators;
using Gensyn.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace Gensyn.Frame.Tests;

/// <summary>Runs the generator itself: every rule at its line, and nothing written twice.</summary>
public sealed class GeneratorTests
{
    private const string Source = """
        using System.Collections.Immutable;
        using Gensyn.Frame;
        using Gensyn.Primitives;
        using Gensyn.Scale;
        namespace Demo;
        [Pallet("Demo")] public sealed partial class DemoPallet(PalletContext c) : Pallet(c)
        {
            public interface IW { Weight A(uint x); Weight B(); }
            private static IW Weights => null!;
            /// <summary>How many.</summary>
            [Storage] public partial StorageValue<uint> Count { get; }
            [Storage(Default = true), MaxLength(9)] public partial StorageValue<ImmutableSortedDictionary<uint, uint>> Names { get; }
            [Storage] public partial StorageCountedMap<Identity, byte, uint> Held { get; }
            [Storage] public partial StorageNMap<(Identity, Twox128, Twox256), (byte A, uint, uint), uint> Marks { get; }
            [Storage] public partial StorageValue<Thing?> Last { get; }
            private static ushort Room => 7;
            [Storage(MaxLength = nameof(Room))] public partial StorageMap<Identity, byte, ImmutableArray<uint>> Rows { get; }
            [Storage(MaxLength = nameof(Most))] public partial StorageValue<Bag?> Bags { get; }
            [Call(0)] public DispatchResult A(Origin o, uint x) => DispatchResult.Ok;
            [Call(1)] public DispatchResult B(Origin o, Thing x) => DispatchResult.Ok;
            private static bool AIsFeeless(Origin o, uint x) => x == 0;
            private static Authorization BAuthorize(TransactionSource s, Thing x) => InvalidTransaction.Call;
            private static Weight BAuthorizeWeight() => default;
            [ViewFunction] public uint? Ask(uint x) => x;
            [ViewFunction(Name = "other")] public uint AskMore() => 0;
            public abstract partial record Event : PalletEvent { [Variant(0)] public sealed record Done : Event; }
            public enum Error : byte { No }
            public abstract partial record CustomOrigin : PalletOrigin { [Variant(3)] public sealed record Members(uint Ayes) : CustomOrigin; }
            private static uint _one => 1;
            [Storage(DefaultValue = nameof(_one))] public partial StorageValue<uint> One { get; }
            [Constant] public uint Most => 1;
            [Constant(Name = "Other")] public uint AnotherOne => 1;
            public override Weight OnInitialize(uint block) => default;
        }
        [Scale] public readonly partial record struct Thing([Compact] uint A, [MaxLength(5)] string? B, Kind Kind);
        [Scale] public enum Kind : byte { One, Two }
        [Scale] public sealed partial record Box<T>(T Held);
        public sealed record Bag { public static Codec<Bag> CodecOf(int maximum) => null!; }
        [Scale] public sealed partial record Chain(uint Item, Chain? Next);
        public static partial class Outer { [Scale] public sealed partial record Inner(uint A); }
        """;

    private static readonly CSharpParseOptions _options = new(LanguageVersion.Preview, DocumentationMode.Parse);
    private static readonly ImmutableArray<MetadataReference> _references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static p => MetadataReference.CreateFromFile(p))];

    [Fact]
    public void Generated_Code_Compiles()
    {
        (GeneratorDriver driver, Compilation compilation) = Run(Source);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> problems);

        Assert.Empty(problems);
        Assert.Empty(output.GetDiagnostics().Where(static d => d.Severity >= DiagnosticSeverity.Warning && d.Id != "CS8618"));
        Assert.Equal(6, driver.GetRunResult().GeneratedTrees.Length);
    }

    // Each row changes one line of the source above; the problem is reported there, or at the line that the row names.
    [Theory]
    [InlineData("GEN001", "Origin o, uint x", "Origin o, System.IO.Stream x", "System.IO.Stream")]
    [InlineData("GEN001", "Origin o, uint x", "Origin o, uint[] x", "ImmutableArray<T>")]
    [InlineData("GEN001", "Origin o, uint x", "Origin o, ImmutableArray<object> x", "object")]
    [InlineData("GEN001", "StorageValue<uint> Count", "StorageValue<double> Count", "double")]
    [InlineData("GEN001", "Kind Kind", "System.DayOfWeek Kind", "System.DayOfWeek")]
    [InlineData("GEN001", "Kind Kind", "(int, int, int, int, int, int, int, int, int) Kind", "up to 8")]
    [InlineData("GEN001", "Kind Kind", "float Kind", "floating point")]
    [InlineData("GEN001", "Kind Kind", "System.Numerics.BigInteger Kind", "[Compact]")]
    [InlineData("GEN001", "Kind Kind", "System.Collections.Generic.Dictionary<int, int> Kind", "ImmutableSortedDictionary")]
    [InlineData("GEN001", "Kind Kind", "System.Collections.Generic.HashSet<int> Kind", "ImmutableSortedSet")]
    [InlineData("GEN001", "Kind Kind", "System.Collections.Generic.List<int> Kind", "ImmutableArray")]
    [InlineData("GEN001", "Kind Kind", "(int A, ImmutableArray<object> B) Kind", "object")]
    [InlineData("GEN001", "Kind Kind", "BitVec<int, Lsb0> Kind", "BitVec")]
    [InlineData("GEN001", "Box<T>(T Held)", "Box<T>(T? Held)", "constraint")]
    [InlineData("GEN001", "[Storage(MaxLength = nameof(Most))] public partial StorageValue<Bag", "[Storage] public partial StorageValue<Bag", "MaxLength")]
    [InlineData("GEN001", "CodecOf(int maximum)", "CodecOf(long maximum)", "Bag", "StorageValue<Bag")]
    [InlineData("GEN002", "[Call(1)]", "[Call(0)]", "'A'")]
    [InlineData("GEN002", "sealed record Done : Event;", "sealed record Done : Event; [Variant(0)] public sealed record More : Event;", "'More'")]
    [InlineData("GEN002", "One, Two", "One = 1, Two = 1", "'Two'")]
    [InlineData("GEN003", "[Variant(0)] public sealed", "public sealed", "'Done'")]
    [InlineData("GEN004", "[Call(0)] public DispatchResult A(Origin o, uint x)", "[Call(0)] public DispatchResult A(Origin o, uint y)", "'A'")]
    [InlineData("GEN004", "[Call(0)] public DispatchResult A(", "[Call(0)] public DispatchResult Other(", "'Other'")]
    [InlineData("GEN005", "sealed partial class", "sealed class", "DemoPallet")]
    [InlineData("GEN005", "abstract partial record Event", "abstract record Event", "Event")]
    [InlineData("GEN005", "readonly partial record struct", "readonly record struct", "Thing")]
    [InlineData("GEN006", "DispatchResult A(Origin o, uint x)", "DispatchResult A(uint x)", "'A'")]
    [InlineData("GEN006", "public DispatchResult A(Origin o, uint x) => DispatchResult.Ok", "public void A(Origin o, uint x) { }", "'A'")]
    [InlineData("GEN007", "public partial StorageValue<uint> Count { get; }", "public StorageValue<uint> Count { get; } = null!;", "'Count'")]
    [InlineData("GEN007", "partial StorageValue<uint> Count", "partial uint Count", "'Count'")]
    [InlineData("GEN008", "[Storage] public partial StorageValue<uint>", "[Storage(Default = true, Unbounded = true)] public partial StorageValue<RuntimeCall>", "RuntimeCall")]
    [InlineData(
        "GEN008", "[Storage] public partial StorageValue<uint>",
        "[Storage(Default = true), FixedLength(3)] public partial StorageValue<ImmutableArray<uint>>", "ImmutableArray")]
    [InlineData("GEN009", "[Compact] uint A", "[Compact] int A", "int")]
    [InlineData("GEN009", "[Compact] uint A", "[Compact] Thing A", "Thing")]
    [InlineData("GEN009", "[Compact] uint A", "Compact<string> A", "string")]
    [InlineData("GEN010", "Box<T>(T Held)", "Box<T>(T Held, Box<T>? Inner)", "no end")]
    [InlineData("GEN010", "partial class Outer {", "partial class Outer<T> {", "generic type")]
    [InlineData("GEN010", "readonly partial record struct Thing(", "partial record Thing(", "sealed")]
    [InlineData("GEN010", "enum Kind : byte { One, Two }", "enum Kind : ushort { One, Two = 256 }", "Two")]
    [InlineData("GEN010", "[Compact] uint A", "[property: Compact] uint A", "property:")]
    [InlineData("GEN010", "[MaxLength(5)] string? B", "[property: MaxLength(5)] string? B", "property:")]
    [InlineData("GEN010", "Box<T>(T Held);", "Box<T> { public T Held { get; init; } }", "primary constructor")]
    [InlineData(
        "GEN010", "sealed partial record Box<T>(T Held);",
        "abstract partial record Box<T>(T Held) { [Variant(0)] public sealed record Shut(T Held) : Box<T>(Held); }", "enum")]
    [InlineData("GEN010", "sealed record Done : Event;", "record Done : Event;", "'Done'")]
    [InlineData("GEN010", "sealed record Done : Event;", "abstract record Done : Event;", "'Done'")]
    [InlineData("GEN010", "sealed record Done : Event;", "sealed record Done<T>(T Held) : Event;", "'Done'")]
    [InlineData("GEN010", "public sealed partial record Box<T>", "file sealed partial record Box<T>", "file")]
    [InlineData("GEN010", "record Box<T>(T Held);", "record Box<T>(T Held) { public uint Lost { get; init; } }", "Lost")]
    [InlineData("GEN010", "record Inner(uint A);", "record Inner(uint A) : Base(A); public record Base(uint Lost);", "Lost")]
    [InlineData("GEN010", "sealed record Done : Event;", "sealed record Done : Event { public uint Lost { get; init; } }", "Lost")]
    [InlineData("GEN012", "[MaxLength(5)] string? B", "[MaxLength(5)] uint B", "'uint'")]
    [InlineData("GEN012", "[MaxLength(5)] string? B", "[MaxLength(-1)] string? B", "string")]
    [InlineData("GEN012", "[MaxLength(5)] string? B", "[FixedLength(5)] string? B", "string")]
    [InlineData("GEN012", "[MaxLength(5)] string? B", "[MaxLength(5), FixedLength(5)] byte[] B", "byte[]")]
    [InlineData("GEN012", "[MaxLength(5)] string? B", "[MaxLength(5), Compact] uint B", "uint")]
    [InlineData("GEN012", "[MaxLength(5)] string? B", "[FixedLength(5)] ImmutableSortedSet<uint> B", "ImmutableSortedSet")]
    [InlineData("GEN013", "[MaxLength(5)] string? B", "ImmutableSortedSet<Box<uint>> B", "Box")]
    [InlineData("GEN013", "[MaxLength(5)] string? B", "ImmutableSortedDictionary<(uint, Box<uint>), bool> B", "Box")]
    [InlineData("GEN004", "BAuthorizeWeight()", "BAuthorizeWeights()", "'AuthorizeB'", "[Call(1)]")]
    [InlineData("GEN004", "Weight A(uint x)", "Weight A(byte x)", "'A'", "[Call(0)]")]
    [InlineData("GEN014", "AIsFeeless(Origin o, uint x)", "AIsFeeless(Origin o, uint y)", "'AIsFeeless'")]
    [InlineData("GEN014", "AIsFeeless(Origin o, uint x)", "AIsFeeless(Origin o, string x)", "'AIsFeeless'")]
    [InlineData("GEN014", "bool AIsFeeless(Origin o, uint x) => x == 0", "int AIsFeeless(Origin o, uint x) => 0", "'AIsFeeless'")]
    [InlineData("GEN014", "BAuthorize(TransactionSource s, Thing x)", "BAuthorize(Origin s, Thing x)", "'BAuthorize'")]
    [InlineData("GEN015", "public uint? Ask(uint x) => x", "public void Ask(uint x) { }", "'Ask'")]
    [InlineData("GEN015", "public uint? Ask(uint x) => x", "private uint? Ask(uint x) => x", "'Ask'")]
    [InlineData("GEN015", "uint? Ask(uint x)", "uint? Ask(ref uint x)", "'Ask'")]
    [InlineData("GEN015", "uint? Ask(uint x)", "uint? Ask(Origin x)", "'Ask'")]
    [InlineData("GEN001", "uint? Ask(uint x)", "object? Ask(uint x)", "object")]
    [InlineData("GEN016", "(Name = \"other\")", "(Name = \"ask\")", "'Ask'")]
    [InlineData("GEN006", "DispatchResult A(Origin o, uint x)", "DispatchResult A(Origin o, in uint x)", "'A'")]
    [InlineData("GEN006", "DispatchResult A(Origin o, uint x)", "DispatchResult A(Origin o, params byte[] x)", "'A'")]
    [InlineData("GEN006", "DispatchResult A(Origin o, uint x)", "DispatchResult A<T>(Origin o, uint x)", "'A'")]
    [InlineData("GEN007", "public partial StorageValue<uint> Count", "public static partial StorageValue<uint> Count", "'Count'")]
    [InlineData("GEN016", "[Storage] public partial StorageCountedMap", "[Storage(Name = \"Count\")] public partial StorageCountedMap", "'Count'")]
    [InlineData("GEN016", "[Storage] public partial StorageNMap", "[Storage(Name = \"CounterForHeld\")] public partial StorageNMap", "'Held'")]
    [InlineData("GEN017", "[Storage(Default = true), MaxLength(9)]", "[Storage(Default = true)]", "ImmutableSortedDictionary")]
    [InlineData("GEN017", "StorageValue<uint> Count", "StorageValue<(byte, string)> Count", "string")]
    [InlineData("GEN017", "StorageCountedMap<Identity, byte, uint>", "StorageCountedMap<Identity, byte[], uint>", "byte[]")]
    [InlineData("GEN017", "StorageValue<uint> Count", "StorageValue<Chain> Count", "Chain")]
    [InlineData("GEN017", "StorageValue<uint> Count", "StorageValue<Box<string>> Count", "string")]
    [InlineData("GEN017", "[MaxLength(5)] string? B", "string? B", "string", "[Storage] public partial StorageValue<Thing?> Last")]
    [InlineData("GEN018", "(Identity, Twox128, Twox256)", "(Identity, Twox128)", "'Marks'")]
    [InlineData("GEN018", "(Identity, Twox128, Twox256)", "(Identity, Twox128, uint)", "'Marks'")]
    [InlineData("GEN018", "(Identity, Twox128, Twox256), (byte A, uint, uint)", "(Identity, Twox128), (byte A, uint)", "'Marks'")]
    [InlineData("GEN001", "(byte A, uint, uint)", "(byte A, uint, object)", "object")]
    [InlineData("GEN002", "enum Error : byte { No }", "enum Error : byte { No, Never = 0 }", "'Never'")]
    [InlineData("GEN010", "enum Error : byte { No }", "enum Error : ushort { No, Far = 256 }", "Far")]
    [InlineData("GEN011", "public enum Error : byte { No }", "public sealed record Error;", "enum")]
    [InlineData("GEN011", "record CustomOrigin : PalletOrigin", "record CustomOrigin", "PalletOrigin")]
    [InlineData("GEN003", "[Variant(3)] public sealed record Members", "public sealed record Members", "'Members'")]
    [InlineData("GEN011", "public uint? Ask(uint x)", "public uint? Ask(uint x) => Fail; private uint Fail", "'Fail'")]
    [InlineData("GEN016", "DispatchResult B(Origin o, Thing x)", "DispatchResult A(Origin o, Thing x)", "'A'")]
    [InlineData("GEN016", "[Call(1)]", "[Call(1, Name = \"a\")]", "'A'")]
    [InlineData("GEN016", "[Constant(Name = \"Other\")]", "[Constant(Name = \"Most\")]", "'Most'")]
    [InlineData("GEN006", "DispatchResult A(Origin o, uint x)", "DispatchResult A(Origin o, uint x, uint codec)", "'codec'")]
    [InlineData("GEN006", "DispatchResult A(Origin o, uint x)", "DispatchResult A(Origin o, uint x, uint X)", "case")]
    [InlineData("GEN006", "DispatchResult A(Origin o, uint x)", "DispatchResult Call(Origin o, uint x)", "'Call'")]
    [InlineData("GEN010", "Box<T>(T Held);", "Box<T>(T Codec);", "Codec")]
    [InlineData("GEN010", "Box<T>(T Held);", "Box<T>(T Held) { public static uint CodecOf => 0; }", "CodecOf")]
    [InlineData("GEN014", "bool AIsFeeless", "bool ZIsFeeless", "'ZIsFeeless'")]
    [InlineData("GEN014", "Authorization BAuthorize(", "Authorization ZAuthorize(", "'ZAuthorize'")]
    [InlineData("GEN014", "private static bool AIsFeeless", "private static CallInfo AInfo(uint z) => default; private static bool AIsFeeless", "'AInfo'")]
    [InlineData("GEN014", "private static bool AIsFeeless", "private static Weight AWeight(uint z) => default; private static bool AIsFeeless", "'AWeight'")]
    [InlineData("GEN019", "nameof(_one)", "\"_two\"", "'_two'")]
    [InlineData("GEN020", "public override Weight OnInitialize(uint block)", "public Weight OnInitialize(ulong block)", "'OnInitialize'")]
    [InlineData("GEN021", "public static partial class Outer {", "public static partial class Outer { [Call(0)] public static void Lost() { }", "'Lost'")]
    [InlineData("GEN021", "public static partial class Outer {", "public static partial class Outer { [Constant] public static uint Lost => 0;", "'Lost'")]
    [InlineData("GEN021", "public static partial class Outer {", "public static partial class Outer { [ViewFunction] public static uint Lost() => 0;", "'Lost'")]
    [InlineData("GEN021", "public static partial class Outer {", "public static partial class Outer { [Storage] public static StorageValue<uint> Lost => null!;", "'Lost'")]
    [InlineData("GEN021", "sealed record Done : Event;", "sealed record Done : Event; [Variant(8)] public sealed record Lost;", "'Lost'")]
    [InlineData("GEN021", "public static partial class Outer {", "public static partial class Outer { [Variant(8)] public sealed record Lost;", "'Lost'")]
    [InlineData("GEN022", "nameof(Room))] public partial StorageMap", "\"Space\")] public partial StorageMap", "'Space'")]
    [InlineData("GEN022", "nameof(Room))] public partial StorageMap", "nameof(Weights))] public partial StorageMap", "'Weights'")]
    [InlineData("GEN022", "nameof(Room))] public partial StorageMap", "nameof(Room)), MaxLength(3)] public partial StorageMap", "'Rows'")]
    [InlineData("GEN022", "byte, ImmutableArray<uint>> Rows", "byte, uint> Rows", "'Rows'")]
    [InlineData("GEN022", "static ushort Room => 7", "static ulong Room => 7", "'Room'", "StorageMap<Identity, byte, ImmutableArray")]
    [InlineData("GEN011", " : Pallet(c)", "", "derive")]
    [InlineData("GEN011", "record Event : PalletEvent", "record Event", "PalletEvent")]
    public void Mistake_IsReportedAtItsLine(string rule, string right, string wrong, string named, string? place = null)
    {
        int at = Source.IndexOf(right, StringComparison.Ordinal);
        int line = place is null ? at : Source.IndexOf(place, StringComparison.Ordinal);
        Assert.True(at >= 0 && line >= 0, "the row does not fit the source");

        (GeneratorDriver driver, _) = Run(Source.Replace(right, wrong, StringComparison.Ordinal));

        Diagnostic problem = Assert.Single(driver.GetRunResult().Diagnostics, d => d.Id == rule);
        Assert.Equal(DiagnosticSeverity.Error, problem.Severity);
        Assert.Contains(named, problem.GetMessage(), StringComparison.Ordinal);
        Assert.Equal(Source.AsSpan(0, line).Count('\n'), problem.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal("Demo.cs", problem.Location.GetLineSpan().Path);
    }

    [Fact]
    public void EveryRule_IsDocumentedAndTested()
    {
        string[] rules = [.. typeof(FrameGenerator).Assembly.GetType("Gensyn.Frame.Generators.Rules", throwOnError: true)!.GetFields()
            .Select(static f => ((DiagnosticDescriptor)f.GetValue(null)!).Id).Order(StringComparer.Ordinal)];
        string page = File.ReadAllText(Repository.PathOf("docs", "generator-diagnostics.md"));
        string[] documented = [.. page.Split('\n').Where(static l => l.StartsWith("| GEN", StringComparison.Ordinal)).Select(static l => l[2..8])];
        string[] tested = [.. typeof(GeneratorTests).GetMethod(nameof(Mistake_IsReportedAtItsLine))!.GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Select(static a => (string)((InlineDataAttribute)a).GetData(null!).Single()[0]!).Distinct().Order(StringComparer.Ordinal)];

        Assert.Equal(rules.Length, rules.Distinct().Count());
        Assert.Equal(rules, documented);
        Assert.Equal(rules, tested);
    }

    [Fact]
    public void Keywords_AreNames()
    {
        (GeneratorDriver driver, Compilation compilation) = Run("""
            using Gensyn.Scale;
            namespace @event
            {
                public static partial class @static { [Scale] public readonly partial record struct @in(uint @out); }
                [Scale] public sealed partial record @class([Compact] @static.@in @params, @class? @object, @enum @int);
                [Scale] public enum @enum : byte { @char }
                [Scale] public abstract partial record @abstract { [Variant(0)] public sealed record @new(uint @is) : @abstract; }
            }
            """);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> problems);

        Assert.Empty(problems);
        Assert.Empty(output.GetDiagnostics().Where(static d => d.Severity >= DiagnosticSeverity.Warning));
        Assert.Equal(4, driver.GetRunResult().GeneratedTrees.Length);
    }

    // Each step into the types has other arguments: a walk over constructed types would never end.
    [Fact]
    public void TypesThatHoldThemselvesWithOtherArguments_AreRefused()
    {
        (GeneratorDriver driver, _) = Run("""
            using Gensyn.Scale;
            [Scale] public sealed partial record A<T>(B<T>? Next);
            [Scale] public sealed partial record B<T>(A<A<T>>? Next);
            [Scale] public sealed partial record C(A<uint> Held);
            """);

        IEnumerable<Diagnostic> problems = driver.GetRunResult().Diagnostics.Where(static d => d.Id == "GEN010");
        Assert.Equal([1, 2], problems.Select(static d => d.Location.GetLineSpan().StartLinePosition.Line));
    }

    [Fact]
    public void TypeInsideAClassThatIsNotPartial_IsReportedAtTheClass()
    {
        (GeneratorDriver driver, _) = Run("using Gensyn.Scale;\nclass Outer\n{\n    [Scale] public sealed partial record Inner(uint A);\n}");

        Diagnostic problem = Assert.Single(driver.GetRunResult().Diagnostics);
        Assert.Equal("GEN005", problem.Id);
        Assert.Equal(1, problem.Location.GetLineSpan().StartLinePosition.Line);
    }

    [Theory]
    [InlineData("// a comment\n")]
    [InlineData("using System.Text;\n")]
    public void EditThatMovesLines_WritesNothingAgain(string edit) =>
        AssertReasons(edit + Source, IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached);

    [Fact]
    public void EditInAMethodBody_WritesNothingAgain() => AssertReasons(
        Source.Replace("A(Origin o, uint x) => DispatchResult.Ok", "A(Origin o, uint x) => DispatchError.BadOrigin", StringComparison.Ordinal),
        IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached);

    [Fact]
    public void EditOfASignature_WritesThePalletAgainAndNoType()
    {
        (GeneratorDriver driver, Compilation compilation) = Run(Source);
        GeneratorRunResult result = Edit(driver, compilation, Source.Replace("Origin o, uint x", "Origin o, [Compact] uint x", StringComparison.Ordinal));

        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(result, FrameGenerator.PalletStep));
        Assert.DoesNotContain(IncrementalStepRunReason.Modified, Reasons(result, FrameGenerator.TypeStep));
    }

    [Fact]
    public void PalletInTwoFiles_ComesOutTheSameInAnyOrder()
    {
        const string First = "using Gensyn.Frame; using Gensyn.Primitives; [Pallet(\"P\")] "
            + "public sealed partial class P(PalletContext c) : Pallet(c) { [Storage] public partial StorageValue<uint> A { get; } }";
        const string Second = "using Gensyn.Frame; public sealed partial class P { [Storage] public partial StorageValue<uint> B { get; } }";

        Assert.Equal(Text(("P.cs", First), ("P.Other.cs", Second)), Text(("P.Other.cs", Second), ("P.cs", First)));

        static string Text(params (string Path, string Source)[] files) =>
            Assert.Single(Run(files).Driver.GetRunResult().GeneratedTrees).ToString();
    }

    private static void AssertReasons(string edited, params IncrementalStepRunReason[] allowed)
    {
        (GeneratorDriver driver, Compilation compilation) = Run(Source);
        GeneratorRunResult result = Edit(driver, compilation, edited);

        Assert.All(Reasons(result, FrameGenerator.PalletStep).Concat(Reasons(result, FrameGenerator.TypeStep)), r => Assert.Contains(r, allowed));
        Assert.Equal(6, result.GeneratedSources.Length);
    }

    private static GeneratorRunResult Edit(GeneratorDriver driver, Compilation compilation, string edited)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single();
        return driver.RunGenerators(compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(edited)))).GetRunResult().Results[0];
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(static s => s.Outputs).Select(static o => o.Reason);

    private static (GeneratorDriver Driver, Compilation Compilation) Run(string source) => Run(("Demo.cs", source));

    private static (GeneratorDriver Driver, Compilation Compilation) Run(params (string Path, string Source)[] files)
    {
        Compilation compilation = CSharpCompilation.Create(
            "Demo", files.Select(static f => CSharpSyntaxTree.ParseText(f.Source, _options, f.Path)), _references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new FrameGenerator().AsSourceGenerator()], parseOptions: _options,
            driverOptions: new GeneratorDriverOptions(default, trackIncrementalGeneratorSteps: true));
        return (driver.RunGenerators(compilation), compilation);
    }
}
