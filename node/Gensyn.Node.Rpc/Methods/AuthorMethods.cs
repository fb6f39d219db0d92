using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Node.Rpc;

/// <summary><c>author_*</c>: transactions on their way into blocks.</summary>
internal sealed class AuthorMethods(ChainService chain)
{
    // Polkadot.js looks a block up when it hears "inBlock" and drops that when the next status comes meanwhile. With instant finality
    // "finalized" would always come meanwhile, so it keeps this distance.
    private static readonly TimeSpan LookUpTime = TimeSpan.FromMilliseconds(250);

    public void Register(RpcMethods methods)
    {
        methods.Add("author_submitExtrinsic", Submit);
        methods.Subscribe(["author_submitAndWatchExtrinsic"], ["author_unwatchExtrinsic"], "author_extrinsicUpdate", SubmitAndWatch);
        methods.Add("author_pendingExtrinsics", _ => CoreJson.HexList(chain.Pool.Pending()));
        methods.Add("author_removeExtrinsic", Remove, isUnsafe: true);
    }

    /// <summary>The extrinsic that some bytes begin with; null when they do not hold a whole one.</summary>
    public static byte[]? Opaque(byte[] bytes)
    {
        ScaleReader reader = new(bytes);
        reader.ReadByteString();
        return reader.Failed ? null : bytes[..(bytes.Length - reader.Remaining)];
    }

    /// <summary>A refusal as clients know it.</summary>
    /// <remarks>Source: sc-rpc-api, author/error.rs.</remarks>
    public static RpcException Refused(PoolRefusal refusal) => refusal switch
    {
        PoolRefusal.NotValid { Error.IsUnknown: false } invalid => new(1010, "Invalid Transaction", invalid.Error.Text),
        PoolRefusal.NotValid unknown => new(1011, "Unknown Transaction Validity", unknown.Error.Text),
        PoolRefusal.TemporarilyBanned => new(1012, "Transaction is temporarily banned"),
        PoolRefusal.AlreadyImported known => new(1013, "Transaction Already Imported", Hex.Of(known.Hash)),
        PoolRefusal.PriorityTooLow low => new(
            1014, $"Priority is too low: ({low.Old} vs {low.New})", "The transaction has too low priority to replace another transaction already in the pool."),
        PoolRefusal.CycleDetected => new(1015, "Cycle Detected"),
        PoolRefusal.ImmediatelyDropped => new(1016, "Immediately Dropped", "The transaction couldn't enter the pool because of the limit"),
        PoolRefusal.NoTagsProvided => new(1019, "No tags provided", "Transaction does not provide any tags, so the pool can't identify it"),
        PoolRefusal.VerificationFailed failed => new(1002, $"Verification Error: Runtime error: {failed.Reason}", failed.Reason),
        _ => RpcException.Internal(),
    };

    private JsonNode? Submit(RpcRequest request)
    {
        byte[] extrinsic = Opaque(request.Params.Bytes(0, "bytes")) ?? throw new RpcException(1040, "Client error: Not enough data to fill buffer");
        if (chain.Pool.Submit(TransactionSource.External, extrinsic) is { } refusal) throw Refused(refusal);
        return Hex.Of(Hashing.Blake2_256(extrinsic));
    }

    private ValueTask SubmitAndWatch(RpcRequest request, RpcSubscription subscription)
    {
        byte[] extrinsic = Opaque(request.Params.Bytes(0, "bytes"))
            ?? throw new RpcException(1001, "Extrinsic has invalid format: Not enough data to fill buffer");
        long included = 0;
        PoolRefusal? refusal = chain.Pool.Submit(TransactionSource.External, extrinsic, status =>
        {
            if (status is TransactionStatus.InBlock) included = Stopwatch.GetTimestamp();
            TimeSpan left = LookUpTime - Stopwatch.GetElapsedTime(included);
            if (status is TransactionStatus.Finalized && left > TimeSpan.Zero) _ = TellLaterAsync(subscription, status, left);
            else Tell(subscription, status);
        });
        return refusal is null ? ValueTask.CompletedTask : throw Refused(refusal);
    }

    private static async Task TellLaterAsync(RpcSubscription subscription, TransactionStatus status, TimeSpan delay)
    {
        await Task.Delay(delay, CancellationToken.None).ConfigureAwait(false);
        Tell(subscription, status);
    }

    private static void Tell(RpcSubscription subscription, TransactionStatus status)
    {
        subscription.Push(CoreJson.Status(status));
        if (status.IsFinal) subscription.Complete();
    }

    private JsonNode? Remove(RpcRequest request)
    {
        List<H256> hashes = [];
        foreach (JsonElement item in RpcParams.Items(request.Params.Required(0, "bytesOrHash"), "bytesOrHash"))
        {
            if (!RpcParams.IsReadableObject(item)) throw RpcException.InvalidParams("expected objects with `hash` or `extrinsic`");
            if (item.TryGetProperty("hash", out JsonElement hash)) hashes.Add(RpcParams.AsHash(hash, "hash"));
            else if (item.TryGetProperty("extrinsic", out JsonElement bytes)) hashes.Add(Hashing.Blake2_256(RpcParams.AsBytes(bytes, "extrinsic")));
            else throw RpcException.InvalidParams("expected objects with `hash` or `extrinsic`");
        }

        return new JsonArray([.. chain.Pool.Remove(hashes).Select(static hash => (JsonNode)Hex.Of(hash))]);
    }
}
