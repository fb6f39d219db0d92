namespace Gensyn.Node.Benchmarking;

/// <summary>How many bytes of proof reading some keys takes in a state of realistic size.</summary>
/// <remarks>
/// An entry whose size is bounded counts with its bound, and with the nodes on the way to it; where there is no bound, what was recorded counts in its
/// place. Source: the writer of polkadot-sdk's frame-benchmarking-cli (PoV modes MaxEncodedLen and Measured). Other than there the items of a call are
/// added up, where it takes the largest: a block whose calls declare too little could not be proven.
/// </remarks>
/// <param name="mapEntries">How many entries a map without a limit is taken to have.</param>
/// <param name="layers">Layers of the trie above an item's own.</param>
internal sealed class ProofEstimate(StorageCatalogue catalogue, uint mapEntries, uint layers)
{
    // 16 children to a node, of which the one on the way is left out of a compact proof; each is a length and a hash.
    private const ulong Layer = 15 * 33;

    // More are not told apart: a benchmark that writes a thousand keys says nothing by their names.
    private const int FewKeys = 4;

    /// <summary>The bytes that these accesses take.</summary>
    /// <param name="accesses">What was touched.</param>
    /// <param name="recorded">How many bytes the proof had in the small state that was measured.</param>
    public ulong Of(IReadOnlyList<PrefixAccess> accesses, ulong recorded)
    {
        ulong sum = 0;
        bool isMeasured = false;
        foreach (PrefixAccess access in accesses)
        {
            if (access.Reads == 0) continue;
            CataloguedItem? item = catalogue.Find(access.Prefix);
            isMeasured |= item?.MaxSize is null;
            sum += ((OverheadOf(item) + (ulong)(item?.MaxSize ?? 0)) * access.Reads) + (Layer * layers);
        }

        return isMeasured ? sum + recorded : sum;
    }

    /// <summary>What was touched, and what one read of it adds, for people: a line for each item, and one for many keys that are no item's.</summary>
    public IEnumerable<string> Describe(IReadOnlyCollection<PrefixAccess> accesses)
    {
        PrefixAccess[] strange = [.. accesses.Where(access => catalogue.Find(access.Prefix) is null)];
        if (strange.Length <= FewKeys) return accesses.Select(Describe);
        string together = $"{WeightsWriter.Digits((ulong)strange.Length)} keys of no pallet (r:{strange.Sum(static key => key.Reads)} w:{strange.Sum(static key => key.Writes)})";
        return [together, .. accesses.Except(strange).Select(Describe)];
    }

    private string Describe(PrefixAccess access)
    {
        if (catalogue.Find(access.Prefix) is not { } item) return $"0x{Convert.ToHexStringLower(access.Prefix)} (r:{access.Reads} w:{access.Writes})";
        string size = item.MaxSize is { } max ? $"at most {max} bytes, proof {OverheadOf(item) + (ulong)max}" : "no limit, proof measured";
        return $"{item.Name} (r:{access.Reads} w:{access.Writes}; {size})";
    }

    /// <summary>The layers of a trie with this many keys.</summary>
    internal static ulong LayersOf(uint keys)
    {
        ulong depth = 0;
        for (ulong room = 1; depth == 0 ? keys > 0 : room < keys; room *= 16) depth++;
        return depth;
    }

    private ulong OverheadOf(CataloguedItem? item) => Layer * LayersOf(item?.MaxValues ?? mapEntries);
}
