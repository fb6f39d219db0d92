using System.CommandLine;
using Gensyn.Benchmarks;
using Gensyn.Benchmarks.Execution;
using Gensyn.Benchmarks.Foundations;
using Gensyn.Benchmarks.Training;
using Gensyn.Testing.Arithmetic;

Option<bool> json = new("--json") { Description = "Print one JSON object." };
Option<bool> quick = new("--quick") { Description = "Tiny sizes and no warm-up: whether the suite runs, not how fast it is." };
Option<bool> check = new("--check") { Description = "Exit with 1 when a bar is missed or could not be measured." };
Option<string?> only = new("--only") { Description = "Measure one area." };
only.AcceptOnlyFromAmong([.. FoundationsSuite.Areas]);
Option<string?> part = new("--only") { Description = "Measure one part." };
part.AcceptOnlyFromAmong([.. ComputeSuite.Areas]);
Command compute = new("compute", "Matrix products against the processor's peak, training steps against libtorch, the overhead of proof, and the leaves of disputes.")
{
    json, quick, check, part,
};
compute.Validators.Add(result =>
{
    if (result.GetValue(check) && (result.GetValue(quick) || result.GetValue(part) is not null)) result.AddError("--check needs all figures of a full run.");
});
compute.SetAction(result =>
{
    SuiteReport report = ComputeSuite.Run(result.GetValue(quick), result.GetValue(part));
    Console.WriteLine(result.GetValue(json) ? report.ToJson() : report.ToTable());
    return result.GetValue(check) && !report.Passed ? 1 : 0;
});

Command foundations = new("foundations", "Codec, cryptography and trie against their bars, on one core; see docs/performance.md.") { json, quick, check, only };
foundations.Validators.Add(result =>
{
    if (result.GetValue(check) && (result.GetValue(quick) || result.GetValue(only) is not null)) result.AddError("--check needs all figures of a full run.");
});
foundations.SetAction(result =>
{
    SuiteReport report = FoundationsSuite.Run(result.GetValue(quick) ? Effort.Quick : Effort.Full, result.GetValue(only));
    Console.WriteLine(result.GetValue(json) ? report.ToJson() : report.ToTable());
    return result.GetValue(check) && !report.Passed ? 1 : 0;
});

Command runtime = new("runtime", "Blocks of transfers through the whole of block execution, on one core; see docs/performance.md.") { json, quick, check };
runtime.Validators.Add(result =>
{
    if (result.GetValue(check) && result.GetValue(quick)) result.AddError("--check needs a full run.");
});
runtime.SetAction(result =>
{
    SuiteReport report = RuntimeSuite.Run(result.GetValue(quick) ? BlockEffort.Quick : BlockEffort.Full);
    Console.WriteLine(result.GetValue(json) ? report.ToJson() : report.ToTable());
    return result.GetValue(check) && !report.Passed ? 1 : 0;
});

Option<string?> function = new("--function") { Description = "Check one function." };
function.AcceptOnlyFromAmong([.. ElementaryFunction.All.Select(static f => f.Name)]);
Option<uint?> stride = new("--stride") { Description = "Check one in so many arguments." };
Option<int?> threads = new("--threads") { Description = "How many threads to use; 2 by default." };
Command elementary = new("elementary", "The largest error of each elementary function over all 2^32 arguments; see docs/elementary.md.")
{
    function, stride, threads,
};
elementary.Validators.Add(result =>
{
    if (result.GetValue(stride) is 0) result.AddError("--stride must be at least 1.");
    if (result.GetValue(threads) is < 1) result.AddError("--threads must be at least 1.");
});
elementary.SetAction(result =>
{
    bool passed = true;
    Console.WriteLine(ElementaryCheck.Header);
    foreach (ElementaryFunction checkedFunction in ElementaryFunction.All)
    {
        if (result.GetValue(function) is { } name && name != checkedFunction.Name) continue;
        ElementaryCheck check = ElementaryCheck.Run(checkedFunction, result.GetValue(stride) ?? 1, result.GetValue(threads) ?? 2);
        Console.WriteLine(check);
        passed &= check.Passed;
    }

    return passed ? 0 : 1;
});

Option<long> count = new("--count") { Description = "Random operands of each operation.", DefaultValueFactory = static _ => 1_000_000 };
Option<ulong> seed = new("--seed") { Description = "Where the random operands begin.", DefaultValueFactory = static _ => 1 };
Command softFloat = new("softfloat", "The chain's integer arithmetic against this processor's, bit by bit; exits with 1 when any bit differs.") { count, seed };
softFloat.Validators.Add(result =>
{
    if (result.GetValue(count) < 0) result.AddError("--count is 0 or more.");
});
softFloat.SetAction(result => new SoftFloatCheck(result.GetValue(count), result.GetValue(seed), Console.Out).Run() ? 0 : 1);

ParseResult parsed = new RootCommand("Measures Gensyn.Parachain on this machine.") { compute, RootsCommand.Create(), LanguageCommand.Create(), foundations, runtime, elementary, softFloat }.Parse(args);
int code = parsed.Invoke();

// 1 is a missed bar, or a wrong result.
return parsed.Errors.Count > 0 ? 2 : code;
