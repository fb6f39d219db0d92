using System.Text.Json.Nodes;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Workers.Chain;

/// <summary>The state after one block, read over RPC as pallets ask for it.</summary>
/// <remarks>
/// Pallets read synchronously, so each first read of a key blocks its thread for one round trip; what was read is kept. Nothing can be written:
/// the pallets over this state are used for their storage items only. One object serves one thread.
/// </remarks>
internal sealed class RemoteState(JsonRpcClient rpc, H256 block, CancellationToken cancellation) : IExternalities
{
    private readonly Dictionary<string, byte[]?> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _next = new(StringComparer.Ordinal);

    public ulong? ProofSize => null;

    public byte[]? Get(ReadOnlySpan<byte> key)
    {
        string hex = Hex.Of(key);
        if (_known.TryGetValue(hex, out byte[]? value)) return value;
        value = Read("state_getStorage", [hex, block.ToString()])?.ToString() is { } text ? Hex.Parse(text) : null;
        _known[hex] = value;
        return value;
    }

    public bool Contains(ReadOnlySpan<byte> key) => Get(key) is not null;

    public byte[]? NextKey(ReadOnlySpan<byte> key)
    {
        string hex = Hex.Of(key);
        if (!_next.TryGetValue(hex, out string? next))
        {
            // Pallets walk a map from its prefix on: one page brings the following keys of the same item too.
            const int Page = 256, ItemPrefixBytes = 32;
            string prefix = hex.Length > 2 + (2 * ItemPrefixBytes) ? hex[..(2 + (2 * ItemPrefixBytes))] : hex;
            string? at = hex;
            JsonArray keys = Read("state_getKeysPaged", [prefix, Page, hex, block.ToString()]) as JsonArray ?? [];
            foreach (JsonNode? found in keys)
            {
                string text = found!.ToString();
                _next[at] = text;
                at = text;
            }

            if (keys.Count < Page) _next[at] = null;
            next = _next[hex];
        }

        return next is null ? null : Hex.Parse(next);
    }

    public byte[]? ChildGet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) =>
        Read("childstate_getStorage", [Hex.Of(ChildStorage.KeyOf(id)), Hex.Of(key), block.ToString()])?.ToString() is { } text ? Hex.Parse(text) : null;

    public bool ChildContains(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => ChildGet(id, key) is not null;

    public byte[]? ChildNextKey(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) =>
        Read("childstate_getKeysPaged", [Hex.Of(ChildStorage.KeyOf(id)), "0x", 1, Hex.Of(key), block.ToString()]) is JsonArray { Count: 1 } keys ? Hex.Parse(keys[0]!.ToString()) : null;

    public void ChildSet(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key, byte[] value) => throw ReadOnly();

    public void ChildRemove(ReadOnlySpan<byte> id, ReadOnlySpan<byte> key) => throw ReadOnly();

    public RemovalResult ChildClearPrefix(ReadOnlySpan<byte> id, ReadOnlySpan<byte> prefix, uint? limit = null, byte[]? cursor = null) => throw ReadOnly();

    public H256 ChildStorageRoot(ReadOnlySpan<byte> id, StateVersion version) => throw ReadOnly();

    public void Set(ReadOnlySpan<byte> key, byte[] value) => throw ReadOnly();

    public void Remove(ReadOnlySpan<byte> key) => throw ReadOnly();

    public void Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> encodedItem) => throw ReadOnly();

    public RemovalResult ClearPrefix(ReadOnlySpan<byte> prefix, uint? limit = null, byte[]? cursor = null) => throw ReadOnly();

    public void BeginTransaction() => throw ReadOnly();

    public void CommitTransaction() => throw ReadOnly();

    public void RollbackTransaction() => throw ReadOnly();

    public H256 StorageRoot(StateVersion version) => throw ReadOnly();

    public H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version) => throw ReadOnly();

    public bool VerifySignature(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer) => throw ReadOnly();

    public void Log(RuntimeLogLevel level, string target, string message)
    {
    }

    private static InvalidOperationException ReadOnly() => new("A view of a remote chain's state can be read, not executed on.");

    private JsonNode? Read(string method, JsonArray parameters) =>
#pragma warning disable VSTHRD002 // The pallets' storage items are synchronous; views live on worker threads without a synchronisation context.
        rpc.CallAsync(method, parameters, cancellation).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
}
