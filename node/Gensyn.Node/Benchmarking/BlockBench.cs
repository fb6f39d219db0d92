using System.Buffers.Binary;
using System.Collections.Immutable;
using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Runtime;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Node.Benchmarking;

/// <summary>Makes blocks above a chain's first state and executes them.</summary>
/// <remarks>Source: frame-benchmarking-cli, overhead/bench.rs.</remarks>
internal sealed class BlockBench
{
    private const ulong SomeTime = 1_700_000_000_000;

    private readonly NativeRuntime _runtime = new();
    private readonly BenchmarkState _state;
    private readonly BlockHeader _parent;

    public BlockBench(IEnumerable<KeyValuePair<byte[], byte[]>> genesis)
    {
        _state = new BenchmarkState(genesis);
        _parent = ChainSpec.ChainSpecification.GenesisHeader(_state.CurrentRoot);
    }

    /// <summary>A block with at most this many remarks of one account, fewer where it is full.</summary>
    public Block Make(int remarks, CancellationToken cancellation)
    {
        OverlayExternalities overlay = new(_state);
        Digest digest = new([new Slot(SomeTime / RuntimeConstants.SlotDuration).ToDigestItem()]);
        BlockHeader opening = new(_parent.Hash(), _parent.Number + 1, default, default, digest);
        Call("Core_initialize_block", overlay, BlockHeader.Codec.ToBytes(opening));
        byte[] stamp = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(stamp, SomeTime);
        InherentData inherents = InherentData.Empty.With(InherentId.Timestamp, stamp);
        byte[] encoded = Call("BlockBuilder_inherent_extrinsics", overlay, InherentData.Codec.ToBytes(inherents));
        if (!Codecs.Vec(Block.ExtrinsicCodec).TryDecode(encoded, out ImmutableArray<byte[]> made)) throw new BenchmarkException("The inherents cannot be read.");

        List<byte[]> body = [];
        foreach (byte[] inherent in made)
        {
            if (Call("BlockBuilder_apply_extrinsic", overlay, inherent)[0] != 0) throw new BenchmarkException("An inherent was refused.");
            body.Add(inherent);
        }

        using Sr25519KeyPair signer = Sr25519KeyPair.FromUri("//Alice");
        GensynRuntime view = new(overlay);
        for (uint nonce = 0; nonce < remarks; nonce++)
        {
            cancellation.ThrowIfCancellationRequested();
            byte[] remark = Sign(view, signer, nonce);
            overlay.BeginTransaction();
            bool fits = Call("BlockBuilder_apply_extrinsic", overlay, remark)[0] == 0;
            if (fits) overlay.CommitTransaction();
            else overlay.RollbackTransaction();
            if (!fits) break;
            body.Add(remark);
        }

        byte[] header = Call("BlockBuilder_finalize_block", overlay);
        if (!BlockHeader.Codec.TryDecode(header, out BlockHeader? closed)) throw new BenchmarkException("The runtime's header is malformed.");
        return new(closed, [.. body]);
    }

    /// <summary>How many of a block's extrinsics are not inherents.</summary>
    public static int Remarks(Block block, Block empty) => block.Extrinsics.Length - empty.Extrinsics.Length;

    /// <summary>Nanoseconds that executing a block takes, signatures and roots included.</summary>
    public ulong Execute(Block block)
    {
        OverlayExternalities overlay = new(_state);
        byte[] encoded = Block.Codec.ToBytes(block);
        long began = ThreadClock.Now();
        Call("Core_execute_block", overlay, encoded);
        return ThreadClock.Since(began);
    }

    private static byte[] Sign(GensynRuntime view, Sr25519KeyPair signer, uint nonce)
    {
        RuntimeCall call = new(view.FrameSystem.Index, new FrameSystemPallet.Call.MakeRemark([]));
        TransactionExtensions extensions = view.Extensions(nonce, Era.Immortal, tip: 0);
        if (UncheckedExtrinsic.SignedPayload(call, extensions, out byte[] payload) is { } refused) throw new BenchmarkException($"A remark cannot be signed: {refused}.");
        return UncheckedExtrinsic.EncodeSigned(new AccountId(signer.PublicKey), new(MultiSignatureKind.Sr25519, signer.Sign(payload)), extensions, call);
    }

    private byte[] Call(string method, OverlayExternalities overlay, byte[]? arguments = null) => _runtime.Call(method, arguments ?? [], overlay);
}
