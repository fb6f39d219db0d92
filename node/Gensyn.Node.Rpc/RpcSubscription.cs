using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Gensyn.Node.Rpc;

/// <summary>One client's subscription: a bounded queue of notifications.</summary>
/// <remarks>A client that reads too slowly loses the subscription, never the node its memory.</remarks>
#pragma warning disable CA1001 // A token source without a timer holds nothing, and listeners may look at the token late.
internal sealed class RpcSubscription
#pragma warning restore CA1001
{
    private readonly Channel<byte[]> _queue;
    private readonly CancellationTokenSource _closed = new();
    private readonly string _notification;

    public RpcSubscription(string id, string notification, int capacity)
    {
        Id = id;
        _notification = notification;
        _queue = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(capacity) { SingleReader = true });
        Closed = _closed.Token;
    }

    public string Id { get; }

    /// <summary>Fires when the subscription is over, whoever ended it.</summary>
    public CancellationToken Closed { get; }

    /// <summary>Queues a notification; a full queue ends the subscription.</summary>
    public bool Push(JsonNode? result) => Push(JsonText.Of(result));

    /// <summary>Queues a notification whose result is JSON already.</summary>
    public bool Push(ReadOnlySpan<byte> resultJson)
    {
        if (_queue.Writer.TryWrite(Envelope(resultJson))) return true;
        Close();
        return false;
    }

    /// <summary>Queues a notification, waiting for room.</summary>
    public ValueTask PushAsync(JsonNode? result) => _queue.Writer.WriteAsync(Envelope(JsonText.Of(result)), Closed);

    /// <summary>Ends the subscription once what is queued has been sent.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Ends the subscription at once.</summary>
    public void Close()
    {
        _queue.Writer.TryComplete();
        _closed.Cancel();
    }

    /// <summary>Sends what is queued until the subscription ends.</summary>
    public async Task PumpAsync(Func<byte[], CancellationToken, ValueTask> send)
    {
        try
        {
            await foreach (byte[] message in _queue.Reader.ReadAllAsync(Closed).ConfigureAwait(false))
            {
                await send(message, Closed).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed by the client or for slowness: nothing is told about that.
        }
        catch (ChannelClosedException)
        {
            // The connection is gone.
        }
        finally
        {
            Close();
        }
    }

    private byte[] Envelope(ReadOnlySpan<byte> resultJson)
    {
        ArrayBufferWriter<byte> buffer = new(resultJson.Length + 128);
        using (Utf8JsonWriter writer = new(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            writer.WriteString("method", _notification);
            writer.WriteStartObject("params");
            writer.WriteString("subscription", Id);
            writer.WritePropertyName("result");
            writer.WriteRawValue(resultJson, skipInputValidation: true);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
