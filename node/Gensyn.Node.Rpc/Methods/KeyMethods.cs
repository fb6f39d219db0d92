using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Scale;

namespace Gensyn.Node.Rpc;

/// <summary><c>author_*</c> methods about the node's own keys.</summary>
/// <remarks>Source: sc-rpc, author/mod.rs.</remarks>
internal sealed class KeyMethods(ChainService chain, FileKeystore keystore)
{
    /// <summary>Errors of this kind have no code of their own. Source: sc-rpc-api, author/error.rs, OTHER_ERR.</summary>
    private const int Other = 1040;

    private static readonly Codec<(byte[] Keys, byte[] Proof)> Generated = Codecs.Tuple(Codecs.Bytes, Codecs.Bytes);

    public void Register(RpcMethods methods)
    {
        methods.Add("author_insertKey", Insert, isUnsafe: true);
        methods.Add("author_hasKey", request => keystore.Contains(KeyType(request, 1), request.Params.Bytes(0, "publicKey")), isUnsafe: true);
        methods.Add("author_hasSessionKeys", request => HasSessionKeys(request.Params.Bytes(0, "sessionKeys")), isUnsafe: true);
        methods.Add("author_rotateKeys", _ => Hex.Of(Rotate([]).Keys), isUnsafe: true);
        methods.Add("author_rotateKeysWithOwner", RotateWithOwner, isUnsafe: true);
    }

    private static uint KeyType(RpcRequest request, int index) => Encoding.UTF8.GetBytes(request.Params.Text(index, "keyType")) is { Length: 4 } letters
        ? BinaryPrimitives.ReadUInt32LittleEndian(letters)
        : throw new RpcException(Other, "Invalid key type ID format (should be of length four)");

    private JsonNode? Insert(RpcRequest request)
    {
        uint type = KeyType(request, 0);
        string uri = request.Params.Text(1, "suri");
        byte[] key = request.Params.Bytes(2, "publicKey");
        try
        {
            keystore.Insert(type, uri, key);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RpcException(Other, "The key store is unavailable");
        }

        return null;
    }

    private JsonNode? RotateWithOwner(RpcRequest request)
    {
        (byte[] keys, byte[] proof) = Rotate(request.Params.Bytes(0, "owner"));
        return new JsonObject { ["keys"] = Hex.Of(keys), ["proof"] = Hex.Of(proof) };
    }

    private (byte[] Keys, byte[] Proof) Rotate(byte[] owner)
    {
        const byte noSeed = 0;
        byte[] made = chain.Host.CallWithKeys(chain.Tree.Best.Hash, "SessionKeys_generate_session_keys", [.. Codecs.Bytes.ToBytes(owner), noSeed], keystore);
        return Generated.TryDecode(made, out (byte[] Keys, byte[] Proof) generated) ? generated : throw RpcException.Internal("the runtime's session keys are malformed");
    }

    // The runtime says which keys there are in a set: pairs of a key and its type.
    private bool HasSessionKeys(byte[] encoded)
    {
        ScaleReader reader = new(chain.Host.Call(chain.Tree.Best.Hash, "SessionKeys_decode_session_keys", Codecs.Bytes.ToBytes(encoded)));
        if (reader.ReadByte() != 1) throw new RpcException(Other, "Session keys are not encoded correctly");
        int count = reader.ReadLength();
        bool has = true;
        for (int index = 0; index < count && !reader.Failed; index++)
        {
            ReadOnlySpan<byte> key = reader.ReadByteString();
            has &= keystore.Contains(reader.ReadU32(), key);
        }

        return reader.Failed ? throw RpcException.Internal("the runtime's session keys are malformed") : has;
    }
}
