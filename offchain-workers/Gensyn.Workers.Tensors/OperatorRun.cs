using Gensyn.Verification;

namespace Gensyn.Workers.Tensors;

/// <summary>One execution of one record: what it computes, where in the task it stands, and the tensors that it reads and writes.</summary>
public readonly ref struct OperatorRun(GraphPhase phase, ulong step, int index, GraphRecord record, ReadOnlySpan<Tensor> inputs, Tensor output)
{
    /// <summary>The graph that the record belongs to.</summary>
    public GraphPhase Phase { get; } = phase;

    /// <summary>The step that is being made: 0 in the initialisation, N in the evaluation.</summary>
    public ulong Step { get; } = step;

    /// <summary>The record's place in its graph.</summary>
    public int Index { get; } = index;

    /// <summary>The operator, its constants and its output.</summary>
    public GraphRecord Record { get; } = record;

    /// <summary>The tensors read, in the record's order.</summary>
    public ReadOnlySpan<Tensor> Inputs { get; } = inputs;

    /// <summary>The tensor written.</summary>
    public Tensor Output { get; } = output;

    /// <summary>Whether sums go on from what the output holds: the inputs are terms that follow earlier ones.</summary>
    public bool Continues { get; init; }

    /// <summary>Whether the right operand of a product is given in panels.</summary>
    public bool HasPanels { get; init; }
}

/// <summary>Executes records.</summary>
public interface IOperators
{
    /// <summary>Whether records may run in parts, or several as one kernel; their values are the same either way.</summary>
    bool MayFuse { get; }

    /// <summary>The kernels that fused records use.</summary>
    Kernels Kernels { get; }

    /// <summary>Executes one record.</summary>
    void Run(in OperatorRun run);
}
