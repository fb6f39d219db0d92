using System.Collections.Immutable;
using Gensyn.ChainSpec;
using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Runtime.Tests;

/// <summary>A development chain in memory that a node would drive: only through runtime API calls.</summary>
internal sealed class TestChain
{
    private const ulong FirstSecond = 1_700_000_000_000;

    public static readonly Sr25519KeyPair Alice = Sr25519KeyPair.FromUri("//Alice");
    public static readonly Sr25519KeyPair Bob = Sr25519KeyPair.FromUri("//Bob");
    public static readonly NativeRuntime Native = new();

    public TestChain()
    {
        State = new MemoryState(ChainSpecification.Dev().GenesisStorage);
        Best = ChainSpecification.GenesisHeader(State.CurrentRoot);
        Genesis = Best.Hash();
    }

    /// <summary>The state after the best block.</summary>
    public MemoryState State { get; private set; }

    /// <summary>The state before the best block.</summary>
    public MemoryState? Previous { get; private set; }

    public BlockHeader Best { get; private set; }

    public H256 Genesis { get; }

    /// <summary>The runtime over the best state, for looking at it.</summary>
    public GensynRuntime View => new(new OverlayExternalities(State));

    public ImmutableArray<EventRecord> Events => View.FrameSystem.Events.Get();

    /// <summary>When a block is made: a second after its parent.</summary>
    public static ulong TimeOf(uint block) => FirstSecond + (1000UL * block);

    /// <summary>What the author of a block writes into its header: the slot of its time.</summary>
    public static Digest DigestOf(uint block) => new([new Slot(TimeOf(block) / RuntimeConstants.SlotDuration).ToDigestItem()]);

    public static AccountId Account(Sr25519KeyPair key) => new(key.PublicKey);

    public static byte[] Call(string method, IExternalities state, params byte[][] arguments) =>
        Native.Call(method, arguments.SelectMany(static a => a).ToArray(), state);

    public byte[] Query(string method, params byte[][] arguments) => Call(method, new OverlayExternalities(State), arguments);

    public uint NonceOf(Sr25519KeyPair key) => View.FrameSystem.NonceOf(Account(key));

    public RuntimeCall Of(PalletCall call)
    {
        Type? owner = call.GetType().DeclaringType?.DeclaringType;
        return new(View.Pallets.Single(p => p.GetType() == owner).Index, call);
    }

    /// <summary>Signs a call as a wallet would, for the next block.</summary>
    public byte[] Sign(Sr25519KeyPair key, PalletCall call, uint? nonce = null, Era era = default, ulong tip = 0, Func<byte[], byte[]>? tamper = null, bool withMetadataHash = false)
    {
        OverlayExternalities state = new(State);
        GensynRuntime runtime = new(state);
        runtime.FrameSystem.Initialize(Best.Number + 1, Best.Hash(), Digest.Empty);
        TransactionExtensions extensions = runtime.Extensions(nonce ?? NonceOf(key), era, tip);
        foreach (CheckMetadataHash check in extensions.Items.OfType<CheckMetadataHash>()) check.IsEnabled = withMetadataHash;
        Assert.Null(UncheckedExtrinsic.SignedPayload(Of(call), extensions, out byte[] payload));
        MultiSignature signature = new(MultiSignatureKind.Sr25519, key.Sign(tamper is null ? payload : tamper(payload)));
        return UncheckedExtrinsic.EncodeSigned(Account(key), signature, extensions, Of(call));
    }

    /// <summary>What the pool is told of a transaction.</summary>
    public (ValidTransaction? Valid, TransactionValidityError? Error) Validate(byte[] extrinsic, TransactionSource source = TransactionSource.External)
    {
        byte[] result = Query("TaggedTransactionQueue_validate_transaction", [(byte)source], extrinsic, Best.Hash().ToArray());
        ScaleReader reader = new(result);
        bool isError = reader.ReadBool();
        (ValidTransaction?, TransactionValidityError?) answer = isError ? (null, TransactionValidityError.Codec.Decode(ref reader)) : (ValidTransaction.Codec.Decode(ref reader), null);
        Assert.True(!reader.Failed && reader.Remaining == 0);
        return answer;
    }

    /// <summary>Authors a block, keeps it as the best, and returns it with the result of each extrinsic; inherents come first.</summary>
    public (Block Block, ImmutableArray<byte[]> Results) Author(params byte[][] extrinsics)
    {
        OverlayExternalities state = new(State);
        BlockHeader opening = new(Best.Hash(), Best.Number + 1, default, default, DigestOf(Best.Number + 1));
        Call("Core_initialize_block", state, BlockHeader.Codec.ToBytes(opening));

        InherentData inherents = InherentData.Empty.With(InherentId.Timestamp, Codecs.U64.ToBytes(TimeOf(opening.Number)));
        byte[] encoded = Call("BlockBuilder_inherent_extrinsics", state, InherentData.Codec.ToBytes(inherents));
        Assert.True(Codecs.Vec(Block.ExtrinsicCodec).TryDecode(encoded, out ImmutableArray<byte[]> made));

        List<byte[]> body = [];
        List<byte[]> results = [];
        foreach (byte[] extrinsic in made.Concat(extrinsics))
        {
            byte[] result = Call("BlockBuilder_apply_extrinsic", state, extrinsic);
            results.Add(result);
            if (result[0] == 0) body.Add(extrinsic);
        }

        Assert.True(BlockHeader.Codec.TryDecode(Call("BlockBuilder_finalize_block", state), out BlockHeader header));
        Previous = Copy();
        Apply(state);
        Assert.Equal(header.StateRoot, State.CurrentRoot);
        Best = header;
        return (new(header, [.. body]), [.. results]);
    }

    /// <summary>Executes a block over the state before the best one and returns the changes' root.</summary>
    public static H256 Execute(Block block, MemoryState parent)
    {
        OverlayExternalities state = new(parent);
        Call("Core_execute_block", state, Block.Codec.ToBytes(block));
        return parent.Root(state.Drain(), StateVersion.V1);
    }

    private MemoryState Copy() => new(State.Keys().Select(key => new KeyValuePair<byte[], byte[]>(key, State.Get(key)!)).ToList());

    private void Apply(OverlayExternalities state) => State.Apply(state.Drain());
}
