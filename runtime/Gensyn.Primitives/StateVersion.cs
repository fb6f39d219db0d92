namespace Gensyn.Primitives;

/// <summary>Which layout a trie root is made with.</summary>
public enum StateVersion : byte
{
    /// <summary>Every value inside its node.</summary>
    V0 = 0,

    /// <summary>Values of 33 bytes and more hashed.</summary>
    V1 = 1,
}
