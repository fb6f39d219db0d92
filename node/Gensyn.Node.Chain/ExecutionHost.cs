using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Node.Chain;

/// <summary>Runs the runtime over the states of blocks.</summary>
/// <remarks>Safe for threads: each call has its own overlay.</remarks>
public sealed class ExecutionHost : ITransactionValidator
{
    private readonly IRuntime _runtime;
    private readonly BlockTree _tree;
    private readonly ISignatureVerifier _signatures;
    private readonly IRuntimeLog? _log;

    /// <summary>A host of this runtime over these blocks.</summary>
    public ExecutionHost(IRuntime runtime, BlockTree tree, ISignatureVerifier signatures, IRuntimeLog? log = null)
    {
        _runtime = runtime;
        _tree = tree;
        _signatures = signatures;
        _log = log;
    }

    /// <summary>What the runtime is called and which versions it has.</summary>
    public RuntimeVersion Version => RuntimeVersion.Codec.TryDecode(_runtime.Version.Span, out RuntimeVersion? version)
        ? version
        : throw new RuntimeException("The runtime's version is malformed.");

    /// <summary>Calls a runtime function on top of a block; what it changes is dropped.</summary>
    /// <exception cref="RuntimeException">The runtime trapped.</exception>
    /// <exception cref="UnknownBlockException">There is no such block, or its state is gone.</exception>
    public byte[] Call(H256 at, string method, ReadOnlySpan<byte> arguments) => Invoke(Overlay(_tree.State(at)), method, arguments);

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

    /// <summary>Executes a whole block made elsewhere.</summary>
    /// <exception cref="RuntimeException">The block breaks a rule.</exception>
    public ExecutedBlock Execute(Block block)
    {
        ArgumentNullException.ThrowIfNull(block);
        IKeptState parent = _tree.State(block.Header.ParentHash);
        OverlayExternalities overlay = Overlay(parent);
        Invoke(overlay, "Core_execute_block", Block.Codec.ToBytes(block));
        return new ExecutedBlock(block.Header.Hash(), block.Header, block.Extrinsics, parent, overlay.Drain());
    }

    /// <summary>Applies an extrinsic in a block of its own on top of another; nothing is kept.</summary>
    /// <returns>The SCALE-encoded outcome.</returns>
    /// <exception cref="RuntimeException">The runtime trapped.</exception>
    /// <exception cref="UnknownBlockException">There is no such block, or its state is gone.</exception>
    public byte[] DryRun(H256 at, byte[] extrinsic)
    {
        OverlayExternalities overlay = Overlay(_tree.State(at));
        BlockHeader parent = _tree.Header(at) ?? throw UnknownBlockException.Header(at);
        Invoke(overlay, "Core_initialize_block", BlockHeader.Codec.ToBytes(new(at, parent.Number + 1, H256.Zero, H256.Zero, Digest.Empty)));
        return Invoke(overlay, "BlockBuilder_apply_extrinsic", extrinsic);
    }

    internal OverlayExternalities Overlay(IStateBackend state) => new(state, _signatures, _log);

    /// <summary>Calls the runtime; any fault inside it is a trap and never the node's.</summary>
    internal byte[] Invoke(OverlayExternalities overlay, string method, ReadOnlySpan<byte> arguments)
    {
        try
        {
            return _runtime.Call(method, arguments, overlay);
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
    }
}
