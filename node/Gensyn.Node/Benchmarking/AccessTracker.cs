using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Benchmarking;

/// <summary>How many different keys with a prefix were read and written.</summary>
/// <param name="Prefix">The first 32 bytes of their keys, which name the storage item; less where the key is shorter.</param>
/// <param name="Reads">Keys whose first access was not a write.</param>
/// <param name="Writes">Keys that were set or removed.</param>
internal sealed record PrefixAccess(byte[] Prefix, uint Reads, uint Writes);

/// <summary>Passes everything on to the state and counts which keys are touched.</summary>
/// <remarks>
/// A key counts once as read and once as written, however often it is; what was written is in memory, so reading it afterwards is free, and so are
/// the keys of a whitelist. Source: sc-client-db's BenchmarkingState.
/// </remarks>
internal sealed class AccessTracker(IExternalities state) : IExternalities
{
    private const int PrefixLength = 32;

    private readonly HashSet<string> _whitelist = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ulong? ProofSize => state.ProofSize;

    /// <summary>Leaves keys out of the count.</summary>
    public void Whitelist(IEnumerable<byte[]> keys) => _whitelist.UnionWith(keys.Select(static key => Name([], key)));

    /// <summary>Forgets what was counted.</summary>
    public void Reset()
    {
        _read.Clear();
        _written.Clear();
    }

    /// <summary>What was counted, by prefix.</summary>
    public IReadOnlyList<PrefixAccess> Count() => [.. _read.Select(static key => (Key: key, IsRead: true))
        .Concat(_written.Select(static key => (Key: key, IsRead: false)))
        .Where(access => !_whitelist.Contains(access.Key))
        .GroupBy(static access => PrefixOf(access.Key), StringComparer.Ordinal)
        .OrderBy(static group => group.Key, StringComparer.Ordinal)
        .Select(static group => new PrefixAccess(
            Convert.FromHexString(group.Key.TrimEnd('/')),
            (uint)group.Count(static access => access.IsRead),
            (uint)group.Count(static access => !access.IsRead)))];

    /// <inheritdoc/>
    public byte[]? Get(ReadOnlySpan<byte> key)
    {
        Read([], key);
        return state.Get(key);
    }

    /// <inheritdoc/>
    public bool Contains(ReadOnlySpan<byte> key)
    {
        Read([], key);
        return state.Contains(key);
    }

    /// <inheritdoc/>
    public void Set(ReadOnlySpan<byte> key, byte[] value)
    {
        Write([], key);
        state.Set(key, value);
    }

    /// <inheritdoc/>
    public void Remove(ReadOnlySpan<byte> key)
    {
        Write([], key);
        state.Remove(key);
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> encodedItem)
    {
        // The first item that is appended needs the list that is there.
        Read([], key);
        Write([], key);
        state.Append(key, encodedItem);
    }

    /// <inheritdoc/>
    public byte[]? NextKey(ReadOnlySpan<byte> key)
    {
        byte[]? next = state.NextKey(key);
        Read([], Follows(key, next) ? next : key);
        return next;
    }

    /// <inheritdoc/>
    public RemovalResult ClearPrefix(ReadOnlySpan<byte> prefix, uint? limit = null, byte[]? cursor = null)
    {
        Clear(prefix, cursor ?? prefix.ToArray(), limit ?? uint.MaxValue);
        return state.ClearPrefix(prefix, limit, cursor);
    }

    /// <inheritdoc/>
    public void BeginTransaction() => state.BeginTransaction();

    /// <inheritdoc/>
    public void CommitTransaction() => state.CommitTransaction();

    /// <inheritdoc/>
    public void RollbackTransaction() => state.RollbackTransaction();

    /// <inheritdoc/>
    public H256 StorageRoot(StateVersion version) => state.StorageRoot(version);

    /// <inheritdoc/>
    public H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version) => state.OrderedRoot(values, version);

    /// <inheritdoc/>
    public bool VerifySignature(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer) =>
        state.VerifySignature(scheme, signature, message, signer);

    /// <inheritdoc/>
    public void Log(RuntimeLogLevel level, string target, string message) => state.Log(level, target, message);

    /// <inheritdoc/>
    public byte[]? ChildGet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key)
    {
        Read(id, key);
        return state.ChildGet(id, key);
    }

    /// <inheritdoc/>
    public void ChildSet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key, byte[] value)
    {
        Write(id, key);
        state.ChildSet(id, key, value);
    }

    /// <inheritdoc/>
    public void ChildRemove(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key)
    {
        Write(id, key);
        state.ChildRemove(id, key);
    }

    /// <inheritdoc/>
    public bool ChildContains(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key)
    {
        Read(id, key);
        return state.ChildContains(id, key);
    }

    /// <inheritdoc/>
    public byte[]? ChildNextKey(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key)
    {
        byte[]? next = state.ChildNextKey(id, key);
        Read(id, next ?? key);
        return next;
    }

    /// <inheritdoc/>
    public RemovalResult ChildClearPrefix(ReadOnlySpan<byte> id, ReadOnlySpan<byte> prefix, uint? limit = null, byte[]? cursor = null)
    {
        byte[] start = cursor ?? prefix.ToArray();
        byte[]? key = state.ChildContains(id, start) ? start : state.ChildNextKey(id, start);
        for (uint count = 0; key is not null && key.AsSpan().StartsWith(prefix) && !(count >= limit); count++, key = state.ChildNextKey(id, key))
        {
            Read(id, key);
            Write(id, key);
        }

        return state.ChildClearPrefix(id, prefix, limit, cursor);
    }

    /// <inheritdoc/>
    public H256 ChildStorageRoot(ReadOnlySpan<byte> id, StateVersion version) => state.ChildStorageRoot(id, version);

    private void Clear(ReadOnlySpan<byte> prefix, byte[] start, uint limit)
    {
        byte[]? key = state.Contains(start) ? start : state.NextKey(start);
        for (uint count = 0; key is not null && key.AsSpan().StartsWith(prefix) && count < limit; count++, key = state.NextKey(key))
        {
            Read([], key);
            Write([], key);
        }
    }

    // The end of an iteration is the search for a key that is not there.
    private static bool Follows(ReadOnlySpan<byte> key, byte[]? next) =>
        next is not null && key.Length >= PrefixLength && next.AsSpan().StartsWith(key[..PrefixLength]);

    // The name of a child trie goes before the key, apart from it: no key has a slash.
    private static string Name(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) =>
        id.IsEmpty ? Convert.ToHexString(key) : $"{Convert.ToHexString(id)}/{Convert.ToHexString(key)}";

    // Of a child trie it is the trie's own name.
    private static string PrefixOf(string name) =>
        name.IndexOf('/', StringComparison.Ordinal) is >= 0 and int slash ? name[..(slash + 1)] : name[..Math.Min(name.Length, 2 * PrefixLength)];

    private void Read(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key)
    {
        string name = Name(id, key);
        if (!_written.Contains(name)) _read.Add(name);
    }

    private void Write(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => _written.Add(Name(id, key));
}
