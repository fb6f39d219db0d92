using System.Globalization;
using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Primitives;

namespace Gensyn.Node.Rpc;

/// <summary><c>transaction_v1_*</c> and <c>transactionWatch_v1_*</c>: sending transactions.</summary>
/// <remarks>Source: paritytech/json-rpc-interface-spec, transaction and transactionWatch.</remarks>
internal sealed class TransactionMethods(ChainService chain, ChainFeed feed)
{
    public void Register(RpcMethods methods)
    {
        methods.Subscribe(["transactionWatch_v1_submitAndWatch"], ["transactionWatch_v1_unwatch"], "transactionWatch_v1_watchEvent", SubmitAndWatch);
        methods.Add("transaction_v1_broadcast", Broadcast);
        methods.Add("transaction_v1_stop", Stop);
    }

    private ValueTask SubmitAndWatch(RpcRequest request, RpcSubscription subscription)
    {
        byte[] bytes = request.Params.LooseBytes(0, "transaction");
        PoolRefusal? refusal = AuthorMethods.Opaque(bytes) is { } extrinsic
            ? chain.Pool.Submit(TransactionSource.External, extrinsic, status => Tell(subscription, status))
            : new PoolRefusal.VerificationFailed("Extrinsic bytes cannot be decoded");
        if (refusal is null) return ValueTask.CompletedTask;

        // Here a refusal is an event, not an error.
        RpcException reason = AuthorMethods.Refused(refusal);
        string text = reason.Detail is null ? reason.Message : $"{reason.Message}: {(string?)reason.Detail}";
        string kind = refusal is PoolRefusal.ImmediatelyDropped ? "dropped" : "invalid";
        subscription.Push(new JsonObject { ["event"] = kind, ["error"] = text });
        subscription.Complete();
        return ValueTask.CompletedTask;
    }

    private static void Tell(RpcSubscription subscription, TransactionStatus status)
    {
        JsonObject? news = status switch
        {
            TransactionStatus.Ready => new JsonObject { ["event"] = "validated" },
            TransactionStatus.InBlock included => new JsonObject { ["event"] = "bestChainBlockIncluded", ["block"] = Place(included.Block, included.Index) },
            TransactionStatus.Retracted => new JsonObject { ["event"] = "bestChainBlockIncluded", ["block"] = null },
            TransactionStatus.Finalized final => new JsonObject { ["event"] = "finalized", ["block"] = Place(final.Block, final.Index) },
            TransactionStatus.Usurped => new JsonObject { ["event"] = "invalid", ["error"] = "Extrinsic was usurped by another extrinsic" },
            TransactionStatus.Invalid => new JsonObject { ["event"] = "invalid", ["error"] = "Extrinsic marked as invalid" },
            TransactionStatus.Dropped => new JsonObject { ["event"] = "dropped", ["error"] = "Extrinsic dropped from the pool due to exceeding limits" },
            TransactionStatus.FinalityTimeout => new JsonObject { ["event"] = "dropped", ["error"] = "Maximum number of finality watchers has been reached" },
            _ => null,
        };
        if (news is not null) subscription.Push(news);
        if (status.IsFinal) subscription.Complete();
    }

    private static JsonObject Place(H256 block, int index) => new() { ["hash"] = Hex.Of(block), ["index"] = index };

    private JsonNode? Broadcast(RpcRequest request)
    {
        byte[] bytes = request.Params.LooseBytes(0, "transaction");
        return request.Connection?.Session(() => new BroadcastSession(chain, feed)).Start(AuthorMethods.Opaque(bytes));
    }

    private JsonNode? Stop(RpcRequest request)
    {
        string id = request.Params.Text(0, "operationId");
        if (request.Connection?.Session(() => new BroadcastSession(chain, feed)).Stop(id) != true) throw RpcException.InvalidParams("Invalid operation id");
        return null;
    }

    /// <summary>What one connection keeps sending until it is final, stopped, or the connection ends.</summary>
    private sealed class BroadcastSession : IDisposable
    {
        private const int MaxBroadcasts = 16;

        private readonly Lock _gate = new();
        private readonly ChainService _chain;
        private readonly ChainFeed _feed;
        private readonly Dictionary<string, Attempt> _attempts = new(StringComparer.Ordinal);
        private long _nextId;

        public BroadcastSession(ChainService chain, ChainFeed feed)
        {
            _chain = chain;
            _feed = feed;
            feed.Listen(Pass);
        }

        /// <summary>The new operation's id, or null at the limit.</summary>
        public string? Start(byte[]? extrinsic)
        {
            Attempt attempt = new(_chain.Pool, extrinsic);
            string id;
            lock (_gate)
            {
                if (_attempts.Count >= MaxBroadcasts) return null;
                id = (_nextId++).ToString(CultureInfo.InvariantCulture);
                _attempts[id] = attempt;
            }

            attempt.Try();
            return id;
        }

        public bool Stop(string id)
        {
            lock (_gate) return _attempts.Remove(id);
        }

        public void Dispose()
        {
            _feed.Leave(Pass);
            lock (_gate) _attempts.Clear();
        }

        private void Pass(ChainEvent news)
        {
            if (news is not ChainEvent.BestChanged) return;
            lock (_gate)
            {
                foreach (Attempt attempt in _attempts.Values) _ = Task.Run(attempt.Try);
            }
        }
    }

    private sealed class Attempt(TransactionPool pool, byte[]? extrinsic)
    {
        private int _held = extrinsic is null ? 1 : 0;

        /// <summary>Sends the transaction unless the pool or a block has it.</summary>
        public void Try()
        {
            if (extrinsic is null || Interlocked.Exchange(ref _held, 1) == 1) return;
            PoolRefusal? refusal = pool.Submit(TransactionSource.External, extrinsic, status =>
            {
                // After the end that counts nothing is left to do; after any other it may be sent again.
                if (status.IsFinal && status is not TransactionStatus.Finalized) Volatile.Write(ref _held, 0);
            });
            if (refusal is not null) Volatile.Write(ref _held, 0);
        }
    }
}
