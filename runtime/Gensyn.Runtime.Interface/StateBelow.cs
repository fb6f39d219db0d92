using Gensyn.Primitives;

namespace Gensyn.Runtime.Interface;

/// <summary>The state under an overlay; what goes wrong in it is told as its own fault, apart from those of whoever reads it.</summary>
internal sealed class StateBelow(IStateBackend state)
{
    /// <summary>The first fault, or null.</summary>
    public StateException? Fault { get; private set; }

    public byte[]? Get(ReadOnlySpan<byte> key)
    {
        try
        {
            return state.Get(key);
        }
        catch (Exception fault)
        {
            throw Failed(fault);
        }
    }

    public byte[]? NextKey(ReadOnlySpan<byte> key)
    {
        try
        {
            return state.NextKey(key);
        }
        catch (Exception fault)
        {
            throw Failed(fault);
        }
    }

    public byte[]? ChildGet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key)
    {
        try
        {
            return state.ChildGet(id, key);
        }
        catch (Exception fault)
        {
            throw Failed(fault);
        }
    }

    public byte[]? ChildNextKey(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key)
    {
        try
        {
            return state.ChildNextKey(id, key);
        }
        catch (Exception fault)
        {
            throw Failed(fault);
        }
    }

    public H256 ChildRoot(ChildChanges changes, StateVersion version)
    {
        try
        {
            return state.ChildRoot(changes, version);
        }
        catch (Exception fault)
        {
            throw Failed(fault);
        }
    }

    public H256 Root(StateChanges changes, StateVersion version)
    {
        try
        {
            return state.Root(changes, version);
        }
        catch (Exception fault)
        {
            throw Failed(fault);
        }
    }

    public H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version)
    {
        try
        {
            return state.OrderedRoot(values, version);
        }
        catch (Exception fault)
        {
            throw Failed(fault);
        }
    }

    private StateException Failed(Exception fault)
    {
        StateException told = fault as StateException ?? new StateException(fault);
        Fault ??= told;
        return told;
    }
}
