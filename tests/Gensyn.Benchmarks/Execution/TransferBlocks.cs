using System.Collections.Immutable;
using System.Security.Cryptography;
using Gensyn.ChainSpec;
using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Node.Chain;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Primitives;
using Gensyn.Runtime;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Benchmarks.Execution;

/// <summary>A chain of blocks made as an author makes them: the timestamp, then signed transfers between accounts that exist, none of which occurs twice.</summary>
internal sealed class TransferBlocks
{
    private const ulong FirstSecond = 1_700_000_000_000;

    private static readonly UInt128 Endowment = 1000 * RuntimeConstants.Unit;

    private readonly BlockEffort _effort;
    private readonly IRuntime _runtime;
    private readonly AccountId[] _accounts;
    private readonly List<Block> _blocks = [];
    private readonly List<ImmutableArray<SignedMessage>> _signatures = [];

    /// <summary>Makes the first state and the blocks on it.</summary>
    /// <param name="effort">How many.</param>
    /// <param name="runtime">Who executes them.</param>
    public TransferBlocks(BlockEffort effort, IRuntime runtime)
    {
        _effort = effort;
        _runtime = runtime;
        Random random = new(7);
        int senders = effort.Transfers * effort.Blocks;
        if (2 * senders > effort.Accounts) throw new ArgumentException("There are fewer accounts than senders and receivers.", nameof(effort));
        Sr25519KeyPair[] keys = [.. Enumerable.Range(0, senders).Select(_ => Sr25519KeyPair.FromMiniSecret(Bytes(random)))];
        _accounts = [.. keys.Select(static key => new AccountId(key.PublicKey)), .. Enumerable.Range(senders, effort.Accounts - senders).Select(_ => new AccountId(Bytes(random)))];
        FirstState = MakeFirstState();

        BlockTree tree = StartChain(new MemoryChain());
        for (int block = 0; block < effort.Blocks; block++) Make(tree, keys.AsSpan(block * effort.Transfers, effort.Transfers), senders + (block * effort.Transfers));
    }

    /// <summary>The state that the chain starts with.</summary>
    public IReadOnlyList<KeyValuePair<byte[], byte[]>> FirstState { get; }

    /// <summary>The blocks, each on the one before.</summary>
    public IReadOnlyList<Block> Blocks => _blocks;

    /// <summary>The signatures of each block.</summary>
    public IReadOnlyList<ImmutableArray<SignedMessage>> Signatures => _signatures;

    /// <summary>The chain before the first of the blocks.</summary>
    public BlockTree StartChain(MemoryChain storage)
    {
        GenesisBlock.Initialise(storage, FirstState);
        return new BlockTree(storage);
    }

    private List<KeyValuePair<byte[], byte[]>> MakeFirstState()
    {
        OverlayExternalities state = new(new EmptyState());
        foreach ((byte[] key, byte[] value) in ChainSpecification.Dev().GenesisStorage) state.Set(key, value);
        GensynRuntime runtime = new(state);
        foreach (AccountId account in _accounts)
        {
            runtime.FrameSystem.IncProviders(account);
            runtime.FrameSystem.SetData(account, AccountData.Empty with { Free = Endowment });
        }

        runtime.Balances.TotalIssuance.Mutate(issued => issued + (Endowment * (uint)_accounts.Length));
        if (runtime.Balances.TryState() is { } wrong) throw new InvalidOperationException($"The first state is wrong: {wrong}.");
        return [.. state.Drain().Top.Select(static change => KeyValuePair.Create(change.Key, change.Value!))];
    }

    private void Make(BlockTree tree, ReadOnlySpan<Sr25519KeyPair> senders, int firstReceiver)
    {
        BlockReference parent = tree.Best;
        IBlockState state = tree.State(parent.Hash).ForBlock();
        ulong time = FirstSecond + (1000 * ((ulong)parent.Number + 1));
        BlockHeader opening = new(parent.Hash, parent.Number + 1, default, default, new([new Slot(time / RuntimeConstants.SlotDuration).ToDigestItem()]));
        Notary notary = new();
        OverlayExternalities overlay = new(state, notary, proofSize: () => state.ProofSize);
        Call(overlay, "Core_initialize_block", BlockHeader.Codec.ToBytes(opening));

        InherentData inherents = InherentData.Empty.With(InherentId.Timestamp, Codecs.U64.ToBytes(time));

        // As if nothing had been read for them.
        overlay.BeginAttempt();
        byte[] encoded = Call(overlay, "BlockBuilder_inherent_extrinsics", InherentData.Codec.ToBytes(inherents));
        GensynRuntime signing = new(overlay);
        byte[][] transfers = new byte[senders.Length][];
        for (int i = 0; i < senders.Length; i++) transfers[i] = Transfer(signing, senders[i], _accounts[firstReceiver + i], parent.Number);
        overlay.EndAttempt(keep: false);
        if (!Codecs.Vec(Block.ExtrinsicCodec).TryDecode(encoded, out ImmutableArray<byte[]> first)) throw new InvalidOperationException("The inherents do not decode.");
        ImmutableArray<byte[]>.Builder extrinsics = ImmutableArray.CreateBuilder<byte[]>();
        extrinsics.AddRange(first);
        extrinsics.AddRange(transfers);
        foreach (byte[] extrinsic in extrinsics)
        {
            // Ok, Ok: it may stand in the block, and what it calls has succeeded.
            if (Call(overlay, "BlockBuilder_apply_extrinsic", extrinsic) is not [0, 0]) throw new InvalidOperationException("A transfer failed.");
        }

        byte[] header = Call(overlay, "BlockBuilder_finalize_block", []);
        if (!BlockHeader.Codec.TryDecode(header, out BlockHeader? made)) throw new InvalidOperationException("The header does not decode.");
        if (notary.Seen.Count != senders.Length) throw new InvalidOperationException("The runtime has not checked every signature.");
        _blocks.Add(new(made, extrinsics.ToImmutable()));
        _signatures.Add([.. notary.Seen]);
        tree.Append(new(made.Hash(), made, _blocks[^1].Extrinsics, state, overlay.Drain()), finalise: true);
    }

    private static byte[] Transfer(GensynRuntime runtime, Sr25519KeyPair from, AccountId to, uint birth)
    {
        RuntimeCall call = new(runtime.Balances.Index, new BalancesPallet.Call.TransferKeepAlive(to, RuntimeConstants.Unit + birth));
        TransactionExtensions extensions = runtime.Extensions(nonce: 0, Era.Mortal(64, birth), tip: 0);
        if (UncheckedExtrinsic.SignedPayload(call, extensions, out byte[] payload) is { } refused) throw new InvalidOperationException($"Nothing to sign: {refused.Text}.");
        return UncheckedExtrinsic.EncodeSigned(new AccountId(from.PublicKey), new(MultiSignatureKind.Sr25519, from.Sign(payload)), extensions, call);
    }

    private byte[] Call(OverlayExternalities overlay, string method, byte[] arguments) => _runtime.Call(method, arguments, overlay);

    private static byte[] Bytes(Random random)
    {
        byte[] bytes = new byte[32];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Checks signatures, and keeps what it was asked.</summary>
    private sealed class Notary : ISignatureVerifier
    {
        public List<SignedMessage> Seen { get; } = [];

        public bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer)
        {
            Seen.Add(new(signer.ToArray(), message.ToArray(), signature.ToArray()));
            return DirectSignatureVerifier.Instance.Verify(scheme, signature, message, signer);
        }
    }
}
