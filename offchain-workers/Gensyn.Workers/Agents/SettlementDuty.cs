using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Workers.Chain;

namespace Gensyn.Workers.Agents;

/// <summary>Settles the agent's own tasks as soon as the chain allows it.</summary>
internal sealed class SettlementDuty(AgentContext agent) : Duty(agent)
{
    public override void Act(ChainView view)
    {
        foreach ((uint id, TaskRecord _, TaskProgress progress) in Agent.LiveTasks(view))
        {
            if (progress is not { State: TaskState.ChallengeWindow, Assignment: { } assignment } || assignment.Solver != Agent.Me) continue;
            if (view.Head.Number + 1 < progress.WindowEnd || view.Arbitration.TaskChallenges.EntriesOf(id).Any()) continue;
            Agent.Log(id, "settling");
            Agent.Submit(id, new TasksPallet.Call.Settle(id));
        }
    }
}
