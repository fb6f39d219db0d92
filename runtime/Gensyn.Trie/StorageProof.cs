using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Nodes and hashed values of a state, by which somebody who has only the root can read some keys, or execute on them.</summary>
/// <remarks>
/// A set in byte order, as sp_trie's StorageProof. It is a store of its nodes, so <c>new TrieDb(proof, root)</c> is the state as far as the proof
/// has it: reading or changing what is not covered throws <see cref="TrieException"/>. Looked up by binary search: nobody can choose nodes that slow it down.
/// Immutable.
/// </remarks>
public sealed class StorageProof : INodeStore
{
    private readonly byte[][] _nodes;
    private readonly H256[] _hashes;
    private readonly byte[][] _byHash;

    private StorageProof(byte[][] sorted)
    {
        _nodes = sorted;
        _byHash = [.. sorted];
        _hashes = new H256[sorted.Length];
        for (int index = 0; index < sorted.Length; index++) _hashes[index] = NodeFormat.Hash(sorted[index]);
        Array.Sort(_hashes, _byHash);
        EncodedSize = ProofEncoding.Size(sorted);
    }

    /// <summary>A proof without nodes.</summary>
    public static StorageProof Empty { get; } = new([]);

    /// <summary>The nodes, each once, in byte order.</summary>
    public IReadOnlyList<byte[]> Nodes => _nodes;

    /// <summary>How many bytes <see cref="Encode"/> gives.</summary>
    public long EncodedSize { get; }

    /// <summary>The proof of these nodes; one that comes twice is taken once.</summary>
    public static StorageProof Of(IEnumerable<byte[]> nodes) => new(Sort(nodes, out _));

    /// <summary>The proof of all nodes of these proofs.</summary>
    public static StorageProof Merge(IEnumerable<StorageProof> proofs) => Of(proofs.SelectMany(static proof => proof._nodes));

    /// <summary>The proof of nodes from somebody else, who must not send one twice.</summary>
    /// <returns><see cref="ProofFault.DuplicateNode"/> or none.</returns>
    public static ProofFault TryCreate(IEnumerable<byte[]> nodes, out StorageProof proof)
    {
        byte[][] sorted = Sort(nodes, out bool duplicates);
        proof = duplicates ? Empty : new StorageProof(sorted);
        return duplicates ? ProofFault.DuplicateNode : ProofFault.None;
    }

    /// <summary>Reads an encoded proof, to its last byte.</summary>
    /// <returns><see cref="ProofFault.Encoding"/>, <see cref="ProofFault.DuplicateNode"/> or none.</returns>
    public static ProofFault TryDecode(ReadOnlySpan<byte> encoded, out StorageProof proof)
    {
        proof = Empty;
        return ProofEncoding.TryDecode(encoded, out byte[][] nodes) ? TryCreate(nodes, out proof) : ProofFault.Encoding;
    }

    /// <summary>SCALE: a count, then byte strings.</summary>
    public byte[] Encode() => ProofEncoding.Encode(_nodes, EncodedSize);

    /// <summary>Reads keys of the state with this root.</summary>
    /// <param name="root">What the reader trusts.</param>
    /// <param name="keys">Any keys; the same key may come twice.</param>
    /// <param name="values">A value for each key, null where the proof shows that there is none; empty after a failure.</param>
    /// <param name="refuseUnused">Whether nodes that no key needs are a fault; Substrate tolerates them.</param>
    public ProofFault Read(H256 root, IReadOnlyList<byte[]> keys, out byte[]?[] values, bool refuseUnused = false)
    {
        var reader = new ProofReader(this);
        return Finish(reader, reader.Read(root, keys, out values), refuseUnused, ref values);
    }

    /// <summary>Reads keys of a default child trie of the state with this root; without the child, all are absent.</summary>
    /// <inheritdoc cref="Read"/>
    public ProofFault ReadChild(H256 root, ReadOnlySpan<byte> childId, IReadOnlyList<byte[]> keys, out byte[]?[] values, bool refuseUnused = false)
    {
        var reader = new ProofReader(this);
        ProofFault fault = reader.Read(root, [ChildStorage.KeyOf(childId)], out byte[]?[] child);
        values = [];
        if (fault == ProofFault.None && child[0] is { Length: not NodeFormat.HashLength }) fault = ProofFault.ChildRoot;
        if (fault == ProofFault.None) fault = reader.Read(child[0] is { } childRoot ? new H256(childRoot) : NodeFormat.EmptyRoot, keys, out values);
        return Finish(reader, fault, refuseUnused, ref values);
    }

    /// <inheritdoc/>
    public bool TryGet(in H256 hash, out ReadOnlyMemory<byte> bytes)
    {
        int index = IndexOf(hash);
        bytes = index < 0 ? default : _byHash[index].AsMemory();
        return index >= 0;
    }

    internal int IndexOf(in H256 hash)
    {
        int index = Array.BinarySearch(_hashes, hash);
        return index < 0 ? -1 : index;
    }

    internal byte[] At(int index) => _byHash[index];

    private static ProofFault Finish(ProofReader reader, ProofFault fault, bool refuseUnused, ref byte[]?[] values)
    {
        if (fault == ProofFault.None && refuseUnused && !reader.UsedAll) fault = ProofFault.UnusedNode;
        if (fault != ProofFault.None) values = [];
        return fault;
    }

    private static byte[][] Sort(IEnumerable<byte[]> nodes, out bool duplicates)
    {
        byte[][] sorted = [.. nodes];
        Array.Sort(sorted, static (left, right) => left.AsSpan().SequenceCompareTo(right));
        int kept = 0;
        for (int index = 0; index < sorted.Length; index++)
        {
            if (kept == 0 || !sorted[index].AsSpan().SequenceEqual(sorted[kept - 1])) sorted[kept++] = sorted[index];
        }

        duplicates = kept < sorted.Length;
        return duplicates ? sorted[..kept] : sorted;
    }
}
