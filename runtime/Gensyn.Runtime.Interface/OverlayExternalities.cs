using Gensyn.Primitives;

namespace Gensyn.Runtime.Interface;

/// <summary>Externalities over a fixed state: keeps changes in memory, in layers that nest.</summary>
/// <remarks>Used by one thread. Reads are remembered, so the backend sees each key once.</remarks>
public sealed partial class OverlayExternalities : IExternalities
{
    private readonly StateBelow _state;
    private readonly ISignatureVerifier _verifier;
    private readonly IRuntimeLog? _log;
    private readonly Func<ulong>? _proofSize;
    private readonly OverlayMap _top;
    private readonly IKeystore? _keystore;

    // How many transactions are open around an attempt; null outside of one.
    private int? _attempt;

    /// <summary>An overlay without changes.</summary>
    /// <param name="backend">The state below.</param>
    /// <param name="verifier">Who checks signatures; null checks them here.</param>
    /// <param name="log">Where log lines go; null drops them.</param>
    /// <param name="proofSize">Tells how many bytes of proof were recorded; null when nothing records.</param>
    /// <param name="keystore">The node's keys, for calls outside of blocks; null in a block.</param>
    public OverlayExternalities(
        IStateBackend backend, ISignatureVerifier? verifier = null, IRuntimeLog? log = null, Func<ulong>? proofSize = null, IKeystore? keystore = null)
    {
        _state = new StateBelow(backend);
        _verifier = verifier ?? DirectSignatureVerifier.Instance;
        _log = log;
        _proofSize = proofSize;
        _keystore = keystore;
        _top = new OverlayMap(new TopBase(_state), 0);
    }

    /// <inheritdoc/>
    public IKeystore? Keystore => _keystore;

    /// <inheritdoc/>
    public ulong? ProofSize => _proofSize?.Invoke();

    /// <summary>The first fault of the state below, after which nothing that was read or worked out counts; null while there is none.</summary>
    public StateException? Fault => _state.Fault;

    /// <summary>How many transactions are open.</summary>
    public int OpenTransactions => _top.OpenTransactions;

    /// <inheritdoc/>
    public byte[]? Get(ReadOnlySpan<byte> key) => _top.Get(key);

    /// <inheritdoc/>
    public bool Contains(ReadOnlySpan<byte> key) => Get(key) is not null;

    /// <inheritdoc/>
    public void Set(ReadOnlySpan<byte> key, byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!Refuses(key)) _top.Set(key, value);
    }

    /// <inheritdoc/>
    public void Remove(ReadOnlySpan<byte> key)
    {
        if (!Refuses(key)) _top.Set(key, null);
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> encodedItem)
    {
        if (!Refuses(key)) _top.Append(key, encodedItem);
    }

    /// <inheritdoc/>
    public byte[]? NextKey(ReadOnlySpan<byte> key) => _top.NextKey(key);

    /// <inheritdoc/>
    public RemovalResult ClearPrefix(ReadOnlySpan<byte> prefix, uint? limit = null, byte[]? cursor = null)
    {
        if (RefusesAll(prefix)) return default;
        uint own = _top.ClearOwn(prefix);
        RemovalResult below = _top.ClearBelow(prefix, limit, cursor);
        return below with { Unique = own + below.Backend };
    }

    /// <inheritdoc/>
    public void BeginTransaction()
    {
        _top.BeginTransaction();
        foreach (OverlayMap child in Children) child.BeginTransaction();
    }

    /// <inheritdoc/>
    public void CommitTransaction()
    {
        _top.CommitTransaction();
        foreach (OverlayMap child in Children) child.CommitTransaction();
    }

    /// <inheritdoc/>
    public void RollbackTransaction()
    {
        _top.RollbackTransaction();
        foreach (OverlayMap child in Children) child.RollbackTransaction();
    }

    /// <summary>Opens a transaction that may have to be forgotten whole, what it reads included: by a state that records reads, and here, so that it sees them again.</summary>
    /// <exception cref="InvalidOperationException">One is open already.</exception>
    public void BeginAttempt()
    {
        if (_attempt is not null) throw new InvalidOperationException("An attempt is open already.");
        _attempt = OpenTransactions;
        BeginTransaction();
        _state.BeginRecording();
        _top.NoteReads();
        foreach (OverlayMap child in Children) child.NoteReads();
    }

    /// <summary>Ends an attempt, and with it the transactions that were opened in it.</summary>
    /// <param name="keep">Whether what it did stays.</param>
    /// <exception cref="InvalidOperationException">None is open; or it is to be kept, and a transaction in it is still open.</exception>
    public void EndAttempt(bool keep)
    {
        int depth = _attempt ?? throw new InvalidOperationException("No attempt is open.");
        if (keep && OpenTransactions != depth + 1) throw new InvalidOperationException("A transaction of the attempt is still open.");
        if (keep) CommitTransaction();
        while (OpenTransactions > depth) RollbackTransaction();
        _attempt = null;
        _state.EndRecording(keep);
        _top.EndNotes(forget: !keep);
        foreach (OverlayMap child in Children) child.EndNotes(forget: !keep);
    }

    /// <inheritdoc/>
    public H256 StorageRoot(StateVersion version) => _state.Root(Changes(), version);

    /// <inheritdoc/>
    public H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version) => _state.OrderedRoot(values, version);

    /// <inheritdoc/>
    public bool VerifySignature(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer) =>
        _verifier.Verify(scheme, signature, message, signer);

    /// <inheritdoc/>
    public void Log(RuntimeLogLevel level, string target, string message) => _log?.Write(level, target, message);

    /// <summary>All net changes so far, open transactions included, ascending by key; null means removed.</summary>
    public StateChanges Changes() => new(_top.Changes(), ChildChanges());

    /// <summary>Takes the net changes out, ascending by key; the overlay is then empty again.</summary>
    /// <exception cref="InvalidOperationException">A transaction is open.</exception>
    public StateChanges Drain()
    {
        if (OpenTransactions > 0) throw new InvalidOperationException("A transaction is still open.");
        StateChanges changes = Changes();
        _top.Clear();
        _children.Clear();
        return changes;
    }

    /// <summary>Whether keys with a prefix may be kept for the roots of child tries.</summary>
    private bool RefusesAll(ReadOnlySpan<byte> prefix)
    {
        if (!ChildStorage.MayHoldReserved(prefix)) return false;
        Log(RuntimeLogLevel.Warn, "trie", "Refuse to directly clear prefix that is part or contains of child storage key");
        return true;
    }

    /// <summary>Whether a key is kept for the roots of child tries, which follow from what is in them.</summary>
    private bool Refuses(ReadOnlySpan<byte> key)
    {
        if (!ChildStorage.IsReserved(key)) return false;
        Log(RuntimeLogLevel.Warn, "trie", "Refuse to directly set child storage key");
        return true;
    }
}
