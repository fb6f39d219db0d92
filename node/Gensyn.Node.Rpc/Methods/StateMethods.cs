using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Node.Rpc;

/// <summary><c>state_*</c>: storage, runtime calls and proofs at any kept block.</summary>
internal sealed class StateMethods(ChainService chain)
{
    /// <summary>How many keys one page may hold (STORAGE_KEYS_PAGED_MAX_COUNT).</summary>
    private const uint MaxPage = 1000;

    private static readonly byte[] CodeKey = ":code"u8.ToArray();

    private readonly ConcurrentDictionary<H256, string> _metadata = new();

    public void Register(RpcMethods methods)
    {
        methods.Add(["state_call", "state_callAt"], Call);
        methods.Add("state_getKeys", request => CoreJson.HexList(Keys(State(request, 1), request.Params.Bytes(0, "prefix"), null, request.Cancellation)));
        methods.Add("state_getPairs", GetPairs, isUnsafe: true);
        methods.Add(["state_getKeysPaged", "state_getKeysPagedAt"], GetKeysPaged);
        methods.Add(["state_getStorage", "state_getStorageAt"], request => CoreJson.HexOrNull(State(request, 1).Get(request.Params.Bytes(0, "key"))));
        methods.Add(
            ["state_getStorageHash", "state_getStorageHashAt"],
            request => State(request, 1).Get(request.Params.Bytes(0, "key")) is { } value ? Hex.Of(Hashing.Blake2_256(value)) : null);
        methods.Add(["state_getStorageSize", "state_getStorageSizeAt"], GetStorageSize);
        methods.Add("state_getMetadata", request => Metadata(Block(request, 0)));
        methods.Add(["state_getRuntimeVersion", "chain_getRuntimeVersion"], request => CoreJson.RuntimeVersion(VersionAt(chain, Block(request, 0))));
        methods.Add("state_queryStorageAt", QueryStorageAt);
        methods.Add("state_queryStorage", QueryStorage, isUnsafe: true);
        methods.Add("state_getReadProof", GetReadProof);
    }

    /// <summary>The runtime's version at a block.</summary>
    public static RuntimeVersion VersionAt(ChainService chain, H256 block) =>
        RuntimeVersion.Codec.TryDecode(chain.Host.Call(block, "Core_version", []), out RuntimeVersion? version)
            ? version
            : throw new RuntimeException("The runtime's version is malformed.");

    /// <summary>How many keys a page may have, as the client asks.</summary>
    internal static uint PageSize(RpcRequest request, int index)
    {
        uint count = request.Params.Count(index, "count");
        return count <= MaxPage ? count : throw new RpcException(4002, $"count exceeds maximum value. value: {count}, max: {MaxPage}");
    }

    private static IEnumerable<byte[]> Keys(IKeptState state, byte[] prefix, byte[]? after, CancellationToken cancellation)
    {
        foreach (byte[] key in state.Keys(prefix, after))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return key;
        }
    }

    private H256 Block(RpcRequest request, int index) => request.Params.OptionalHash(index, "hash") ?? chain.Tree.Best.Hash;

    private IKeptState State(RpcRequest request, int index) => chain.Tree.State(Block(request, index));

    private JsonNode? Call(RpcRequest request) =>
        Hex.Of(chain.Host.Call(Block(request, 2), request.Params.Text(0, "name"), request.Params.Bytes(1, "bytes")));

    private JsonNode? GetPairs(RpcRequest request)
    {
        IKeptState state = State(request, 1);
        return new JsonArray([.. Keys(state, request.Params.Bytes(0, "prefix"), null, request.Cancellation)
            .Select(key => new JsonArray(Hex.Of(key), CoreJson.HexOrNull(state.Get(key))))]);
    }

    private JsonNode? GetKeysPaged(RpcRequest request)
    {
        uint count = PageSize(request, 1);
        byte[] prefix = request.Params.OptionalBytes(0, "prefix") ?? [];
        return CoreJson.HexList(Keys(State(request, 3), prefix, request.Params.OptionalBytes(2, "startKey"), request.Cancellation).Take((int)count));
    }

    private JsonNode? GetStorageSize(RpcRequest request)
    {
        byte[] key = request.Params.Bytes(0, "key");
        IKeptState state = State(request, 1);
        if (state.Get(key) is { } value) return value.Length;

        // A sum over a prefix may walk the whole state.
        if (!request.AllowUnsafe) return null;
        long sum = 0;
        bool any = false;
        foreach (byte[] found in Keys(state, key, null, request.Cancellation))
        {
            sum += state.Get(found)?.Length ?? 0;
            any = true;
        }

        return any ? sum : null;
    }

    /// <summary>Metadata is large and changes only with the code, so its text is kept by the code's hash.</summary>
    private JsonNode? Metadata(H256 block)
    {
        H256 code = Hashing.Blake2_256(chain.Tree.State(block).Get(CodeKey));
        return _metadata.GetOrAdd(code, _ =>
        {
            // The outer length of OpaqueMetadata is not part of the answer.
            ScaleReader reader = new(chain.Host.Call(block, "Metadata_metadata", []));
            ReadOnlySpan<byte> metadata = reader.ReadByteString();
            return reader.Failed ? throw new RuntimeException("The runtime's metadata is malformed.") : Hex.Of(metadata);
        });
    }

    private JsonNode? QueryStorageAt(RpcRequest request)
    {
        List<byte[]> keys = request.Params.BytesList(0, "keys");
        H256 block = request.Params.OptionalHash(1, "at") ?? chain.Tree.Best.Hash;
        IKeptState state = chain.Tree.State(block);
        return new JsonArray(CoreJson.ChangeSet(block, keys.Select(key => (key, state.Get(key)))));
    }

    private JsonNode? QueryStorage(RpcRequest request)
    {
        List<byte[]> keys = request.Params.BytesList(0, "keys");
        H256 from = request.Params.Hash(1, "block");
        H256 to = request.Params.OptionalHash(2, "hash") ?? chain.Tree.Best.Hash;
        JsonArray sets = [];
        byte[]?[]? last = null;
        foreach (H256 block in Range(from, to))
        {
            request.Cancellation.ThrowIfCancellationRequested();
            IKeptState state = chain.Tree.State(block);
            byte[]?[] now = [.. keys.Select(key => state.Get(key))];
            List<(byte[] Key, byte[]? Value)> changes = [];
            for (int index = 0; index < now.Length; index++)
            {
                if (last is null || !Same(last[index], now[index])) changes.Add((keys[index], now[index]));
            }

            if (changes.Count > 0) sets.Add(CoreJson.ChangeSet(block, changes));
            last = now;
        }

        return sets;
    }

    private List<H256> Range(H256 from, H256 to)
    {
        BlockHeader first = chain.Tree.Header(from) ?? throw BadRange(from, to, "the first block is unknown");
        List<H256> blocks = [];
        for (H256 hash = to; ;)
        {
            BlockHeader header = chain.Tree.Header(hash) ?? throw BadRange(from, to, "the last block is unknown");
            blocks.Add(hash);
            if (hash == from) break;
            if (header.Number <= first.Number) throw BadRange(from, to, "the first block is not an ancestor of the last one");
            hash = header.ParentHash;
        }

        blocks.Reverse();
        return blocks;
    }

    private JsonNode? GetReadProof(RpcRequest request)
    {
        List<byte[]> keys = request.Params.BytesList(0, "keys");
        H256 block = Block(request, 1);
        return new JsonObject { ["at"] = Hex.Of(block), ["proof"] = CoreJson.HexList(chain.Tree.State(block).Prove(keys)) };
    }

    private static bool Same(byte[]? left, byte[]? right) => left is null ? right is null : right is not null && left.AsSpan().SequenceEqual(right);

    private static RpcException BadRange(H256 from, H256 to, string reason) => new(4001, $"Cannot resolve a block range ['{from}' ... '{to}]. {reason}");
}
