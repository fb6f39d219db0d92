using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Workers.Chain;

/// <summary>Where a transaction was included, and what it did there.</summary>
/// <param name="Block">The block that includes it.</param>
/// <param name="Index">Its place in the block.</param>
/// <param name="Events">The events of the transaction, in order.</param>
public sealed record Receipt(H256 Block, uint Index, ImmutableArray<EventRecord> Events)
{
    /// <summary>The first event of a type.</summary>
    /// <exception cref="InvalidOperationException">The transaction deposited none.</exception>
    public TEvent Event<TEvent>()
        where TEvent : PalletEvent
        => Events.Select(e => e.Event.Event).OfType<TEvent>().FirstOrDefault()
            ?? throw new InvalidOperationException($"The transaction deposited no {typeof(TEvent).Name} event.");
}
