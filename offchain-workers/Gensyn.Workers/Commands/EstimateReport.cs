using System.Globalization;
using Gensyn.Frame;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Verification;
using Gensyn.Workers.Chain;
using Gensyn.Workers.Training.Runs;

namespace Gensyn.Workers.Commands;

/// <summary>What a submission will take, in words: memory and work by the graph alone, money by the chain's own quote.</summary>
internal static class EstimateReport
{
    /// <summary>Memory and work, and the fee at the price offered.</summary>
    public static IEnumerable<string> Lines(TaskGraph graph, SubmissionTerms terms)
    {
        RunEstimate estimate = RunEstimate.Of(graph);
        ulong numbers = graph.Slots.Where(static slot => slot.Group == StateGroup.Weights).Aggregate(0ul, static (sum, slot) => sum + (uint)slot.Type.Shape.Elements);
        yield return Line($"model: {numbers:N0} numbers; a graph of {graph.Step.Length:N0} operators a step, {TaskGraph.Codec.ToBytes(graph).Length:N0} bytes");
        yield return Line($"memory: about {Mebibytes(estimate.Memory)} MiB to train (data {Mebibytes(estimate.Data)}, model and optimiser {Mebibytes(estimate.State)} several times, intermediates {Mebibytes(estimate.StepBuffers + estimate.OnceBuffers)}), {Mebibytes(estimate.MemoryOfDispute)} in a dispute; workers must offer {Submitter.MemoryOf(graph):N0}");
        UInt128 all = UInt128.Max(1, TaskWork.UnitsOf(graph.Cost(terms.Steps)));
        yield return Line($"work: {Units(estimate.Step)} units a step ({estimate.Step:N0} weighted operations), {Units(estimate.Step * terms.CheckpointInterval)} a checkpoint interval, {Units(estimate.Initialisation)} to start, {Units(estimate.Evaluation)} to evaluate; {all:N0} for {terms.Steps:N0} steps");
        yield return Line($"fee: at most {CommonOptions.Show(all * terms.MaxPrice)}, {all:N0} units at up to {CommonOptions.Show(terms.MaxPrice)}");
    }

    /// <summary>What the chain would put on hold, and what it asks of a solver.</summary>
    /// <exception cref="FormatException">The chain would refuse the task.</exception>
    public static IEnumerable<string> Quote(ChainView view, TaskGraph graph, TaskSpec spec, SubmissionTerms terms)
    {
        Submitter.RequireIntervalsThatFit(view, graph, terms);
        if (view.Tasks.Quote(spec, out TaskQuote quote) is { } refusal) throw new FormatException($"The chain would refuse the task: {KnownPallets.NameOf(refusal)}.");
        return
        [
            $"held until the task is settled: {CommonOptions.Show(quote.Escrow + quote.Deposit)}: the fee of at most {CommonOptions.Show(quote.MaxFee)}, a margin of {CommonOptions.Show(quote.Escrow - quote.MaxFee)} and a deposit of {CommonOptions.Show(quote.Deposit)}; what is not paid comes back",
            $"needed of a solver: {CommonOptions.Show(view.Tasks.Parameters.Get().SolverBondOf(quote.MaxFee))} bonded and free, or less as its price is below the highest",
        ];
    }

    private static double Units(UInt128 operations) => Math.Ceiling((double)operations * 1000 / TaskWork.OperationsPerUnit) / 1000;

    private static string Mebibytes(UInt128 bytes) => ((double)bytes / (1 << 20)).ToString("N1", CultureInfo.InvariantCulture);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
