using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Workers.Chain;

/// <summary>A typed client of the chain over one WebSocket connection: state, events and signed calls.</summary>
/// <remarks>Thread-safe. It follows finalised blocks only, so what it reports is never undone.</remarks>
public sealed class ChainClient : IAsyncDisposable
{
    // Long enough for a busy pool, short enough that a lost transaction is given up for good within minutes.
    private const uint MortalBlocks = 64;

    private readonly JsonRpcClient _rpc;
    private readonly SemaphoreSlim _submitting = new(1, 1);

    private ChainClient(JsonRpcClient rpc, H256 genesis, uint specVersion, uint transactionVersion)
    {
        _rpc = rpc;
        GenesisHash = genesis;
        SpecVersion = specVersion;
        TransactionVersion = transactionVersion;
    }

    /// <summary>The hash of block 0: which chain this is.</summary>
    public H256 GenesisHash { get; }

    /// <summary>The version of the runtime when the client connected.</summary>
    public uint SpecVersion { get; }

    /// <summary>The version of the runtime's transaction format.</summary>
    public uint TransactionVersion { get; }

    /// <summary>Completes when the connection is gone.</summary>
    public Task Closed => _rpc.Closed;

    /// <summary>Connects to a node's RPC.</summary>
    /// <exception cref="IOException">The node is not there, or not of this chain's kind.</exception>
    public static async Task<ChainClient> ConnectAsync(Uri url, CancellationToken cancellation = default)
    {
        JsonRpcClient rpc = await JsonRpcClient.ConnectAsync(url, cancellation).ConfigureAwait(false);
        try
        {
            H256 genesis = ParseHash(await rpc.CallAsync("chain_getBlockHash", [0], cancellation).ConfigureAwait(false));
            JsonNode version = await rpc.CallAsync("state_getRuntimeVersion", [], cancellation).ConfigureAwait(false)
                ?? throw new IOException("The node has no runtime version.");
            return new ChainClient(rpc, genesis, version["specVersion"]!.GetValue<uint>(), version["transactionVersion"]!.GetValue<uint>());
        }
        catch
        {
            await rpc.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The latest finalised block, then every later one the node tells of; heights may be skipped.</summary>
    public async IAsyncEnumerable<FinalisedHead> FinalisedHeadsAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        IAsyncEnumerable<JsonNode?> headers = _rpc.SubscribeAsync("chain_subscribeFinalizedHeads", [], "chain_unsubscribeFinalizedHeads", cancellation);
        await foreach (JsonNode? header in headers.ConfigureAwait(false))
        {
            uint number = ParseNumber(header?["number"]);
            yield return new FinalisedHead(number, await HashAtAsync(number, cancellation).ConfigureAwait(false));
        }
    }

    /// <summary>The latest finalised block.</summary>
    public async Task<FinalisedHead> FinalisedHeadAsync(CancellationToken cancellation = default)
    {
        H256 hash = ParseHash(await _rpc.CallAsync("chain_getFinalizedHead", [], cancellation).ConfigureAwait(false));
        JsonNode? header = await _rpc.CallAsync("chain_getHeader", [hash.ToString()], cancellation).ConfigureAwait(false);
        return new FinalisedHead(ParseNumber(header?["number"]), hash);
    }

    /// <summary>The hash of the block at a height.</summary>
    public async Task<H256> HashAtAsync(uint number, CancellationToken cancellation = default) =>
        ParseHash(await _rpc.CallAsync("chain_getBlockHash", [number], cancellation).ConfigureAwait(false));

    /// <summary>The state after a finalised block.</summary>
    public ChainView At(FinalisedHead head, CancellationToken cancellation = default) => new(new RemoteState(_rpc, head.Hash, cancellation), head);

    /// <summary>The state after a block, by hash.</summary>
    public async Task<ChainView> AtAsync(H256 block, CancellationToken cancellation = default)
    {
        JsonNode? header = await _rpc.CallAsync("chain_getHeader", [block.ToString()], cancellation).ConfigureAwait(false);
        return At(new FinalisedHead(ParseNumber(header?["number"]), block), cancellation);
    }

    /// <summary>Signs and submits a call, and waits until its block is finalised.</summary>
    /// <exception cref="DispatchFailedException">The call was included and refused.</exception>
    /// <exception cref="JsonRpcException">The pool refused the transaction.</exception>
    /// <exception cref="TransactionDroppedException">The transaction left the pool unincluded.</exception>
    /// <exception cref="IOException">The connection is gone; the transaction may be included all the same.</exception>
    public async Task<Receipt> SubmitAsync(Signer signer, PalletCall call, CancellationToken cancellation = default)
    {
        string name = call.GetType().Name;
        byte[] extrinsic;
        IAsyncEnumerator<JsonNode?> statuses;

        // The nonce of the next transaction counts those in the pool, so one account's submissions follow one another.
        await _submitting.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            extrinsic = await SignAsync(signer, call.ToRuntimeCall(), cancellation).ConfigureAwait(false);
            statuses = _rpc.SubscribeAsync("author_submitAndWatchExtrinsic", [Hex.Of(extrinsic)], "author_unwatchExtrinsic", cancellation)
                .GetAsyncEnumerator(cancellation);
            if (!await statuses.MoveNextAsync().ConfigureAwait(false)) throw new IOException("The node ended the transaction's status stream.");
        }
        finally
        {
            _submitting.Release();
        }

        await using (statuses.ConfigureAwait(false))
        {
            do
            {
                switch (statuses.Current)
                {
                    case JsonObject status when status["finalized"] is { } block:
                        return await ReceiptAsync(ParseHash(block), extrinsic, name, cancellation).ConfigureAwait(false);
                    case JsonObject status when status["usurped"] is not null || status["finalityTimeout"] is not null:
                        throw new TransactionDroppedException(name, status.First().Key);
                    case JsonValue value when value.ToString() is "dropped" or "invalid":
                        throw new TransactionDroppedException(name, value.ToString());
                }
            }
            while (await statuses.MoveNextAsync().ConfigureAwait(false));
        }

        throw new IOException("The node ended the transaction's status stream.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _rpc.DisposeAsync().ConfigureAwait(false);
        _submitting.Dispose();
    }

    private static H256 ParseHash(JsonNode? node) =>
        H256.TryParse(node?.ToString(), out H256 hash) ? hash : throw new IOException($"The node sent '{node}' where a hash was expected.");

    private static uint ParseNumber(JsonNode? node)
    {
        string text = node?.ToString() ?? "";
        return text.StartsWith("0x", StringComparison.Ordinal) && uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number)
            ? number
            : throw new IOException($"The node sent '{text}' where a block number was expected.");
    }

    private async Task<byte[]> SignAsync(Signer signer, RuntimeCall call, CancellationToken cancellation)
    {
        FinalisedHead head = await FinalisedHeadAsync(cancellation).ConfigureAwait(false);
        JsonNode? nonce = await _rpc.CallAsync("system_accountNextIndex", [signer.Address], cancellation).ConfigureAwait(false);
        SigningData data = new(
            SpecVersion, TransactionVersion, GenesisHash, Era.Mortal(MortalBlocks, head.Number), head.Hash, nonce?.GetValue<uint>() ?? throw new IOException("The node sent no nonce."));
        return signer.Sign(call, data);
    }

    private async Task<Receipt> ReceiptAsync(H256 block, byte[] extrinsic, string name, CancellationToken cancellation)
    {
        JsonNode? body = await _rpc.CallAsync("chain_getBlock", [block.ToString()], cancellation).ConfigureAwait(false);
        string wanted = Hex.Of(extrinsic);
        JsonArray extrinsics = body?["block"]?["extrinsics"] as JsonArray ?? throw new IOException("The node sent a block without extrinsics.");
        int index = -1;
        for (int i = 0; i < extrinsics.Count && index < 0; i++)
        {
            if (extrinsics[i]?.ToString() == wanted) index = i;
        }

        if (index < 0) throw new IOException($"The node says that block {block} includes the transaction, but it is not there.");
        ChainView view = await AtAsync(block, cancellation).ConfigureAwait(false);
        ImmutableArray<EventRecord> events = [.. view.Events.Where(e => e.Phase == Phase.ApplyExtrinsic((uint)index))];
        ChainView.ThrowIfFailed(name, events);
        return new Receipt(block, (uint)index, events);
    }
}
