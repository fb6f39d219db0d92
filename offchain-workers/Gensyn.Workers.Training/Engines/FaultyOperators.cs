using Gensyn.Verification;
using Gensyn.Workers.Tensors;

namespace Gensyn.Workers.Training.Engines;

/// <summary>Executes records by another implementation and flips one bit where the fault says so.</summary>
internal sealed class FaultyOperators(IOperators inner, OperatorFault fault) : IOperators
{
    // A fused kernel has no place between its records where the bit could be flipped.
    public bool MayFuse => false;

    public Kernels Kernels => inner.Kernels;

    public void Run(in OperatorRun run)
    {
        inner.Run(run);
        if (run.Index != fault.Record || run.Phase != fault.Phase) return;
        if (run.Phase == GraphPhase.Step && run.Step != fault.Step) return;
        run.Output.Words[fault.Element] ^= 1u << fault.Bit;
    }
}
