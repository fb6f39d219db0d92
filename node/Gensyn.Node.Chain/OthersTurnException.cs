using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Chain;

/// <summary>A block was not begun, because it is another authority's turn to make one.</summary>
internal sealed class OthersTurnException(string message, bool holdsKey) : RuntimeException(message)
{
    /// <summary>Whether this node has a key of any authority, so that its turn will come.</summary>
    public bool HoldsKey => holdsKey;
}
