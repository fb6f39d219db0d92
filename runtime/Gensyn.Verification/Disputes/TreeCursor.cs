using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Verification.Disputes;

/// <summary>A node of a Merkle tree that two sides disagree on, and the descent to the first leaf that they disagree on.</summary>
/// <param name="Leaves">Leaves of the tree; known from the task.</param>
/// <param name="Level">The node's level; 0 holds the leaves.</param>
/// <param name="Index">The node's place in its level.</param>
[Scale]
public readonly partial record struct TreeCursor(uint Leaves, byte Level, uint Index)
{
    /// <summary>Levels that one round goes down: 16 children.</summary>
    public const int LevelsPerRound = 4;

    /// <summary>Whether the node is the root.</summary>
    public bool IsRoot => Level == Merkle.Height((int)Leaves);

    /// <summary>The level of the children that a round posts.</summary>
    public int ChildLevel => Math.Max(Level - LevelsPerRound, 0);

    /// <summary>The place of the first child in its level.</summary>
    public int FirstChild => (int)Index << (Level - ChildLevel);

    /// <summary>How many children a round posts.</summary>
    public int Children => Math.Min(((int)Index + 1) << (Level - ChildLevel), Merkle.CountAt((int)Leaves, ChildLevel)) - FirstChild;

    /// <summary>The root of a tree of this many leaves.</summary>
    public static TreeCursor Root(int leaves) => new((uint)leaves, (byte)Merkle.Height(leaves), 0);

    /// <summary>One of the children.</summary>
    public TreeCursor Child(int child) => new(Leaves, (byte)ChildLevel, (uint)(FirstChild + child));

    /// <summary>The place of the first item that differs; −1 when there is none.</summary>
    public static int FirstDifference(ImmutableArray<H256> left, ImmutableArray<H256> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i]) return i;
        }

        return -1;
    }
}
