using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>One state to read from, and to build the next one on.</summary>
public interface IStateReader
{
    /// <summary>The state's root.</summary>
    H256 Root { get; }

    /// <summary>The value under a key, or null.</summary>
    byte[]? Get(ReadOnlySpan<byte> key);

    /// <summary>Whether a key has a value; never loads a hashed value.</summary>
    bool Contains(ReadOnlySpan<byte> key);

    /// <summary>The BLAKE2b-256 of the value under a key, or null; never loads a hashed value.</summary>
    H256? ValueHash(ReadOnlySpan<byte> key);

    /// <summary>The smallest key after this one, or null.</summary>
    byte[]? NextKey(ReadOnlySpan<byte> key);

    /// <summary>Keys with a prefix in ascending order, after one key when it is given, loaded as the caller asks for them.</summary>
    IEnumerable<byte[]> Keys(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte>? after = null);

    /// <summary>Keys with a prefix in descending order, before one key when it is given, loaded as the caller asks for them.</summary>
    IEnumerable<byte[]> KeysDescending(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte>? before = null);

    /// <summary>Keys with a prefix and their values, as <see cref="Keys"/> gives the keys, in one walk.</summary>
    IEnumerable<KeyValuePair<byte[], byte[]>> Pairs(ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte>? after = null);

    /// <summary>The nodes and hashed values by which these keys can be read, or seen to be absent, from the root alone.</summary>
    /// <returns>In byte order, each once, as sp_trie's StorageProof is encoded.</returns>
    IReadOnlyList<byte[]> ReadProof(IEnumerable<byte[]> keys);

    /// <summary>The nodes and hashed values by which these keys of a default child trie can be read, or seen to be absent, from the root alone.</summary>
    /// <returns>As <see cref="ReadProof"/>: those of both tries.</returns>
    IReadOnlyList<byte[]> ReadChildProof(ReadOnlySpan<byte> id, IEnumerable<byte[]> keys);

    /// <summary>The state that these changes make of this one, child tries included.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="version">The layout of values that are written.</param>
    TrieCommit Commit(StateChanges changes, StateVersion version);

    /// <summary>The trie that these changes make of this one.</summary>
    /// <param name="changes">Each key once, in any order (ascending costs least); null as a value removes.</param>
    /// <param name="version">The layout of values that are written.</param>
    TrieCommit Commit(IReadOnlyList<KeyValuePair<byte[], byte[]?>> changes, StateVersion version);
}
