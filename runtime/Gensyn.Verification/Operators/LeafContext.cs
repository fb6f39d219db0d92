namespace Gensyn.Verification.Operators;

/// <summary>What an element depends on besides tensors.</summary>
/// <param name="Seed">The task's seed.</param>
/// <param name="Step">The step that the graph makes: t for the step graph, 0 for the initialisation, N for the evaluation.</param>
public readonly record struct LeafContext(ulong Seed, ulong Step);

/// <summary>The elements that a leaf may read.</summary>
public interface ILeafInputs
{
    /// <summary>An element of an input, bytes widened; false when it has not been opened.</summary>
    bool TryRead(int input, int row, int column, out uint bits);
}
