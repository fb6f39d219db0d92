using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Node.Chain;

/// <summary>Runs the runtime over the states of blocks.</summary>
/// <remarks>Safe for threads: each call has its own overlay.</remarks>
public sealed class ExecutionHost : ITransactionValidator
{
    private readonly IRuntimes _runtimes;
    private readonly BlockTree _tree;
    private readonly SignatureCache _signatures;
    private readonly IRuntimeLog? _log;

    /// <summary>A host of these runtimes over these blocks.</summary>
    public ExecutionHost(IRuntimes runtimes, BlockTree tree, SignatureCache signatures, IRuntimeLog? log = null)
    {
        _runtimes = runtimes;
        _tree = tree;
        _signatures = signatures;
        _log = log;
    }

    /// <summary>What the runtime at a block is called and which versions it has.</summary>
    /// <exception cref="MissingRuntimeException">That runtime is not here.</exception>
    /// <exception cref="UnknownBlockException">There is no such block, or its state is gone.</exception>
    public RuntimeVersion VersionAt(H256 block) => VersionOf(RuntimeOf(_tree.State(block)));

    internal static RuntimeVersion VersionOf(IRuntime runtime) => RuntimeVersion.Codec.TryDecode(runtime.Version.Span, out RuntimeVersion? version)
        ? version
        : throw new RuntimeException("The runtime's version is malformed.");

    /// <summary>Calls a runtime function on top of a block; what it changes is dropped.</summary>
    /// <exception cref="RuntimeException">The runtime trapped.</exception>
    /// <exception cref="StateException">The state cannot be read.</exception>
    /// <exception cref="UnknownBlockException">There is no such block, or its state is gone.</exception>
    public byte[] Call(H256 at, string method, ReadOnlySpan<byte> arguments) => On(_tree.State(at)).Invoke(method, arguments);

    /// <summary>The same with the node's keys at hand, which the runtime has nowhere else.</summary>
    /// <inheritdoc cref="Call"/>
    public byte[] CallWithKeys(H256 at, string method, ReadOnlySpan<byte> arguments, IKeystore keystore) =>
        On(_tree.State(at), keystore).Invoke(method, arguments);

    /// <inheritdoc/>
    public (ValidTransaction? Valid, TransactionValidityError? Error) Validate(TransactionSource source, byte[] extrinsic, H256 at)
    {
        ArgumentNullException.ThrowIfNull(extrinsic);
        byte[] arguments = [(byte)source, .. extrinsic, .. at.Span];
        ScaleReader verdict = new(Call(at, "TaggedTransactionQueue_validate_transaction", arguments));
        byte kind = verdict.ReadByte();
        ValidTransaction? valid = kind == 0 ? ValidTransaction.Codec.Decode(ref verdict) : null;
        TransactionValidityError? error = kind == 1 ? TransactionValidityError.Codec.Decode(ref verdict) : null;
        return verdict.Failed || kind > 1 ? throw new RuntimeException("The runtime's verdict on a transaction is malformed.") : (valid, error);
    }

    /// <summary>Executes a whole block made elsewhere, with the runtime that its parent's state names.</summary>
    /// <param name="block">The block.</param>
    /// <param name="unsealed">Its header as the runtime made it; null where that is the block's own.</param>
    /// <exception cref="MissingRuntimeException">That runtime is not here.</exception>
    /// <exception cref="RuntimeException">The block breaks a rule.</exception>
    /// <exception cref="StateException">The parent's state cannot be read, which says nothing about the block.</exception>
    public ExecutedBlock Execute(Block block, BlockHeader? unsealed = null)
    {
        ArgumentNullException.ThrowIfNull(block);
        BlockHeader made = unsealed ?? block.Header;
        BlockSignatures signatures = new(_signatures);
        try
        {
            ExecutedBlock executed = Execute(block, made, signatures);
            if (signatures.AreGood()) return executed;
        }
        catch (RuntimeException) when (!signatures.AreGood())
        {
        }

        // Some signature is bad, so whatever came out is worth nothing: once more with each checked in its place, which says what the runtime makes of it.
        return Execute(block, made, _signatures);
    }

    /// <summary>Applies an extrinsic in a block of its own on top of another; nothing is kept.</summary>
    /// <returns>The SCALE-encoded outcome.</returns>
    /// <exception cref="RuntimeException">The runtime trapped.</exception>
    /// <exception cref="StateException">The state cannot be read.</exception>
    /// <exception cref="UnknownBlockException">There is no such block, or its state is gone.</exception>
    public byte[] DryRun(H256 at, byte[] extrinsic)
    {
        RuntimeView view = ForBlock(_tree.State(at), out _);
        BlockHeader parent = _tree.Header(at) ?? throw UnknownBlockException.Header(at);
        view.Invoke("Core_initialize_block", BlockHeader.Codec.ToBytes(new(at, parent.Number + 1, H256.Zero, H256.Zero, Digest.Empty)));
        return view.Invoke("BlockBuilder_apply_extrinsic", extrinsic);
    }

    private ExecutedBlock Execute(Block block, BlockHeader made, ISignatureVerifier signatures)
    {
        RuntimeView view = ForBlock(_tree.State(block.Header.ParentHash), out IBlockState parent, signatures);
        view.Invoke("Core_execute_block", Block.Codec.ToBytes(new Block(made, block.Extrinsics)));
        return new ExecutedBlock(block.Header.Hash(), block.Header, block.Extrinsics, parent, view.Overlay.Drain());
    }

    /// <summary>The runtime that a state names, for a block over that state.</summary>
    /// <param name="parent">The state; that its code is looked at belongs to no block.</param>
    /// <param name="state">What the runtime reads.</param>
    /// <param name="signatures">Who checks signatures; null for the node's cache.</param>
    /// <exception cref="MissingRuntimeException">That runtime is not here.</exception>
    internal RuntimeView ForBlock(IKeptState parent, out IBlockState state, ISignatureVerifier? signatures = null)
    {
        IBlockState read = parent.ForBlock();
        state = read;
        return new(RuntimeOf(parent), new OverlayExternalities(read, signatures ?? _signatures, _log, () => read.ProofSize));
    }

    /// <summary>The runtime that a state names, over that state.</summary>
    /// <exception cref="MissingRuntimeException">That runtime is not here.</exception>
    internal RuntimeView On(IStateBackend state, IKeystore? keystore = null) =>
        new(RuntimeOf(state), new OverlayExternalities(state, _signatures, _log, keystore: keystore));

    private IRuntime RuntimeOf(IStateBackend state)
    {
        try
        {
            return _runtimes.For(state);
        }
        catch (Exception fault) when (fault is not RuntimeException)
        {
            throw new StateException(fault);
        }
    }
}

/// <summary>A runtime over one state: what its calls write stays for the calls that follow.</summary>
internal sealed class RuntimeView(IRuntime runtime, OverlayExternalities overlay)
{
    /// <summary>What the calls so far have written.</summary>
    public OverlayExternalities Overlay => overlay;

    /// <summary>Calls the runtime; any fault inside it is a trap and never the node's, and a fault of the state is the node's and never a trap.</summary>
    /// <exception cref="RuntimeException">The runtime trapped.</exception>
    /// <exception cref="StateException">The state cannot be read, whatever the runtime made of that.</exception>
    public byte[] Invoke(string method, ReadOnlySpan<byte> arguments)
    {
        try
        {
            byte[] answer = runtime.Call(method, arguments, overlay);
            if (overlay.Fault is null) return answer;
        }
        catch (Exception) when (overlay.Fault is not null)
        {
            // What the runtime threw, or else answered, came of a state that it could not read.
        }
        catch (RuntimeException)
        {
            throw;
        }
#pragma warning disable CA1031 // A fault inside the runtime is the runtime's trap, whatever its type.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            throw new RuntimeException($"Execution of {method} failed: {fault.GetType().Name}: {fault.Message}", fault);
        }

        throw overlay.Fault;
    }
}
