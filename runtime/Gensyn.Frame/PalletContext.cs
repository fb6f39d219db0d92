using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Frame;

/// <summary>What the runtime hands each pallet: the state, the runtime around it and the pallet's index.</summary>
public sealed class PalletContext(IExternalities externalities, IRuntimeContext runtime, byte index)
{
    /// <summary>The state, and the functions of the host.</summary>
    public IExternalities Externalities { get; } = externalities;

    /// <summary>The runtime around the pallet.</summary>
    public IRuntimeContext Runtime { get; } = runtime;

    /// <summary>The pallet's index in calls, events and errors.</summary>
    public byte Index { get; } = index;

    /// <summary>The number of the block being executed.</summary>
    public uint BlockNumber => Runtime.BlockNumber;

    /// <summary>A trie of its own under the state.</summary>
    /// <param name="id">What names it, unique in the runtime.</param>
    public ChildTrie ChildTrie(ReadOnlySpan<byte> id) => new(Externalities, id.ToArray());

    /// <summary>Does work in a storage layer of its own: an error undoes what it wrote, events included.</summary>
    public DispatchResult InLayer(Func<DispatchResult> work) => Runtime.InLayer(work);

    /// <summary>Appends an event to the block's events.</summary>
    public void Deposit(PalletEvent deposited, ImmutableArray<H256> topics = default) => Runtime.DepositEvent(Index, deposited, topics);
}
