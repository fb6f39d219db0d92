using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Training.Engines;

/// <summary>The state after a step: the tensors of all slots, the step and the flags.</summary>
/// <remarks>Counters are functions of the step, so they are not stored. Not synchronised: an engine writes its own state in place.</remarks>
public sealed class ModelState
{
    /// <summary>A state of zeros for a graph.</summary>
    public ModelState(TaskGraph graph) => Tensors = [.. graph.Slots.Select(static slot => new Tensor(slot.Type))];

    /// <summary>A state of these tensors, which it takes over.</summary>
    /// <param name="tensors">One for each of the graph's slots, in their order and of their types.</param>
    internal ModelState(ImmutableArray<Tensor> tensors) => Tensors = tensors;

    /// <summary>The tensors in the order of the graph's slots.</summary>
    public ImmutableArray<Tensor> Tensors { get; }

    /// <summary>The step after which the state holds.</summary>
    public ulong Step { get; set; }

    /// <summary>The flags of the header.</summary>
    public uint Flags { get; set; }

    /// <summary>Whether the watched value was not finite once.</summary>
    public bool HasDiverged => (Flags & StateHeader.Diverged) != 0;

    /// <summary>A copy that shares nothing.</summary>
    public ModelState Clone() => new([.. Tensors.Select(static tensor => tensor.Clone())]) { Step = Step, Flags = Flags };

    /// <summary>Takes over the content of a state of the same graph.</summary>
    public void CopyFrom(ModelState other)
    {
        for (int i = 0; i < Tensors.Length; i++) other.Tensors[i].Bytes.CopyTo(Tensors[i].Bytes);
        (Step, Flags) = (other.Step, other.Flags);
    }

    /// <summary>The header that commits to this state: hashes every tensor.</summary>
    public StateHeader Commit(TaskGraph graph, GraphSummary summary)
    {
        List<H256> weights = [], optimiser = [];
        for (int i = 0; i < Tensors.Length; i++)
        {
            (graph.Slots[i].Group == StateGroup.Weights ? weights : optimiser).Add(Commitment.TensorRoot(Tensors[i].Type, Tensors[i].Bytes));
        }

        return Header(summary, Commitment.GroupRoot(weights), Commitment.GroupRoot(optimiser));
    }

    /// <summary>The header with roots that are known already.</summary>
    public StateHeader Header(GraphSummary summary, in H256 weightsRoot, in H256 optimiserRoot) =>
        new(Step, Flags, weightsRoot, optimiserRoot, summary.RngCounterAt(Step), summary.DataCursorAt(Step));
}
