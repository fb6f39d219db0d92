using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Gensyn.Crypto;
using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Rpc;

/// <summary><c>system_*</c>: the node, its chain, and the next nonce of an account.</summary>
internal sealed class SystemMethods(ChainService chain, ChainIdentity identity)
{
    private readonly uint _startingBlock = chain.Tree.Best.Number;

    public void Register(RpcMethods methods)
    {
        methods.Add("system_name", _ => identity.Implementation);
        methods.Add("system_version", _ => identity.Version);
        methods.Add("system_chain", _ => identity.ChainName);
        methods.Add("system_chainType", _ => identity.ChainType.DeepClone());
        methods.Add("system_properties", _ => identity.Properties.DeepClone());

        // A node of a development chain is alone, and is meant to be.
        methods.Add("system_health", _ => new JsonObject { ["peers"] = 0, ["isSyncing"] = false, ["shouldHavePeers"] = false });
        methods.Add("system_peers", _ => new JsonArray(), isUnsafe: true);
        methods.Add("system_reservedPeers", _ => new JsonArray());
        methods.Add("system_localListenAddresses", _ => new JsonArray());
        methods.Add("system_nodeRoles", _ => new JsonArray("Authority"));
        methods.Add("system_syncState", _ => new JsonObject
        {
            ["startingBlock"] = _startingBlock,
            ["currentBlock"] = chain.Tree.Best.Number,
            ["highestBlock"] = chain.Tree.Best.Number,
        });
        methods.Add(["system_accountNextIndex", "account_nextIndex"], NextIndex);
        methods.Add(["system_dryRun", "system_dryRunAt"], DryRun, isUnsafe: true);
    }

    /// <summary>The state's nonce, counted on over ready transactions that use it.</summary>
    private JsonNode? NextIndex(RpcRequest request)
    {
        string address = request.Params.Text(0, "account");
        if (!Ss58.TryDecode(address, out byte[]? account, out _) || account.Length != 32)
        {
            throw RpcException.InvalidParams("`account`: expected an SS58 address");
        }

        uint nonce;
        try
        {
            byte[] answer = chain.Host.Call(chain.Tree.Best.Hash, "AccountNonceApi_account_nonce", account);
            nonce = answer.Length == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(answer) : throw new RuntimeException("The nonce is malformed.");
        }
        catch (RuntimeException trap)
        {
            throw new RpcException(1, "Unable to query nonce.", trap.Message);
        }

        byte[] tag = [.. account, 0, 0, 0, 0];
        while (true)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(tag.AsSpan(32), nonce);
            if (!chain.Pool.Provides(tag)) return nonce;
            nonce++;
        }
    }

    private JsonNode? DryRun(RpcRequest request)
    {
        byte[] extrinsic = AuthorMethods.Opaque(request.Params.Bytes(0, "extrinsic"))
            ?? throw new RpcException(2, "Unable to dry run extrinsic", "Not enough data to fill buffer");
        H256 at = request.Params.OptionalHash(1, "at") ?? chain.Tree.Best.Hash;
        try
        {
            return Hex.Of(chain.Host.DryRun(at, extrinsic));
        }
        catch (Exception failure) when (failure is RuntimeException or UnknownBlockException)
        {
            throw new RpcException(1, "Unable to dry run extrinsic.", failure.Message);
        }
    }
}
