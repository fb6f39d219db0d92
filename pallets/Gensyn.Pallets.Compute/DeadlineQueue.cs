using System.Collections.Immutable;
using Gensyn.Frame;

namespace Gensyn.Pallets.Compute;

/// <summary>Deadlines by number, handed out at the start of the block in which they are due.</summary>
/// <remarks>
/// A block's agenda is bounded, so a block's work is. What does not fit goes to a later block near by; what does not fit there either waits
/// to be poked. A deadline stands in one agenda at most, and leaves it when it is moved or cleared: what is over takes nobody's place.
/// </remarks>
internal sealed class DeadlineQueue(
    StorageMap<Twox64Concat, uint, Deadline> deadlines, StorageMap<Twox64Concat, uint, ImmutableArray<uint>> agenda)
{
    /// <summary>How many deadlines a block handles.</summary>
    internal const int PerBlock = 32;

    // Looking further costs a read per block; 16 blocks of 32 are 512 deadlines due at one moment.
    private const uint Search = 16;

    /// <summary>Sets or moves a deadline; it is never due before the next block.</summary>
    internal void Set(uint id, uint at, uint now)
    {
        at = Math.Max(at, now + 1);
        Clear(id);
        deadlines.Set(id, new Deadline(at, Enqueue(id, at)));
    }

    /// <summary>Forgets a deadline and takes it out of its agenda.</summary>
    internal void Clear(uint id)
    {
        if (!deadlines.TryGet(id, out Deadline deadline)) return;
        deadlines.Remove(id);
        if (!agenda.TryGet(deadline.Queued, out ImmutableArray<uint> ids)) return;
        ids = ids.Remove(id);
        if (ids.IsEmpty) agenda.Remove(deadline.Queued);
        else agenda.Set(deadline.Queued, ids);
    }

    /// <summary>When something is due, or null.</summary>
    internal uint? Find(uint id) => deadlines.TryGet(id, out Deadline deadline) ? deadline.At : null;

    /// <summary>Whether something is due by now.</summary>
    internal bool IsDue(uint id, uint now) => deadlines.TryGet(id, out Deadline deadline) && deadline.At <= now;

    /// <summary>Whether a later block's agenda holds it.</summary>
    internal bool IsQueued(uint id, uint now) => deadlines.TryGet(id, out Deadline deadline) && deadline.Queued > now;

    /// <summary>Takes what is due in this block, removing the deadlines.</summary>
    internal ImmutableArray<uint> Take(uint now)
    {
        if (!agenda.TryGet(now, out ImmutableArray<uint> ids)) return [];
        agenda.Remove(now);
        foreach (uint id in ids) deadlines.Remove(id);
        return ids;
    }

    private uint Enqueue(uint id, uint at)
    {
        for (uint block = at; block - at < Search; block++)
        {
            ImmutableArray<uint> ids = agenda.TryGet(block, out ImmutableArray<uint> found) ? found : [];
            if (ids.Length >= PerBlock) continue;
            agenda.Set(block, ids.Add(id));
            return block;
        }

        return 0;
    }
}
