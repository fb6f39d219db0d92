namespace Gensyn.Trie;

/// <summary>The means to do independent pieces of work at once, given by a host that has threads.</summary>
public interface IParallel
{
    /// <summary>Does every piece once, in any order, on any threads, and returns when all are done.</summary>
    /// <param name="count">How many pieces there are.</param>
    /// <param name="piece">Does the piece of a number from 0; it does not throw.</param>
    void Run(int count, Action<int> piece);
}
