using System.Diagnostics.CodeAnalysis;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>A part of the runtime: its storage, calls, events, errors and hooks.</summary>
/// <remarks>One object serves one view of the state. The generator overrides what it can derive from the class marked <see cref="PalletAttribute"/>.</remarks>
public abstract partial class Pallet(PalletContext context)
{
    /// <summary>The pallet's index in calls, events and errors.</summary>
    public byte Index => Context.Index;

    /// <summary>The pallet's name in metadata and in storage keys.</summary>
    public abstract string Name { get; }

    /// <summary>What clients are told of the pallet.</summary>
    public abstract PalletMetadata Metadata { get; }

    /// <summary>The codec of its calls, or null where it has none.</summary>
    public virtual Codec<PalletCall>? CallCodec => null;

    /// <summary>The codec of its events, or null where it has none.</summary>
    public virtual Codec<PalletEvent>? EventCodec => null;

    /// <summary>The codec of its origins, or null where it has none.</summary>
    public virtual Codec<PalletOrigin>? OriginCodec => null;

    /// <summary>The enum of its reasons to hold money, or null where it holds none.</summary>
    public virtual TypeInfo? HoldReasons => null;

    /// <summary>The enum of its reasons to freeze money, or null where it freezes none.</summary>
    public virtual TypeInfo? FreezeReasons => null;

    /// <summary>The state, the runtime around the pallet and its index.</summary>
    protected PalletContext Context { get; } = context;

    /// <summary>Runs one of its calls. The caller opens the storage layer that an error drops.</summary>
    public virtual DispatchResult Dispatch(PalletCall call, Origin origin) => ThrowForeignCall(call);

    /// <summary>What is known of one of its calls before it runs.</summary>
    public virtual CallInfo InfoOf(PalletCall call)
    {
        ThrowForeignCall(call);
        return default;
    }

    /// <summary>Answers one of its view functions, by its place in <see cref="PalletMetadata.ViewFunctions"/>; null where the arguments are malformed.</summary>
    public virtual byte[]? View(int function, ref ScaleReader arguments) => throw new ArgumentOutOfRangeException(nameof(function));

    /// <summary>Runs before the first extrinsic of a block; returns what it cost.</summary>
    public virtual Weight OnInitialize(uint block) => default;

    /// <summary>Runs after the inherents and before the first transaction, for work that a block can do without; spends from the meter what it costs.</summary>
    /// <remarks>Left out while a migration of several blocks goes on.</remarks>
    public virtual void OnPoll(uint block, WeightMeter meter)
    {
    }

    /// <summary>Runs after the last extrinsic of a block.</summary>
    public virtual void OnFinalize(uint block)
    {
    }

    /// <summary>Runs after the last extrinsic with the weight that is left; returns what it cost.</summary>
    public virtual Weight OnIdle(uint block, Weight remaining) => default;

    /// <summary>Runs after import, outside the block's execution; what it writes is dropped.</summary>
    public virtual void OffchainWorker(uint block)
    {
    }

    /// <summary>What is wrong with how the pallet is composed and configured, or null: a check for tests (FRAME's integrity_test).</summary>
    /// <remarks>Reads and writes no state.</remarks>
    public virtual string? IntegrityTest() => null;

    /// <summary>What is wrong with the pallet's state, or null: a check for tests and for operators, never part of a block (FRAME's try_state).</summary>
    /// <remarks>Reads all of the pallet's state.</remarks>
    public virtual string? TryState() => null;

    /// <summary>Whether one of its calls costs this origin no fee.</summary>
    /// <remarks>Asked before the call runs: it may not write.</remarks>
    public virtual bool IsFeeless(PalletCall call, Origin origin) => false;

    /// <summary>Whether one of its calls vouches for itself, without a signature; null where the call never does.</summary>
    /// <remarks>Asked before the call runs: it may not write.</remarks>
    public virtual Authorization? Authorize(PalletCall call, TransactionSource source) => null;

    /// <summary>The most that <see cref="Authorize"/> costs for a call.</summary>
    public virtual Weight AuthorizeWeight(PalletCall call) => default;

    /// <summary>Reports a call that is not one of this pallet's: a bug of the composition, not of a caller.</summary>
    [DoesNotReturn]
    protected DispatchResult ThrowForeignCall(PalletCall call) =>
        throw new ArgumentException($"{call} is not a call of pallet {Name}.", nameof(call));
}
