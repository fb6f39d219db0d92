using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>A runtime over one view of the state: which pallets there are, and how calls and events reach them.</summary>
/// <remarks>One object serves one view and one thread; it keeps no state between calls. Derive from it, make the pallets and hand them to <see cref="Compose"/>.</remarks>
public abstract class FrameRuntime : IRuntimeContext, IRuntimeCallDecoder, IRuntimeEventDecoder, IRuntimeOriginDecoder
{
    // frame_support::storage::transactional::TRANSACTIONAL_LIMIT.
    private const int MaxLayers = 255;

    private Pallet?[] _byIndex = [];
    private int _layers;

    /// <summary>A runtime over this state, without pallets yet.</summary>
    protected FrameRuntime(IExternalities externalities) => Externalities = externalities;

    /// <summary>The state, and the functions of the host.</summary>
    public IExternalities Externalities { get; }

    /// <summary>All pallets in the order of their indices, which is the order of their hooks.</summary>
    public ImmutableArray<Pallet> Pallets { get; private set; } = [];

    /// <summary>Executes blocks.</summary>
    public Executive Executive => field ??= new(Externalities, this, BlockSystem, Pallets, Extensions) { Migrations = Migrations };

    /// <inheritdoc/>
    public uint BlockNumber => BlockSystem.Number;

    /// <summary>The books of the block.</summary>
    protected abstract IBlockSystem BlockSystem { get; }

    /// <summary>What changes the state before the first block of this runtime, in the order in which it runs.</summary>
    protected virtual ImmutableArray<Migration> Migrations => [];

    /// <summary>The extensions of a transaction, in the order in which they stand in it.</summary>
    public abstract TransactionExtensions Extensions();

    /// <inheritdoc/>
    public void DepositEvent(byte pallet, PalletEvent deposited, ImmutableArray<H256> topics = default) =>
        BlockSystem.DepositEvent(new(pallet, deposited), topics);

    /// <inheritdoc/>
    public DispatchResult Dispatch(RuntimeCall call, Origin origin) =>
        origin.IsRoot || (AllowsCall(call) && origin.Allows(call)) ? DispatchUnfiltered(call, origin) : DispatchError.CallFiltered;

    /// <inheritdoc/>
    public DispatchResult DispatchUnfiltered(RuntimeCall call, Origin origin)
    {
        if (PalletAt(call.Pallet) is not { } pallet) return DispatchError.CannotLookup;
        if (!TryOpenLayer()) return DispatchError.Transactional(TransactionalError.LimitReached);
        bool isKept = false;
        try
        {
            DispatchResult result = pallet.Dispatch(call.Call, origin);
            isKept = !result.IsError;
            return result;
        }
        finally
        {
            CloseLayer(isKept);
        }
    }

    /// <inheritdoc/>
    public DispatchResult InLayer(Func<DispatchResult> work)
    {
        if (!TryOpenLayer()) return DispatchError.Transactional(TransactionalError.LimitReached);
        bool isKept = false;
        try
        {
            DispatchResult result = work();
            isKept = !result.IsError;
            return result;
        }
        finally
        {
            CloseLayer(isKept);
        }
    }

    /// <inheritdoc/>
    public CallInfo InfoOf(RuntimeCall call) => PalletAt(call.Pallet)?.InfoOf(call.Call) ?? default;

    /// <inheritdoc/>
    public TransactionValidityError? ValidateCall(RuntimeCall call, AccountId signer) =>
        PalletAt(call.Pallet) is ICallGate gate ? gate.ValidateCall(call.Call, signer) : null;

    /// <inheritdoc/>
    public Codec<PalletCall>? CallCodecOf(byte pallet) => PalletAt(pallet)?.CallCodec;

    /// <inheritdoc/>
    public Codec<PalletEvent>? EventCodecOf(byte pallet) => PalletAt(pallet)?.EventCodec;

    /// <summary>What is wrong with how a pallet is composed and configured, or null: a check for the runtime's tests.</summary>
    public string? IntegrityTest()
    {
        foreach (Pallet pallet in Pallets)
        {
            if (pallet.IntegrityTest() is { } wrong) return $"{pallet.Name}: {wrong}";
            StorageInfo? unbounded = pallet.Metadata.Storage.FirstOrDefault(static item => item.MaxSize is null && !item.IsUnbounded);
            if (unbounded is not null) return $"{pallet.Name}: nothing bounds the length of storage item {unbounded.Name}, and it does not say so";
        }

        return null;
    }

    /// <summary>Writes the storage version of every pallet: part of the first state.</summary>
    public void StoreStorageVersions()
    {
        foreach (Pallet pallet in Pallets) pallet.SetOnChainStorageVersion(pallet.InCodeStorageVersion);
    }

    /// <inheritdoc/>
    public Codec<PalletOrigin>? OriginCodecOf(byte pallet) => PalletAt(pallet)?.OriginCodec;

    /// <summary>The pallet of an index, or null.</summary>
    public Pallet? PalletAt(byte index) => index < _byIndex.Length ? _byIndex[index] : null;

    /// <summary>Whether a call may be made at all, by anybody but root: FRAME's BaseCallFilter.</summary>
    protected virtual bool AllowsCall(RuntimeCall call) => true;

    /// <summary>What a pallet of this index is constructed with.</summary>
    protected PalletContext At(byte index) => new(Externalities, this, index);

    /// <summary>Says which pallets the runtime has.</summary>
    /// <exception cref="ArgumentException">Two pallets have the same index, or the same name and thereby the same storage.</exception>
    protected void Compose(params ImmutableArray<Pallet> pallets)
    {
        Pallets = pallets.Sort(static (a, b) => a.Index.CompareTo(b.Index));
        _byIndex = new Pallet?[Pallets.IsEmpty ? 0 : Pallets[^1].Index + 1];
        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach (Pallet pallet in Pallets)
        {
            if (!names.Add(pallet.Name)) throw new ArgumentException($"Two pallets are named {pallet.Name}: they would share their storage.", nameof(pallets));
            if (_byIndex[pallet.Index] is { } taken)
            {
                throw new ArgumentException($"The index {pallet.Index} of pallet {pallet.Name} is taken by {taken.Name}.", nameof(pallets));
            }

            _byIndex[pallet.Index] = pallet;
        }
    }

    private bool TryOpenLayer()
    {
        if (_layers == MaxLayers) return false;
        _layers++;
        Externalities.BeginTransaction();
        return true;
    }

    // Called when the work traps, too: the author goes on with the next extrinsic.
    private void CloseLayer(bool isKept)
    {
        _layers--;
        if (isKept) Externalities.CommitTransaction();
        else Externalities.RollbackTransaction();
    }
}
