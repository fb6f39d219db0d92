using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Testing;
using Gensyn.Trie;
using Xunit;

namespace Gensyn.Runtime.Tests.Blocks;

public sealed class ProofOfValidityTests
{
    [Fact]
    public void Block_ExecutedFromItsProofAlone_ReachesItsStateRoot()
    {
        TestChain chain = new();
        chain.Author();
        (Block block, _) = chain.Author(
            chain.Sign(TestChain.Alice, new FrameSystemPallet.Call.RemarkWithEvent([1, 2, 3])),
            chain.Sign(TestChain.Bob, new BalancesPallet.Call.TransferAllowDeath(new AccountId(new byte[32]), 1_000_000_000_000)));
        MemoryState before = chain.Previous!;

        RecordingNodeStore recorder = new(before.Nodes);
        ulong? told = Execute(new TrieView(recorder, before.CurrentRoot), block, () => recorder.Size);
        Assert.Equal(recorder.Size, told);
        StorageProof proof = recorder.ToProof();
        Assert.Equal((ulong)proof.Encode().Length, recorder.EncodedSize);

        // Over the proof as it goes over the wire, plain and compact; without any one of its nodes execution fails.
        Assert.Equal(ProofFault.None, StorageProof.TryDecode(proof.Encode(), out StorageProof received));
        Execute(new TrieView(received, before.CurrentRoot), block);
        Assert.Equal(ProofFault.None, CompactProof.TryEncode(proof, before.CurrentRoot, out CompactProof compact));
        Assert.True(compact.EncodedSize < proof.EncodedSize);
        Assert.Equal(ProofFault.None, CompactProof.Of(compact.Nodes).TryExpand(before.CurrentRoot, out StorageProof expanded));
        Execute(new TrieView(expanded, before.CurrentRoot), block);
        for (int index = 0; index < proof.Nodes.Count; index += 7)
        {
            byte[] dropped = proof.Nodes[index];
            StorageProof cut = StorageProof.Of(proof.Nodes.Where(node => node != dropped));
            Assert.Throws<RuntimeException>(() => Execute(new TrieView(cut, before.CurrentRoot), block));
        }
    }

    private static ulong? Execute(TrieView state, Block block, Func<ulong>? proofSize = null)
    {
        OverlayExternalities overlay = new(state, proofSize: proofSize);
        TestChain.Call("Core_execute_block", overlay, Block.Codec.ToBytes(block));
        Assert.Equal(block.Header.StateRoot, overlay.StorageRoot(StateVersion.V1));
        return overlay.ProofSize;
    }
}
