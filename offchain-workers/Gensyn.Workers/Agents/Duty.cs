using Gensyn.Workers.Chain;

namespace Gensyn.Workers.Agents;

/// <summary>One part of an agent's work, looked at anew with every finalised block.</summary>
/// <remarks>
/// A duty compares the chain's state with what it has done and takes the next step. It keeps nothing that the chain or the journal does not know,
/// so a restart in the middle of a task simply goes on.
/// </remarks>
internal abstract class Duty(AgentContext agent)
{
    /// <summary>What duties share.</summary>
    protected AgentContext Agent { get; } = agent;

    /// <summary>Takes the next steps that the state after a block asks for.</summary>
    public abstract void Act(ChainView view);
}
