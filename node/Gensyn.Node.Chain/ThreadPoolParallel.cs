using Gensyn.Trie;

namespace Gensyn.Node.Chain;

/// <summary>Work in pieces on the process's thread pool; the calling thread helps.</summary>
internal sealed class ThreadPoolParallel : IParallel
{
    /// <summary>The one there is.</summary>
    public static ThreadPoolParallel Instance { get; } = new();

    /// <inheritdoc/>
    public void Run(int count, Action<int> piece) => Parallel.For(0, count, piece);
}
