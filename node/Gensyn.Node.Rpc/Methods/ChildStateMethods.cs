using System.Text.Json.Nodes;
using Gensyn.Node.Chain;

namespace Gensyn.Node.Rpc;

/// <summary><c>childstate_*</c>: tries inside the trie.</summary>
/// <remarks>The runtime's host functions make no child tries, so every one that is asked about is empty: that is what these answer.</remarks>
internal sealed class ChildStateMethods(BlockTree tree)
{
    public void Register(RpcMethods methods)
    {
        methods.Add("childstate_getKeys", request => Check(request, 2, new JsonArray()));
        methods.Add(["childstate_getKeysPaged", "childstate_getKeysPagedAt"], request => Check(request, 4, new JsonArray()));
        methods.Add("childstate_getStorage", request => Check(request, 2, null));
        methods.Add("childstate_getStorageHash", request => Check(request, 2, null));
        methods.Add("childstate_getStorageSize", request => Check(request, 2, null));
        methods.Add("childstate_getStorageEntries", request => Check(request, 2, new JsonArray(new JsonNode?[request.Params.BytesList(1, "keys").Count])));
    }

    private JsonNode? Check(RpcRequest request, int hashIndex, JsonNode? answer)
    {
        byte[] child = request.Params.Bytes(0, "childStorageKey");
        if (!child.AsSpan().StartsWith(":child_storage:default:"u8)) throw new RpcException(4003, "Client error: Invalid child storage key");
        tree.State(request.Params.OptionalHash(hashIndex, "hash") ?? tree.Best.Hash);
        return answer;
    }
}
