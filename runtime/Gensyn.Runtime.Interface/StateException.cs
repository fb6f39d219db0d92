namespace Gensyn.Runtime.Interface;

/// <summary>The state that a runtime works over cannot be read: the node's fault, and nothing that the runtime or a block has done.</summary>
/// <remarks>Whatever a runtime answers after one is worth nothing, so an overlay remembers it (<see cref="OverlayExternalities.Fault"/>).</remarks>
public sealed class StateException : Exception
{
    /// <summary>This fault of the state.</summary>
    public StateException(Exception fault)
        : base($"The state cannot be read: {fault?.Message}", fault)
    {
    }
}
