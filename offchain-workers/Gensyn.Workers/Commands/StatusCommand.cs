using System.CommandLine;
using System.Globalization;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Workers.Chain;

namespace Gensyn.Workers.Commands;

/// <summary><c>gensyn status</c>: how far a task is, and who was paid for it.</summary>
internal static class StatusCommand
{
    private static readonly Argument<uint> Task = new("task") { Description = "The task's number." };

    public static Command Create()
    {
        Command command = new("status", "Shows how far a task is, and who was paid for it.") { CommonOptions.Node, Task };
        command.SetAction(static (arguments, cancellation) => CommonOptions.RunAsync(() => RunAsync(arguments, cancellation)));
        return command;
    }

    /// <summary>One line about a task.</summary>
    public static string Describe(ChainView view, uint task) => view.Tasks.Progress.Get(task) is not { } progress
        ? "there is no such task"
        : progress is { State: TaskState.Training, Step: > 0 }
            ? string.Create(CultureInfo.InvariantCulture, $"Training, attempt {progress.Attempt + 1}, step {progress.Step}, loss {BitConverter.UInt32BitsToSingle(progress.Loss):0.0000}")
            : string.Create(CultureInfo.InvariantCulture, $"{progress.State}, attempt {progress.Attempt + 1}{(progress.State == TaskState.Open ? Wanted(view, task) : "")}");

    private static string Wanted(ChainView view, uint task) => view.Tasks.Tasks.Get(task) is { } record
        ? $", for a solver of {record.Requirements.MemoryMebibytes} MiB that asks at most {record.MaxPrice} plancks a unit and, at that, has {CommonOptions.Show(view.Tasks.Parameters.Get().SolverBondOf(record.Units * record.MaxPrice))} bonded and free"
        : "";

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        await using ChainClient chain = await ChainClient.ConnectAsync(arguments.GetValue(CommonOptions.Node)!, cancellation).ConfigureAwait(false);
        ChainView view = chain.At(await chain.FinalisedHeadAsync(cancellation).ConfigureAwait(false), cancellation);
        uint task = arguments.GetValue(Task);
        Console.WriteLine($"task {task}: {Describe(view, task)}");
        if (view.Tasks.Progress.Get(task) is null) return 1;
        if (view.Tasks.Tasks.Get(task) is { } record) Console.WriteLine($"  {record.Steps} steps, {record.Units} units of work, escrow {CommonOptions.Show(record.Escrow)}, submitted in block {record.Submitted}");
        if (view.Tasks.Settlements.Get(task) is not { } settlement) return 0;
        Console.WriteLine($"  metric {BitConverter.UInt32BitsToSingle(settlement.Metric)}, final state {settlement.FinalState}, artefacts {settlement.Artefacts}");
        foreach (Payment payment in settlement.Payments) Console.WriteLine($"  {payment.Kind,-9} {CommonOptions.Show(payment.Amount)}  {payment.Who}");
        Console.WriteLine($"  returned  {CommonOptions.Show(settlement.Returned)}");
        return 0;
    }
}
