using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Primitives;

namespace Gensyn.Node.Rpc;

/// <summary><c>childstate_*</c>: tries inside the trie. One that is not there is empty.</summary>
/// <remarks>Source: sc_rpc_api child_state. A child trie is named by the key of its root in the top trie.</remarks>
internal sealed class ChildStateMethods(BlockTree tree)
{
    public void Register(RpcMethods methods)
    {
        methods.Add("childstate_getKeys", request => CoreJson.HexList(Keys(request, request.Params.Bytes(1, "prefix"), null, hashIndex: 2)));
        methods.Add(["childstate_getKeysPaged", "childstate_getKeysPagedAt"], GetKeysPaged);
        methods.Add("childstate_getStorage", request => CoreJson.HexOrNull(Value(request)));
        methods.Add("childstate_getStorageHash", request => Value(request) is { } value ? Hex.Of(Hashing.Blake2_256(value)) : null);
        methods.Add("childstate_getStorageSize", request => Value(request)?.Length);
        methods.Add("childstate_getStorageEntries", GetStorageEntries);
        methods.Add("state_getChildReadProof", GetChildReadProof);
    }

    private static byte[] Child(RpcRequest request) =>
        ChildStorage.IdOf(request.Params.Bytes(0, "childStorageKey")) ?? throw new RpcException(4003, "Client error: Invalid child storage key");

    private H256 Block(RpcRequest request, int index) => request.Params.OptionalHash(index, "hash") ?? tree.Best.Hash;

    private IEnumerable<byte[]> Keys(RpcRequest request, byte[] prefix, byte[]? after, int hashIndex)
    {
        byte[] child = Child(request);
        foreach (byte[] key in tree.State(Block(request, hashIndex)).ChildKeys(child, prefix, after))
        {
            request.Cancellation.ThrowIfCancellationRequested();
            yield return key;
        }
    }

    private byte[]? Value(RpcRequest request)
    {
        byte[] child = Child(request);
        return tree.State(Block(request, 2)).ChildGet(child, request.Params.Bytes(1, "key"));
    }

    private JsonNode? GetKeysPaged(RpcRequest request)
    {
        uint count = StateMethods.PageSize(request, 2);
        byte[] prefix = request.Params.OptionalBytes(1, "prefix") ?? [];
        return CoreJson.HexList(Keys(request, prefix, request.Params.OptionalBytes(3, "startKey"), hashIndex: 4).Take((int)count));
    }

    private JsonNode? GetStorageEntries(RpcRequest request)
    {
        byte[] child = Child(request);
        List<byte[]> keys = request.Params.BytesList(1, "keys");
        IKeptState state = tree.State(Block(request, 2));
        return new JsonArray([.. keys.Select(key => CoreJson.HexOrNull(state.ChildGet(child, key)))]);
    }

    private JsonNode? GetChildReadProof(RpcRequest request)
    {
        byte[] child = Child(request);
        List<byte[]> keys = request.Params.BytesList(1, "keys");
        H256 block = Block(request, 2);
        return new JsonObject { ["at"] = Hex.Of(block), ["proof"] = CoreJson.HexList(tree.State(block).ProveChild(child, keys)) };
    }
}
