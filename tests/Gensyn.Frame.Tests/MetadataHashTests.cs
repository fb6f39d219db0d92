using Gensyn.Crypto;
using Xunit;

namespace Gensyn.Frame.Tests;

public sealed class MetadataHashTests
{
    // Source: RFC 78, "Building the Merkle Tree Root".
    [Fact]
    public void Root_OfFiveLeaves_IsTheTreeOfTheRfc() => Assert.Equal(Node(Node(Node(Leaf(3), Leaf(4)), Leaf(0)), Node(Leaf(1), Leaf(2))), Root(5));

    // Source: Zondax/merkleized-metadata, src/merkle_tree.rs; the picture in the RFC has another shape than its algorithm makes.
    [Fact]
    public void Root_OfSixLeaves_IsTheTreeOfTheReference() =>
        Assert.Equal(Node(Node(Node(Leaf(2), Leaf(3)), Node(Leaf(4), Leaf(5))), Node(Leaf(0), Leaf(1))), Root(6));

    [Fact]
    public void Root_OfOneLeaf_IsItsHash() => Assert.Equal(Leaf(0), Root(1));

    [Fact]
    public void Root_OfNoLeaves_IsZero() => Assert.Equal(new byte[32], Root(0));

    private static byte[] Root(int leaves) => MetadataHash.Root([.. Enumerable.Range(0, leaves).Select(static i => new byte[] { (byte)i })]);

    private static byte[] Leaf(byte index) => Blake3.Hash256([index]);

    private static byte[] Node(byte[] left, byte[] right) => Blake3.Hash256([.. left, .. right]);
}
