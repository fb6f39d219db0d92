using System.Reflection;
using Gensyn.Primitives;
using Gensyn.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using Xunit.Sdk;
using Call = Gensyn.Frame.Tests.Mock.LedgerPallet.Call;

namespace Gensyn.Frame.Tests.Mock;

public sealed class RandomCallsTests
{
    private static RandomCalls<LedgerRuntime> Calls(LedgerFault fault) => new(() => new LedgerRuntime(fault));

    [Fact]
    public void Run_OfASoundPallet_ReachesEveryCall()
    {
        RandomCallCounts counts = Calls(LedgerFault.None).Run(seed: 1, steps: 1000);

        Assert.Equal(
            ["FrameSystemPallet.MakeRemark", "FrameSystemPallet.RemarkWithEvent", "LedgerPallet.Move", "LedgerPallet.Nest", "LedgerPallet.Put", "LedgerPallet.Take"],
            counts.Calls.Keys);
        Assert.All(counts.Calls.Values, static c => Assert.InRange(c.Worked, 1, c.Made));
        Assert.InRange(counts.Calls.Values.Sum(static c => c.Made), 800, 1000);
    }

    [Fact]
    public void Run_WithTheSameSeed_MakesTheSameCalls()
    {
        RandomCallCounts first = Calls(LedgerFault.None).Run(seed: 5, steps: 200), again = Calls(LedgerFault.None).Run(seed: 5, steps: 200);
        Assert.Equal(first.Calls, again.Calls);
        Assert.NotEqual(first.Calls, Calls(LedgerFault.None).Run(seed: 6, steps: 200).Calls);
    }

    [Theory]
    [InlineData(LedgerFault.WrongSum, 2, "Ledger: the parts are 0")]
    [InlineData(LedgerFault.Escape, 1, "and left a trace")]
    [InlineData(LedgerFault.Trap, 1, "RuntimeException: planted")]
    [InlineData(LedgerFault.Heavy, 2, "and had declared")]
    public void Run_OfAFaultyPallet_FindsTheFewCallsThatShowIt(LedgerFault fault, int calls, string reason)
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            string report = Assert.ThrowsAny<XunitException>(() => Calls(fault).Run(seed, steps: 1000)).Message;

            Assert.Contains($"seed {seed} found a fault; these {calls} are enough for it", report, StringComparison.Ordinal);
            Assert.Contains(reason, report, StringComparison.Ordinal);
            Assert.Equal(calls, Steps(report).Count(static line => line.StartsWith("runtime.Dispatch(", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void TheReport_IsCSharpThatShowsTheFaultAgain()
    {
        string report = Assert.ThrowsAny<XunitException>(() => Calls(LedgerFault.WrongSum).Run(seed: 2, steps: 1000)).Message;

        Exception? thrown = Record.Exception(() => Compile(string.Join('\n', Steps(report)))(new LedgerRuntime(LedgerFault.WrongSum)));

        Assert.Contains("Ledger: the parts are 0", Assert.IsType<TargetInvocationException>(thrown).InnerException?.Message, StringComparison.Ordinal);
        Compile(string.Join('\n', Steps(report)))(new LedgerRuntime());
    }

    // Whatever arguments a call has, the printed C# makes the same call.
    [Fact]
    public void EveryCall_IsPrintedAsTheCSharpThatMakesIt()
    {
        using LedgerRuntime runtime = new();
        RandomValues values = new(new Random(3), runtime, [DevAccounts.Alice, DevAccounts.Number(1)], static _ => true);
        List<RuntimeCall> calls = [];
        for (int i = 0; i < 200; i++) calls.Add(values.Call()!);

        List<RuntimeCall> made = [];
        Compile(string.Concat(calls.Select(static c => $"made.Add(runtime.Of({CSharpText.Of(c)}));\n")))(runtime, made);

        Assert.Equal(calls.Select(static c => Convert.ToHexString(RuntimeCall.Codec.ToBytes(c))), made.Select(static c => Convert.ToHexString(RuntimeCall.Codec.ToBytes(c))));
        Assert.Equal(4, calls.Select(static c => c.Call).OfType<Call>().Select(static c => c.GetType()).Distinct().Count());
    }

    [Fact]
    public void Generators_MakeHalfOfTheCalls()
    {
        RandomCalls<LedgerRuntime> calls = new(static () => new LedgerRuntime())
        {
            Generators = [static (random, runtime) => (Origin.Signed(DevAccounts.Eve), new Call.Put((uint)random.Next(5), []))],
            IsWanted = static call => call is Call.Take,
        };

        RandomCallCounts counts = calls.Run(seed: 1, steps: 400);

        Assert.Equal(["LedgerPallet.Put", "LedgerPallet.Take"], counts.Calls.Keys);
        Assert.InRange(counts.Calls["LedgerPallet.Put"].Made, 140, 220);
        Assert.Equal(counts.Calls["LedgerPallet.Put"].Made, counts.Calls["LedgerPallet.Put"].Worked);
    }

    private delegate void Pasted(MockRuntime runtime, List<RuntimeCall>? made = null);

    private static IEnumerable<string> Steps(string report) => report.Split('\n').Where(static line => line.StartsWith("runtime.", StringComparison.Ordinal));

    private static Pasted Compile(string statements)
    {
        string source = $$"""
            using System; using System.Collections.Generic; using Gensyn.Frame; using Gensyn.Primitives; using Gensyn.Testing;
            public static class Pasted { public static void Run(MockRuntime runtime, List<RuntimeCall> made) { {{statements}} } }
            """;
        string[] references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"Pasted{Guid.NewGuid():N}",
            [CSharpSyntaxTree.ParseText(source)],
            references.Select(static path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics) + "\n" + source);
        MethodInfo run = Assembly.Load(image.ToArray()).GetType("Pasted")!.GetMethod("Run")!;
        return (runtime, made) => run.Invoke(null, [runtime, made]);
    }
}
