using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Xunit;

namespace Gensyn.Testing;

/// <summary>Makes a call that a test is interested in, and says who calls; null when there is none now.</summary>
public delegate (Origin Origin, PalletCall Call)? CallGenerator<in TRuntime>(Random random, TRuntime runtime);

/// <summary>A property test: random calls in random blocks. A refusal leaves no trace, nothing throws, and after every step the state is whole.</summary>
/// <remarks>
/// Arguments are made from the calls' types, so a new pallet needs nothing; <see cref="Generators"/> add calls that random arguments hardly reach.
/// A failure is cut down to the calls that it needs, and printed as C#.
/// </remarks>
/// <param name="make">Makes the runtime, at the state to start from; also to try again while a failure is cut down.</param>
public sealed class RandomCalls<TRuntime>(Func<TRuntime> make)
    where TRuntime : MockRuntime
{
    private static readonly TimeSpan ShrinkTime = TimeSpan.FromSeconds(20);

    /// <summary>The accounts that call, and that arguments mostly name.</summary>
    public ImmutableArray<AccountId> Accounts { get; init; } = [DevAccounts.Alice, DevAccounts.Bob, DevAccounts.Charlie, DevAccounts.Dave];

    /// <summary>More sources of calls; half of all calls come from them.</summary>
    public ImmutableArray<CallGenerator<TRuntime>> Generators { get; init; } = [];

    /// <summary>Which calls may be made, at any depth; by default those that are harmless.</summary>
    public Func<PalletCall, bool> IsWanted { get; init; } = IsHarmless;

    /// <summary>Whether a call leaves the state of other pallets alone: all do, but some of System.</summary>
    public static bool IsHarmless(PalletCall call) => call is (not FrameSystemPallet.Call) or FrameSystemPallet.Call.MakeRemark or FrameSystemPallet.Call.RemarkWithEvent;

    /// <summary>Makes so many steps, and fails where something does not hold.</summary>
    /// <param name="seed">Decides everything; the environment variable GENSYN_SEED goes before it.</param>
    /// <param name="steps">How many calls and new blocks.</param>
    /// <returns>What was called, and how often that worked.</returns>
    public RandomCallCounts Run(int seed, int steps)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("GENSYN_SEED"), CultureInfo.InvariantCulture, out int given)) seed = given;
        Random random = new(seed);
        RandomCallCounts counts = new();
        List<Step> taken = [];
        TRuntime runtime = Make();
        RandomValues values = new(random, runtime, Accounts, IsWanted);
        for (int i = 0; i < steps; i++)
        {
            Step step = Next(random, runtime, values);
            taken.Add(step);
            if (Take(runtime, step, counts) is not { } fault) continue;
            ImmutableArray<Step> needed = Shrink([.. taken], ref fault);
            Assert.Fail(Describe(seed, i + 1, needed, fault));
        }

        return counts;
    }

    private TRuntime Make()
    {
        TRuntime runtime = make();
        runtime.RunToBlock(1);
        return runtime;
    }

    private Step Next(Random random, TRuntime runtime, RandomValues values)
    {
        if (random.Next(8) == 0) return default;
        if (!Generators.IsEmpty && random.Next(2) == 0 && Generators[random.Next(Generators.Length)](random, runtime) is { } made) return new(made.Origin, runtime.Of(made.Call));
        Origin origin = random.Next(10) switch
        {
            0 => Origin.Root,
            1 => Origin.None,
            _ => Origin.Signed(values.Account()),
        };
        return new(origin, values.Call());
    }

    /// <summary>Takes a step; says what does not hold afterwards.</summary>
    private static string? Take(TRuntime runtime, Step step, RandomCallCounts? counts)
    {
        try
        {
            if (step.Call is null)
            {
                runtime.RunToBlock(runtime.BlockNumber + 1);
            }
            else
            {
                H256 before = runtime.StateRoot;
                DispatchResult result = runtime.Dispatch(step.Origin, step.Call.Call);
                if (result.IsError && runtime.StateRoot != before) return $"the last call was refused, {result}, and left a trace";
                Weight declared = runtime.InfoOf(step.Call).Weight;
                if (result.ActualWeight is { } actual && actual.AnyGreaterThan(declared)) return $"the last call weighed {actual}, and had declared {declared}";
                counts?.Add(step.Call.Call, result);
            }

            runtime.CheckState();
            return null;
        }
#pragma warning disable CA1031 // whatever a pallet throws is a fault that the driver reports
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception.ToString();
        }
    }

    /// <summary>Leaves out what the fault does not need: halves, then quarters, at last single steps.</summary>
    private ImmutableArray<Step> Shrink(ImmutableArray<Step> steps, ref string fault)
    {
        Stopwatch watch = Stopwatch.StartNew();
        for (int size = Math.Max(1, steps.Length / 2); ; size = size > 1 ? size / 2 : 1)
        {
            bool isShorter = false;
            for (int start = 0; start + size <= steps.Length && watch.Elapsed < ShrinkTime;)
            {
                ImmutableArray<Step> fewer = steps.RemoveRange(start, size);
                if (Replay(fewer, out int used) is not { } found)
                {
                    start += size;
                    continue;
                }

                (steps, fault, isShorter) = (fewer[..used], found, true);
            }

            if ((size == 1 && !isShorter) || watch.Elapsed >= ShrinkTime) return steps;
        }
    }

    private string? Replay(ImmutableArray<Step> steps, out int used)
    {
        TRuntime runtime = Make();
        for (used = 1; used <= steps.Length; used++)
        {
            if (Take(runtime, steps[used - 1], null) is { } fault) return fault;
        }

        return null;
    }

    private static string Describe(int seed, int steps, ImmutableArray<Step> needed, string fault)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"Step {steps} of random calls with seed {seed} found a fault; these {needed.Length} are enough for it:");
        text.AppendLine();
        text.AppendLine("runtime.RunToBlock(1);");
        foreach (Step step in needed) text.AppendLine(step.ToCSharp());
        text.AppendLine("runtime.CheckState();");
        text.AppendLine().Append(fault);
        return text.ToString();
    }

    /// <summary>A call, or a new block.</summary>
    private readonly record struct Step(Origin Origin, RuntimeCall? Call)
    {
        public string ToCSharp() => Call is null ? "runtime.RunToBlock(runtime.BlockNumber + 1);" : $"runtime.Dispatch({CSharpText.Of(Origin)}, {CSharpText.Of(Call)});";
    }
}

/// <summary>What random calls came to: how often each call was made, and how often it worked.</summary>
public sealed class RandomCallCounts
{
    private readonly SortedDictionary<string, (int Made, int Worked)> _calls = new(StringComparer.Ordinal);

    /// <summary>By the name of the pallet's class and of the call: <c>BalancesPallet.Burn</c>.</summary>
    public IReadOnlyDictionary<string, (int Made, int Worked)> Calls => _calls;

    internal void Add(PalletCall call, DispatchResult result)
    {
        string name = $"{call.GetType().DeclaringType?.DeclaringType?.Name}.{call.GetType().Name}";
        (int made, int worked) = _calls.GetValueOrDefault(name);
        _calls[name] = (made + 1, worked + (result.IsError ? 0 : 1));
    }
}
