using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace Gensyn.Node.Rpc;

/// <summary>One client's WebSocket: its requests, answers and subscriptions.</summary>
/// <remarks>
/// Requests run side by side up to a limit, after which the socket is no longer read. Everything sent goes through one bounded queue:
/// a client that stops reading stalls its own requests and loses its subscriptions.
/// </remarks>
internal sealed class RpcConnection(WebSocket socket, RpcDispatcher dispatcher, RpcServerOptions options)
{
    private const string IdLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private const int PieceBytes = 1024 * 1024;

    private readonly Channel<ReadOnlyMemory<byte>> _outgoing =
        Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(options.MessageBuffer) { SingleReader = true });

    private readonly ConcurrentDictionary<string, RpcSubscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, object> _sessions = new(StringComparer.Ordinal);
    private readonly ByteGate _bytes = new(2L * options.MaxResponseBytes);
    private int _open;

    /// <summary>The bytes of answers and notifications that are promised, queued or being sent.</summary>
    internal long HeldBytes => _bytes.Held;

    /// <summary>Opens a subscription that stays silent until its id has been answered.</summary>
    /// <exception cref="RpcException">The connection holds as many as it may.</exception>
    public RpcSubscription Open(string notification)
    {
        if (Interlocked.Increment(ref _open) > options.MaxSubscriptionsPerConnection)
        {
            Interlocked.Decrement(ref _open);
            throw RpcException.TooManySubscriptions(options.MaxSubscriptionsPerConnection);
        }

        RpcSubscription subscription = new(NewId(), notification, options.MessageBuffer);
        _subscriptions[subscription.Id] = subscription;
        subscription.Closed.Register(() =>
        {
            if (_subscriptions.TryRemove(subscription.Id, out _)) Interlocked.Decrement(ref _open);
        });
        return subscription;
    }

    /// <summary>Sends what a subscription has to say, now that its id has been answered.</summary>
    public void Speak(RpcSubscription subscription) => _ = subscription.PumpAsync((text, closed) => QueueAsync(text, closed));

    /// <summary>Ends a subscription; false when there is none of this id.</summary>
    public bool Close(string id)
    {
        if (!_subscriptions.TryGetValue(id, out RpcSubscription? subscription)) return false;
        subscription.Close();
        return true;
    }

    /// <summary>State that one API keeps for this connection, made on first use.</summary>
    public T Session<T>(Func<T> create)
        where T : class
    {
        // A session may begin to listen when it is made, so none may be made in vain.
        lock (_sessions) return (T)_sessions.GetOrAdd(typeof(T).Name, _ => create());
    }

    /// <summary>Serves the client until it leaves or the server stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task writing = WriteAsync(ended);
        try
        {
            await ReadAsync(ended.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException or IOException or ChannelClosedException)
        {
            // The client vanished or the server stops: both end here.
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            _outgoing.Writer.TryComplete();
            foreach (RpcSubscription subscription in _subscriptions.Values) subscription.Close();
            foreach (object session in _sessions.Values) (session as IDisposable)?.Dispose();
            await writing.ConfigureAwait(false);
            await LeaveAsync(stopping.IsCancellationRequested).ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        using SemaphoreSlim slots = new(options.MaxRequestsInFlight);
        ConcurrentDictionary<Task, byte> inFlight = [];
        try
        {
            while (true)
            {
                (ReadOnlyMemory<byte> message, bool tooLarge, bool closed) = await ReceiveAsync(cancellation).ConfigureAwait(false);
                if (closed) return;
                if (tooLarge)
                {
                    await QueueAsync(RpcDispatcher.Refusal(RpcException.RequestTooLarge(options.MaxRequestBytes)).Body!.Value, cancellation).ConfigureAwait(false);
                    continue;
                }

                await slots.WaitAsync(cancellation).ConfigureAwait(false);

                // A batch may fill a whole answer; single requests share one answer's worth until their sizes are known.
                long promised = IsBatch(message.Span) ? options.MaxResponseBytes : options.MaxResponseBytes / options.MaxRequestsInFlight;
                await _bytes.EnterAsync(promised, cancellation).ConfigureAwait(false);
                Task work = Task.Run(() => AnswerAsync(message, promised, slots, cancellation), CancellationToken.None);
                inFlight[work] = 0;
                _ = work.ContinueWith(
                    done => inFlight.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        finally
        {
            // The slots are disposed after this: nobody may still hold one.
            _outgoing.Writer.TryComplete();
            await Task.WhenAll(inFlight.Keys).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(ReadOnlyMemory<byte> message, long promised, SemaphoreSlim slots, CancellationToken cancellation)
    {
        try
        {
            RpcReply reply = await dispatcher.AnswerAsync(message, this, cancellation).ConfigureAwait(false);
            long size = reply.Body?.Length ?? 0;
            _bytes.Adjust(size - promised);
            promised = size;
            if (reply.Body is { } body) await _outgoing.Writer.WriteAsync(body, cancellation).ConfigureAwait(false);

            // Queued bytes are given back by whoever sends them.
            promised = 0;

            // The id is queued ahead of them, so the first notification follows it on the wire.
            foreach (Action begin in reply.Afterwards) begin();
        }
        catch (Exception fault) when (fault is OperationCanceledException or ChannelClosedException)
        {
            // The client left before its answer.
        }
        finally
        {
            _bytes.Adjust(-promised);
            slots.Release();
        }
    }

    private async ValueTask QueueAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation)
    {
        await _bytes.EnterAsync(text.Length, cancellation).ConfigureAwait(false);
        try
        {
            await _outgoing.Writer.WriteAsync(text, cancellation).ConfigureAwait(false);
        }
        catch
        {
            _bytes.Adjust(-text.Length);
            throw;
        }
    }

    private static bool IsBatch(ReadOnlySpan<byte> message) => message.TrimStart(" \t\r\n"u8) is [(byte)'[', ..];

    private async Task<(ReadOnlyMemory<byte> Message, bool TooLarge, bool Closed)> ReceiveAsync(CancellationToken cancellation)
    {
        ArrayBufferWriter<byte> message = new(4096);
        bool tooLarge = false;
        while (true)
        {
            ValueWebSocketReceiveResult received = await socket.ReceiveAsync(message.GetMemory(4096), cancellation).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close) return (default, false, true);

            // An oversized message is read to its end, so that the next one is found, but not kept.
            if (!tooLarge) message.Advance(received.Count);
            if (message.WrittenCount > options.MaxRequestBytes)
            {
                tooLarge = true;
                message = new ArrayBufferWriter<byte>(4096);
            }

            if (received.EndOfMessage) return (message.WrittenMemory, tooLarge, false);
        }
    }

    private async Task WriteAsync(CancellationTokenSource ended)
    {
        try
        {
            await foreach (ReadOnlyMemory<byte> message in _outgoing.Reader.ReadAllAsync(ended.Token).ConfigureAwait(false))
            {
                // In pieces, so that patience is about progress and not about a long answer over a slow line.
                for (int sent = 0; sent < message.Length; sent += PieceBytes)
                {
                    using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
                    patience.CancelAfter(options.SendTimeout);
                    int piece = Math.Min(PieceBytes, message.Length - sent);
                    await socket.SendAsync(message.Slice(sent, piece), WebSocketMessageType.Text, sent + piece == message.Length, patience.Token).ConfigureAwait(false);
                }

                _bytes.Adjust(-message.Length);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // Whoever waits for room in the queue must not wait for ever.
            _outgoing.Writer.TryComplete();
            await ended.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task LeaveAsync(bool goingAway)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(1));
        try
        {
            WebSocketCloseStatus reason = goingAway ? WebSocketCloseStatus.EndpointUnavailable : WebSocketCloseStatus.NormalClosure;
            await socket.CloseOutputAsync(reason, null, patience.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            socket.Abort();
        }
    }

    private static string NewId() => RandomNumberGenerator.GetString(IdLetters, 16);
}
