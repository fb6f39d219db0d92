using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>A proof without the hashes that its reader can work out: nodes from the root on, each child after its parent.</summary>
/// <remarks>
/// Source: trie-db trie_codec.rs and sp_trie trie_codec.rs. A child whose node follows is written as one of no bytes; a node whose hashed value
/// follows begins with the byte 1 and has a value of no bytes. After the top trie come the child tries, in the order of their keys. A node stands
/// in it once for each place, as sp_trie writes it; other places that keep a hash are read too.
/// </remarks>
public sealed class CompactProof
{
    /// <summary>How large a proof <see cref="TryEncode"/> makes when its caller does not say: as much as a proof of validity may have.</summary>
    public const int DefaultMaximum = 16 << 20;

    private CompactProof(IReadOnlyList<byte[]> nodes)
    {
        Nodes = nodes;
        EncodedSize = ProofEncoding.Size(nodes);
    }

    /// <summary>Nodes and values in their order.</summary>
    public IReadOnlyList<byte[]> Nodes { get; }

    /// <summary>How many bytes <see cref="Encode"/> gives.</summary>
    public long EncodedSize { get; }

    /// <summary>A proof of these nodes as they came; <see cref="TryExpand"/> tells whether it is one.</summary>
    public static CompactProof Of(IEnumerable<byte[]> nodes) => new([.. nodes]);

    /// <summary>Reads an encoded proof, to its last byte.</summary>
    /// <returns><see cref="ProofFault.Encoding"/> or none.</returns>
    public static ProofFault TryDecode(ReadOnlySpan<byte> encoded, out CompactProof proof)
    {
        bool good = ProofEncoding.TryDecode(encoded, out byte[][] nodes);
        proof = new CompactProof(nodes);
        return good ? ProofFault.None : ProofFault.Encoding;
    }

    /// <summary>Makes the compact proof of what a store has of a state.</summary>
    /// <param name="nodes">A proof, or any other store: what it lacks stays a hash.</param>
    /// <param name="root">The state's root.</param>
    /// <param name="proof">The proof; without nodes after a failure.</param>
    /// <param name="maximumSize">
    /// How many bytes of nodes it may have. Equal subtrees are written at each of their places, so a few nodes can stand for very many.
    /// </param>
    /// <returns>
    /// <see cref="ProofFault.Incomplete"/> when the root's node is missing, <see cref="ProofFault.MalformedNode"/>, <see cref="ProofFault.ChildRoot"/>,
    /// <see cref="ProofFault.TooLarge"/> or none.
    /// </returns>
    public static ProofFault TryEncode(INodeStore nodes, H256 root, out CompactProof proof, int maximumSize = DefaultMaximum)
    {
        proof = new CompactProof([]);
        var encoder = new CompactEncoder(nodes, maximumSize);
        ProofFault fault = encoder.Trie(root);
        if (fault != ProofFault.None) return fault;
        fault = ChildRoots.Find(nodes, root, maximumSize, out List<H256> children);
        foreach (H256 child in children)
        {
            // A child trie's root may be known without any of its nodes.
            if (fault == ProofFault.None && nodes.TryGet(child, out _)) fault = encoder.Trie(child);
        }

        if (fault == ProofFault.None) proof = new CompactProof(encoder.Output);
        return fault;
    }

    /// <summary>SCALE: a count, then byte strings.</summary>
    public byte[] Encode() => ProofEncoding.Encode(Nodes, EncodedSize);

    /// <summary>Works out the nodes with all their hashes.</summary>
    /// <param name="root">The root that the reader trusts.</param>
    /// <param name="proof">The nodes of the top trie and of its child tries.</param>
    /// <returns>
    /// <see cref="ProofFault.MalformedNode"/>, <see cref="ProofFault.Incomplete"/>, <see cref="ProofFault.RootMismatch"/>,
    /// <see cref="ProofFault.ChildRoot"/>, <see cref="ProofFault.UnknownChild"/>, <see cref="ProofFault.UnusedNode"/> or none.
    /// </returns>
    public ProofFault TryExpand(H256 root, out StorageProof proof)
    {
        proof = StorageProof.Empty;
        var decoder = new CompactDecoder(Nodes);
        ProofFault fault = decoder.Trie(out H256 found);
        if (fault != ProofFault.None) return fault;
        if (found != root) return ProofFault.RootMismatch;
        StorageProof top = StorageProof.Of(decoder.Output);
        fault = ChildRoots.Find(top, root, EncodedSize, out List<H256> children);
        if (fault != ProofFault.None) return fault;

        // As sp_trie reads it: a child trie may be left out, but what is there must be one of those the top trie names, in their order.
        H256? waiting = null;
        foreach (H256 child in children)
        {
            if (waiting is null && !decoder.AtEnd)
            {
                fault = decoder.Trie(out found);
                if (fault != ProofFault.None) return fault;
                waiting = found;
            }

            if (waiting == child) waiting = null;
        }

        if (waiting is not null) return ProofFault.UnknownChild;
        if (!decoder.AtEnd) return ProofFault.UnusedNode;
        proof = StorageProof.Of(decoder.Output);
        return ProofFault.None;
    }
}
