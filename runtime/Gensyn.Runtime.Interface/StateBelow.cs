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

    /// <summary>Has a state that records reads forget, if it must, all that is read from now on.</summary>
    public void BeginRecording() => (state as IRecordedState)?.BeginRecording();

    /// <summary>Keeps or forgets what was read since.</summary>
    public void EndRecording(bool keep) => (state as IRecordedState)?.EndRecording(keep);

    private StateException Failed(Exception fault)
    {
        StateException told = fault as StateException ?? new StateException(fault);
        Fault ??= told;
        return told;
    }
}
