using Gensyn.Primitives;

namespace Gensyn.Node.Chain;

/// <summary>The first block: a state and an empty body.</summary>
public static class GenesisBlock
{
    /// <summary>Writes the first block into an empty storage, or checks that a used one began with the same.</summary>
    /// <param name="storage">Where the chain is kept.</param>
    /// <param name="state">The first state; keys in any order, each once.</param>
    /// <returns>The block's header and hash, and whether it was written now.</returns>
    /// <exception cref="InvalidDataException">The storage holds another chain.</exception>
    public static (BlockHeader Header, H256 Hash, bool Written) Initialise(IChainStorage storage, IEnumerable<KeyValuePair<byte[], byte[]>> state)
    {
        ArgumentNullException.ThrowIfNull(storage);
        List<KeyValuePair<byte[], byte[]?>> changes = [.. state.Select(static entry => new KeyValuePair<byte[], byte[]?>(entry.Key, entry.Value))];
        changes.Sort(static (left, right) => left.Key.AsSpan().SequenceCompareTo(right.Key));

        IKeptState empty = storage.EmptyState;
        H256 root = empty.Root(new StateChanges(changes, []), StateVersion.V1);
        BlockHeader header = new(H256.Zero, 0, root, empty.OrderedRoot([], StateVersion.V0), Digest.Empty);
        H256 hash = header.Hash();
        if (storage.Genesis is { } known)
        {
            return known == hash ? (header, hash, false) : throw new InvalidDataException(
                $"The database belongs to another chain: its first block is {known}, the chain specification's is {hash}. Purge it or use another base path.");
        }

        storage.Commit(new ExecutedBlock(hash, header, [], empty, new StateChanges(changes, [])), isBest: true, isFinalised: true);
        return (header, hash, true);
    }
}
