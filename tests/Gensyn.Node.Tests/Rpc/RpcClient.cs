using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Gensyn.Node.Tests.Rpc;

/// <summary>A WebSocket client that sees every message as it came.</summary>
internal sealed class RpcClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly Queue<JsonObject> _early = new();
    private int _nextId = 1;

    public static async Task<RpcClient> ConnectAsync(Uri url, string? origin = null)
    {
        RpcClient client = new();
        if (origin is not null) client._socket.Options.SetRequestHeader("Origin", origin);
        await client._socket.ConnectAsync(url, Timeout(20));
        return client;
    }

    public Task SendAsync(string text, bool endOfMessage = true) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage);

    public Task SendAsync(byte[] bytes, WebSocketMessageType type, bool endOfMessage = true) => _socket.SendAsync(bytes, type, endOfMessage, Timeout(20));

    /// <summary>The next message; null when the server has closed.</summary>
    public async Task<JsonNode?> ReceiveAsync(double seconds = 20)
    {
        using MemoryStream message = new();
        byte[] buffer = new byte[65536];
        while (true)
        {
            WebSocketReceiveResult received = await _socket.ReceiveAsync(buffer, Timeout(seconds));
            if (received.MessageType == WebSocketMessageType.Close) return null;
            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage) return JsonNode.Parse(message.ToArray());
        }
    }

    /// <summary>Sends a request and returns the whole answer. Notifications that come before it are kept for <see cref="NextAsync"/>; one of a subscription that this very answer opens is an error.</summary>
    public async Task<JsonObject> RequestAsync(string method, params JsonNode?[] parameters)
    {
        int id = _nextId++;
        await SendAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = new JsonArray([.. parameters.Select(item => item?.DeepClone())]) }.ToJsonString());
        while (true)
        {
            JsonObject message = (await ReceiveAsync())!.AsObject();
            if (!message.ContainsKey("id"))
            {
                _early.Enqueue(message);
                continue;
            }

            if ((int?)message["id"] != id) throw new InvalidDataException($"Not the answer: {message}");
            JsonObject? tooEarly = _early.FirstOrDefault(notification => JsonNode.DeepEquals(notification["params"]!["subscription"], message["result"]));
            return tooEarly is null ? message : throw new InvalidDataException($"Before its subscription's answer: {tooEarly}");
        }
    }

    /// <summary>Sends a request and returns the result's JSON text.</summary>
    public async Task<string> CallAsync(string method, params JsonNode?[] parameters)
    {
        JsonObject answer = await RequestAsync(method, parameters);
        return answer.ContainsKey("result") ? answer["result"]?.ToJsonString() ?? "null" : throw new InvalidDataException(answer.ToJsonString());
    }

    /// <summary>Sends a request and returns the error's JSON text.</summary>
    public async Task<string> FailAsync(string method, params JsonNode?[] parameters) =>
        (await RequestAsync(method, parameters))["error"]?.ToJsonString() ?? throw new InvalidDataException("It did not fail.");

    /// <summary>The next notification's method and result.</summary>
    public async Task<(string Method, string Result)> NextAsync(double seconds = 20)
    {
        JsonNode message = _early.TryDequeue(out JsonObject? early) ? early : (await ReceiveAsync(seconds))!;
        return ((string)message["method"]!, message["params"]!["result"]?.ToJsonString() ?? "null");
    }

    public async Task<bool> IsClosedAsync()
    {
        try
        {
            return await ReceiveAsync() is null;
        }
        catch (WebSocketException)
        {
            return true;
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static CancellationToken Timeout(double seconds) => new CancellationTokenSource(TimeSpan.FromSeconds(seconds)).Token;
}
