using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Gensyn.Workers.Chain;

/// <summary>One WebSocket connection to a node: requests, and subscriptions as streams.</summary>
/// <remarks>Thread-safe. When the connection breaks, every pending request fails and every stream ends with the cause; the owner connects anew.</remarks>
public sealed class JsonRpcClient : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private const int MaxMessageBytes = 32 << 20;
    private const int MaxQueuedNotifications = 4096;

    private readonly ClientWebSocket _socket;
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonNode?>> _pending = new();
    private readonly ConcurrentDictionary<string, Channel<JsonNode?>> _streams = new(StringComparer.Ordinal);
    private readonly Task _receiving;
    private long _lastId;

    private JsonRpcClient(ClientWebSocket socket)
    {
        _socket = socket;
        _receiving = ReceiveAsync();
    }

    /// <summary>Completes when the connection is gone.</summary>
    public Task Closed => _receiving;

    /// <summary>Connects to a node.</summary>
    /// <exception cref="WebSocketException">Nothing answers there.</exception>
    public static async Task<JsonRpcClient> ConnectAsync(Uri url, CancellationToken cancellation = default)
    {
        ClientWebSocket socket = new();
        try
        {
            socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(15);
            socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(30);
            await socket.ConnectAsync(url, cancellation).ConfigureAwait(false);
            return new JsonRpcClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Calls a method and returns its result.</summary>
    /// <exception cref="JsonRpcException">The node refused.</exception>
    /// <exception cref="IOException">The connection is gone.</exception>
    public async Task<JsonNode?> CallAsync(string method, JsonArray parameters, CancellationToken cancellation = default)
    {
        long id = Interlocked.Increment(ref _lastId);
        TaskCompletionSource<JsonNode?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = answer;
        try
        {
            JsonObject request = new() { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters };
            await SendAsync(JsonSerializer.SerializeToUtf8Bytes(request), cancellation).ConfigureAwait(false);
            if (_receiving.IsCompleted) throw new IOException("The connection to the node is closed.");
            return await answer.Task.WaitAsync(LongestWait, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new IOException($"The node did not answer {method} within {LongestWait.TotalSeconds:0} s.", e);
        }
        finally
        {
            _pending.TryRemove(id, out _);
        }
    }

    /// <summary>Subscribes and streams what the node notifies, until cancelled or disconnected.</summary>
    public async IAsyncEnumerable<JsonNode?> SubscribeAsync(
        string method, JsonArray parameters, string unsubscribe, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        JsonNode? answer = await CallAsync(method, parameters, cancellation).ConfigureAwait(false);
        string id = answer?.ToString() ?? throw new IOException($"{method} returned no subscription.");
        Channel<JsonNode?> stream = StreamOf(id);
        try
        {
            await foreach (JsonNode? item in stream.Reader.ReadAllAsync(cancellation).ConfigureAwait(false)) yield return item;
        }
        finally
        {
            _streams.TryRemove(id, out _);
            if (_socket.State == WebSocketState.Open && !_closing.IsCancellationRequested)
            {
                try
                {
                    await CallAsync(unsubscribe, [id], CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(2), CancellationToken.None).ConfigureAwait(false);
                }
                catch (Exception e) when (e is IOException or JsonRpcException or TimeoutException or WebSocketException or OperationCanceledException)
                {
                    // The node forgets the subscription with the connection anyway.
                }
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_socket.State == WebSocketState.Open)
            {
                using CancellationTokenSource soon = new(TimeSpan.FromSeconds(1));
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, soon.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The peer is gone already.
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _closing.Dispose();
        _sending.Dispose();
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException or ObjectDisposedException)
        {
            throw new IOException("The connection to the node is closed.", e);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReceiveAsync()
    {
        Exception cause = new IOException("The connection to the node is closed.");
        try
        {
            ArrayBufferWriter<byte> message = new(64 * 1024);
            while (!_closing.IsCancellationRequested)
            {
                ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(message.GetMemory(16 * 1024), _closing.Token).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close) break;
                message.Advance(part.Count);
                if (message.WrittenCount > MaxMessageBytes) throw new IOException($"The node sent a message of more than {MaxMessageBytes} bytes.");
                if (!part.EndOfMessage) continue;
                Dispatch(JsonNode.Parse(message.WrittenSpan));
                message.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or JsonException or OperationCanceledException)
        {
            cause = new IOException($"The connection to the node is closed: {e.Message}", e);
        }
        finally
        {
            foreach (TaskCompletionSource<JsonNode?> waiting in _pending.Values) waiting.TrySetException(cause);
            foreach (Channel<JsonNode?> stream in _streams.Values) stream.Writer.TryComplete(cause);
        }
    }

    private void Dispatch(JsonNode? message)
    {
        if (message is not JsonObject body) return;
        if (body["id"] is JsonValue idValue && idValue.TryGetValue(out long id))
        {
            if (!_pending.TryGetValue(id, out TaskCompletionSource<JsonNode?>? waiting)) return;
            if (body["error"] is JsonObject error)
            {
                waiting.TrySetException(new JsonRpcException(
                    error["code"]?.GetValue<int>() ?? 0, error["message"]?.ToString() ?? "unknown error", error["data"]?.ToString()));
            }
            else
            {
                waiting.TrySetResult(body["result"]);
            }

            return;
        }

        if (body["params"] is JsonObject parameters && parameters["subscription"] is JsonNode subscription)
        {
            // Nobody is subscribing: a late item of a subscription that has ended.
            if (_pending.IsEmpty && !_streams.ContainsKey(subscription.ToString())) return;
            Channel<JsonNode?> stream = StreamOf(subscription.ToString());
            if (!stream.Writer.TryWrite(parameters["result"])) stream.Writer.TryComplete(new IOException("The subscription's reader is too slow."));
        }
    }

    // A notification may overtake the handling of the response that names its subscription, so either side may create the stream.
    private Channel<JsonNode?> StreamOf(string subscription) => _streams.GetOrAdd(
        subscription, static _ => Channel.CreateBounded<JsonNode?>(new BoundedChannelOptions(MaxQueuedNotifications) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }));
}
