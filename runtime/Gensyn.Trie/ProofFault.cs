namespace Gensyn.Trie;

/// <summary>What is wrong with a proof.</summary>
public enum ProofFault : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The bytes are no SCALE list of byte strings.</summary>
    Encoding,

    /// <summary>A node stands in it twice.</summary>
    DuplicateNode,

    /// <summary>A node on the way is not in it.</summary>
    Incomplete,

    /// <summary>Bytes with the right hash are no node of a trie.</summary>
    MalformedNode,

    /// <summary>It has nodes that nothing needed.</summary>
    UnusedNode,

    /// <summary>It is of another root.</summary>
    RootMismatch,

    /// <summary>A key of child tries holds something else than a root.</summary>
    ChildRoot,

    /// <summary>It has nodes of a child trie that the state does not name.</summary>
    UnknownChild,

    /// <summary>It would become larger than allowed.</summary>
    TooLarge,
}
