using Gensyn.Primitives;

namespace Gensyn.Runtime.Interface;

/// <summary>Externalities over a fixed state: keeps changes in memory, in layers that nest.</summary>
/// <remarks>Used by one thread. Reads are remembered, so the backend sees each key once.</remarks>
public sealed class OverlayExternalities : IExternalities
{
    private readonly IStateBackend _backend;
    private readonly ISignatureVerifier _verifier;
    private readonly IRuntimeLog? _log;
    private readonly Func<ulong>? _proofSize;
    private readonly Dictionary<byte[], OverlayEntry> _entries = new(KeyComparer.Instance);
    private readonly Dictionary<byte[], OverlayEntry>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly SortedEntries _sorted = new();

    // One list for each open transaction: the entries it touched.
    private readonly List<List<OverlayEntry>> _layers = [];

    /// <summary>An overlay without changes.</summary>
    /// <param name="backend">The state below.</param>
    /// <param name="verifier">Who checks signatures; null checks them here.</param>
    /// <param name="log">Where log lines go; null drops them.</param>
    /// <param name="proofSize">Tells how many bytes of proof were recorded; null when nothing records.</param>
    public OverlayExternalities(IStateBackend backend, ISignatureVerifier? verifier = null, IRuntimeLog? log = null, Func<ulong>? proofSize = null)
    {
        _backend = backend;
        _verifier = verifier ?? DirectSignatureVerifier.Instance;
        _log = log;
        _proofSize = proofSize;
        _lookup = _entries.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <inheritdoc/>
    public ulong? ProofSize => _proofSize?.Invoke();

    /// <summary>How many transactions are open.</summary>
    public int OpenTransactions => _layers.Count;

    /// <inheritdoc/>
    public byte[]? Get(ReadOnlySpan<byte> key) => Entry(key).Read(_backend);

    /// <inheritdoc/>
    public bool Contains(ReadOnlySpan<byte> key) => Get(key) is not null;

    /// <inheritdoc/>
    public void Set(ReadOnlySpan<byte> key, byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Writable(Entry(key)).Set(value);
    }

    /// <inheritdoc/>
    public void Remove(ReadOnlySpan<byte> key) => Writable(Entry(key)).Set(null);

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> encodedItem)
    {
        OverlayEntry entry = Entry(key);
        OverlayVersion? current = entry.Top;
        byte[]? encoded = current is { IsList: true } ? null : entry.Read(_backend);
        OverlayVersion version = Writable(entry);
        if (current is { IsList: true })
        {
            if (!ReferenceEquals(current, version)) version.Share(current);
        }
        else
        {
            version.Open(encoded);
        }

        version.Append(encodedItem);
    }

    /// <inheritdoc/>
    public byte[]? NextKey(ReadOnlySpan<byte> key)
    {
        byte[]? below = _backend.NextKey(key);
        while (below is not null && _lookup.TryGetValue(below, out OverlayEntry? shadow) && shadow.Top is { } top && top.Read() is null)
        {
            below = _backend.NextKey(below);
        }

        for (int index = _sorted.IndexAfter(key); index < _sorted.Count; index++)
        {
            OverlayEntry entry = _sorted[index];
            if (below is not null && below.AsSpan().SequenceCompareTo(entry.Key) <= 0) break;
            if (entry.Top?.Read() is not null) return entry.Key;
        }

        return below;
    }

    /// <inheritdoc/>
    public (uint Removed, bool More) ClearPrefix(ReadOnlySpan<byte> prefix, uint limit = uint.MaxValue)
    {
        uint removed = 0;
        byte[]? key = Contains(prefix) ? prefix.ToArray() : NextKey(prefix);
        while (key is not null && key.AsSpan().StartsWith(prefix))
        {
            if (removed == limit) return (removed, true);
            Remove(key);
            removed++;
            key = NextKey(key);
        }

        return (removed, false);
    }

    /// <inheritdoc/>
    public void BeginTransaction() => _layers.Add([]);

    /// <inheritdoc/>
    public void CommitTransaction()
    {
        List<OverlayEntry> closed = TakeLayer();
        int depth = _layers.Count;
        foreach (OverlayEntry entry in closed)
        {
            OverlayVersion version = entry.Top!; // A layer lists exactly the entries whose top it made.
            version.Depth = depth;
            if (version.Below is { } below && below.Depth == depth)
            {
                version.Below = below.Below;
            }
            else if (depth > 0)
            {
                _layers[^1].Add(entry);
            }
        }
    }

    /// <inheritdoc/>
    public void RollbackTransaction()
    {
        foreach (OverlayEntry entry in TakeLayer())
        {
            entry.Top = entry.Top!.Below; // As above: the layer made the top.
        }
    }

    /// <inheritdoc/>
    public H256 StorageRoot(StateVersion version) => _backend.Root(Changes(), version);

    /// <inheritdoc/>
    public H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version) => _backend.OrderedRoot(values, version);

    /// <inheritdoc/>
    public bool VerifySignature(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> publicKey) =>
        _verifier.Verify(scheme, signature, message, publicKey);

    /// <inheritdoc/>
    public void Log(RuntimeLogLevel level, string target, string message) => _log?.Write(level, target, message);

    /// <summary>All net changes so far, open transactions included, ascending by key; null means removed.</summary>
    public IReadOnlyList<KeyValuePair<byte[], byte[]?>> Changes()
    {
        var changes = new List<KeyValuePair<byte[], byte[]?>>(_sorted.Count);
        for (int index = 0; index < _sorted.Count; index++)
        {
            if (_sorted[index] is { Top: { } top } entry) changes.Add(new(entry.Key, top.Read()));
        }

        return changes;
    }

    /// <summary>Takes the net changes out, ascending by key; the overlay is then empty again.</summary>
    /// <exception cref="InvalidOperationException">A transaction is open.</exception>
    public IReadOnlyList<KeyValuePair<byte[], byte[]?>> Drain()
    {
        if (_layers.Count > 0) throw new InvalidOperationException("A transaction is still open.");
        IReadOnlyList<KeyValuePair<byte[], byte[]?>> changes = Changes();
        _entries.Clear();
        _sorted.Clear();
        return changes;
    }

    private OverlayEntry Entry(ReadOnlySpan<byte> key)
    {
        if (_lookup.TryGetValue(key, out OverlayEntry? entry)) return entry;
        entry = new OverlayEntry(key.ToArray());
        _entries.Add(entry.Key, entry);
        return entry;
    }

    /// <summary>The version of the innermost layer, made when the layer has none yet; the caller fills it.</summary>
    private OverlayVersion Writable(OverlayEntry entry)
    {
        if (!entry.Listed)
        {
            entry.Listed = true;
            _sorted.Add(entry);
        }

        if (entry.Top is { } top && top.Depth == _layers.Count) return top;
        entry.Top = new OverlayVersion(_layers.Count, entry.Top);
        if (_layers.Count > 0) _layers[^1].Add(entry);
        return entry.Top;
    }

    private List<OverlayEntry> TakeLayer()
    {
        if (_layers.Count == 0) throw new InvalidOperationException("No transaction is open.");
        List<OverlayEntry> layer = _layers[^1];
        _layers.RemoveAt(_layers.Count - 1);
        return layer;
    }
}
