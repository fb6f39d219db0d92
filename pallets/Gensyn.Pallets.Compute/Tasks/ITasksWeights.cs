using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute.Tasks;

/// <summary>The measured cost of each call, and of what a block does by itself.</summary>
public interface ITasksWeights
{
    /// <summary>Of <c>submit</c> with a graph of this many bytes.</summary>
    Weight Submit(uint bytes);

    /// <summary>Of <c>cancel</c>.</summary>
    Weight Cancel();

    /// <summary>Of <c>accept</c>.</summary>
    Weight Accept();

    /// <summary>Of <c>heartbeat</c>.</summary>
    Weight Heartbeat();

    /// <summary>Of <c>settle</c> with this many verifiers to pay.</summary>
    Weight Settle(uint verifiers);

    /// <summary>Of <c>poke</c>: the dearest state change, a settlement.</summary>
    Weight Poke(uint verifiers);

    /// <summary>Of <c>set_parameters</c>.</summary>
    Weight SetParameters();

    /// <summary>Of <c>decline</c>.</summary>
    Weight Decline();

    /// <summary>Of taking this many tasks off a block's agenda.</summary>
    Weight OnInitialize(uint tasks);

    /// <summary>Of drawing a solver among this many providers.</summary>
    Weight Match(uint providers);

    /// <summary>Of taking a task from a silent solver: the dearest state change but a draw and a settlement.</summary>
    Weight Abandon();
}
