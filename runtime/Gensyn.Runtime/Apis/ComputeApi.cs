using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Verification.Disputes;

namespace Gensyn.Runtime;

/// <summary>Answers clients' questions about the market: tasks, prices, games.</summary>
/// <remarks>Everything is read from the state; nothing here changes it. What a call costs is bounded, whatever is asked.</remarks>
internal sealed class ComputeApi(GensynRuntime runtime)
{
    /// <summary>The most tasks in one part of a list.</summary>
    internal const int MaxPage = 100;

    // However narrow the filter, a call looks at no more than this many tasks.
    private const uint MaxSearch = 1_000;

    /// <summary>All about a task, or null.</summary>
    public TaskOverview? Task(uint task)
    {
        if (runtime.Tasks.Tasks.Get(task) is not { } record || runtime.Tasks.Progress.Get(task) is not { } progress) return null;
        uint? due = runtime.Tasks.Deadlines.TryGet(task, out Deadline deadline) ? deadline.At : null;
        return new(task, record, progress, due, runtime.Tasks.Settlements.Get(task), OpenGames(task));
    }

    /// <summary>The tasks that pass a filter, from a number on.</summary>
    public TaskPage Tasks(TaskFilter filter, uint start, uint limit)
    {
        uint end = runtime.Tasks.NextTask.Get();
        uint stop = start >= end || end - start <= MaxSearch ? end : start + MaxSearch;
        ImmutableArray<TaskLine>.Builder found = ImmutableArray.CreateBuilder<TaskLine>();
        for (uint task = start; task < stop; task++)
        {
            if (found.Count >= Math.Min(limit, MaxPage)) return new(found.ToImmutable(), task);
            if (runtime.Tasks.Tasks.Get(task) is not { } record || runtime.Tasks.Progress.Get(task) is not { } progress) continue;
            AccountId? solver = progress.Assignment?.Solver;
            if (filter.State is { } state && progress.State != state) continue;
            if (filter.Submitter is { } submitter && record.Submitter != submitter) continue;
            if (filter.Solver is not null && solver != filter.Solver) continue;
            found.Add(new(task, progress.State, record.Submitter, solver, record.Units, record.Submitted));
        }

        return new(found.ToImmutable(), stop < end ? stop : null);
    }

    /// <summary>What submitting a task would put on hold, or why it would be refused.</summary>
    public DispatchError? Quote(TaskSpec spec, out TaskQuote quote) => runtime.Tasks.Quote(spec, out quote);

    /// <summary>Where an open game stands, or null.</summary>
    public GameOverview? Game(uint id)
    {
        if (runtime.Arbitration.Games.Get(id) is not { } game || runtime.Arbitration.Boards.Get(id) is not { } board) return null;
        ImmutableArray<GameTurn> turns = [.. ((Player[])[game.Left, game.Right])
            .Where(static player => player.Since is not null).Select(static player => new GameTurn(player.Who, player.Deadline))];
        return new(id, game, board.Level, board.Rounds, board.Step, turns);
    }

    /// <summary>The open games about a task.</summary>
    public ImmutableArray<uint> OpenGames(uint task) => [.. runtime.Arbitration.TaskGames.EntriesOf(task).Select(static entry => entry.Key).Order()];
}
