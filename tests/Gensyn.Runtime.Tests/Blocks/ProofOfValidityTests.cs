using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.Timestamp;
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
        // The author recorded nothing, and who executes its block measures as much: the weight that a proof gives back is part of the state.
        Execute(new TrieView(recorder, before.CurrentRoot), block);
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
            Assert.Throws<StateException>(() => Execute(new TrieView(cut, before.CurrentRoot), block));
        }
    }

    [Fact]
    public void Block_OfAnAuthorWhoRecords_ExecutesWhereTheSameIsMeasured()
    {
        TestChain chain = new();
        chain.Author();
        byte[] transfer = chain.Sign(TestChain.Alice, new BalancesPallet.Call.TransferAllowDeath(new AccountId(new byte[32]), 1_000_000_000_000));
        MemoryState before = chain.State;
        RecordingNodeStore recorder = new(before.Nodes);
        OverlayExternalities state = new(new TrieView(recorder, before.CurrentRoot), proofSize: () => recorder.Size);
        uint number = chain.Best.Number + 1;
        TestChain.Call("Core_initialize_block", state, BlockHeader.Codec.ToBytes(new(chain.Best.Hash(), number, default, default, TestChain.DigestOf(number))));
        byte[] inherent = UncheckedExtrinsic.EncodeBare(chain.Of(new TimestampPallet.Call.Set(TestChain.TimeOf(number))));
        foreach (byte[] extrinsic in (byte[][])[inherent, transfer]) Assert.Equal([0, 0], TestChain.Call("BlockBuilder_apply_extrinsic", state, extrinsic));
        Weight measured = new GensynRuntime(state).FrameSystem.BlockWeight.Get()[DispatchClass.Normal];
        BlockHeader.Codec.TryDecode(TestChain.Call("BlockBuilder_finalize_block", state), out BlockHeader header);
        Block block = new(header, [inherent, transfer]);

        // What was declared and not touched is the block's again, so more transactions fit.
        DispatchInfo declared = chain.View.Executive.InfoOf(chain.Of(new BalancesPallet.Call.TransferAllowDeath(TestChain.Account(TestChain.Bob), 1)), signed: true);
        Assert.NotEqual(declared.TotalWeight.ProofSize + (ulong)transfer.Length, measured.ProofSize);

        RecordingNodeStore again = new(before.Nodes);
        Execute(new TrieView(again, before.CurrentRoot), block, () => again.Size);
        Assert.Equal(recorder.Size, again.Size);
        RecordingNodeStore fromProof = new(recorder.ToProof());
        Execute(new TrieView(fromProof, before.CurrentRoot), block, () => fromProof.Size);
        Assert.Throws<RuntimeException>(() => Execute(new TrieView(before.Nodes, before.CurrentRoot), block));
    }

    private static void Execute(TrieView state, Block block, Func<ulong>? proofSize = null)
    {
        OverlayExternalities overlay = new(state, proofSize: proofSize);
        TestChain.Call("Core_execute_block", overlay, Block.Codec.ToBytes(block));
        Assert.Equal(block.Header.StateRoot, overlay.StorageRoot(StateVersion.V1));
    }
}
