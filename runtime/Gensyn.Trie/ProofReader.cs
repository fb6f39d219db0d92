using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Reads keys from a proof that may be anything, and notes which of its nodes it needed.</summary>
internal sealed class ProofReader(StorageProof proof)
{
    private readonly bool[] _used = new bool[proof.Nodes.Count];

    public bool UsedAll => !_used.Contains(false);

    public ProofFault Read(H256 root, IReadOnlyList<byte[]> keys, out byte[]?[] values)
    {
        values = new byte[]?[keys.Count];
        for (int index = 0; index < values.Length; index++)
        {
            ProofFault fault = ReadOne(root, keys[index], out values[index]);
            if (fault != ProofFault.None) return fault;
        }

        return ProofFault.None;
    }

    /// <summary>One loop for each node on the way: its depth is bounded by the key's length, whatever the proof holds.</summary>
    private ProofFault ReadOne(H256 root, ReadOnlySpan<byte> key, out byte[]? value)
    {
        value = null;
        if (root == NodeFormat.EmptyRoot) return ProofFault.None;
        if (Load(root) is not { } rootNode) return ProofFault.Incomplete;
        ReadOnlySpan<byte> node = rootNode;
        int depth = 0;
        while (true)
        {
            if (!NodeView.TryRead(node, out NodeView view)) return ProofFault.MalformedNode;
            int left = (key.Length * 2) - depth;
            if (view.PartialLength > left) return ProofFault.None;
            for (int index = 0; index < view.PartialLength; index++)
            {
                if (view.Partial(index) != Nibbles.At(key, depth + index)) return ProofFault.None;
            }

            depth += view.PartialLength;
            if (view.PartialLength == left)
            {
                if (view.Kind == ValueKind.Inline) value = view.Value.ToArray();
                if (view.Kind == ValueKind.Hashed && (value = Load(new H256(view.Value))) is null) return ProofFault.Incomplete;
                return ProofFault.None;
            }

            ReadOnlySpan<byte> child = view.Child(Nibbles.At(key, depth));
            depth++;
            if (child.IsEmpty) return ProofFault.None;
            if (child.Length < NodeFormat.HashLength) node = child;
            else if (Load(new H256(child)) is { } loaded) node = loaded;
            else return ProofFault.Incomplete;
        }
    }

    private byte[]? Load(H256 hash)
    {
        int index = proof.IndexOf(hash);
        if (index < 0) return null;
        _used[index] = true;
        return proof.At(index);
    }
}
