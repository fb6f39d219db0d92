using System.Collections.Immutable;
using Gensyn.Frame;

namespace Gensyn.Pallets.Compute.Benchmarking;

/// <summary>Agendas in their worst case.</summary>
internal static class BenchmarkAgenda
{
    // Numbers that nothing has, so that what is on a full agenda is only in the way.
    private const uint Nobody = 1 << 30;

    // One less than a queue looks at, so that it finds room in the last.
    private const uint Full = 15;

    /// <summary>Fills the agendas from a block on, so that whatever is put there goes to the last block that is looked at.</summary>
    internal static void Crowd(StorageMap<Twox64Concat, uint, ImmutableArray<uint>> agenda, uint from)
    {
        for (uint block = from; block < from + Full; block++) agenda.Set(block, Ids(DeadlineQueue.PerBlock));
    }

    /// <summary>Puts this many things on a block's agenda.</summary>
    internal static void Fill(
        StorageMap<Twox64Concat, uint, Deadline> deadlines, StorageMap<Twox64Concat, uint, ImmutableArray<uint>> agenda, uint block, uint count)
    {
        ImmutableArray<uint> ids = Ids(count);
        if (ids.IsEmpty) return;
        agenda.Set(block, ids);
        foreach (uint id in ids) deadlines.Set(id, new Deadline(block, block));
    }

    private static ImmutableArray<uint> Ids(uint count) => [.. Enumerable.Range(0, (int)count).Select(static i => Nobody + (uint)i)];
}
