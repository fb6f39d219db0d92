using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Primitives;

namespace Gensyn.Node.Rpc;

/// <summary><c>engine_*</c>: blocks on request, for development.</summary>
/// <remarks>Source: sc-consensus-manual-seal.</remarks>
internal sealed class EngineMethods(ChainService chain)
{
    public void Register(RpcMethods methods)
    {
        methods.Add(["engine_createBlock"], CreateBlockAsync, isUnsafe: true);
        methods.Add("engine_finalizeBlock", FinalizeBlock, isUnsafe: true);
    }

    private async ValueTask<JsonNode?> CreateBlockAsync(RpcRequest request)
    {
        bool createEmpty = request.Params.Flag(0, "createEmpty");
        bool finalise = request.Params.Flag(1, "finalize");
        H256? parent = request.Params.OptionalHash(2, "parentHash");
        try
        {
            (ExecutedBlock block, bool isBest) = await chain.Author.CreateAsync(createEmpty, finalise, parent, request.Cancellation).ConfigureAwait(false);
            return new JsonObject
            {
                ["hash"] = Hex.Of(block.Hash),
                ["aux"] = new JsonObject
                {
                    ["header_only"] = false,
                    ["clear_justification_requests"] = false,
                    ["needs_justification"] = false,
                    ["bad_justification"] = false,
                    ["is_new_best"] = isBest,
                },
                ["proof_size"] = 0,
            };
        }
        catch (SealException failure)
        {
            throw new RpcException(Code(failure.Failure), failure.Message);
        }
    }

    private JsonNode? FinalizeBlock(RpcRequest request)
    {
        H256 hash = request.Params.Hash(0, "hash");
        if (chain.Tree.Header(hash) is null) throw new RpcException(13_000, $"Block {hash} was not found");
        return chain.Finalise(hash) ? true : throw new RpcException(16_000, $"Block {hash} is not above the finalized block");
    }

    private static int Code(SealFailure failure) => failure switch
    {
        SealFailure.Stopping => 10_000,
        SealFailure.EmptyPool => 12_000,
        SealFailure.UnknownParent => 13_000,
        _ => 14_000,
    };
}
