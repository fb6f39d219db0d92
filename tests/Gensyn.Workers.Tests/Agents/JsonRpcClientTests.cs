using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gensyn.Workers.Chain;
using Xunit;

namespace Gensyn.Workers.Tests.Agents;

/// <summary>The client against a node that misbehaves in ways a good node does not.</summary>
public sealed class JsonRpcClientTests
{
    [Fact]
    public async Task Call_RefusedByTheNode_ThrowsWhatItSaid()
    {
        await using FakeNode node = FakeNode.Start(static (request, send) => send($$$"""{"jsonrpc":"2.0","id":{{{request["id"]}}},"error":{"code":1010,"message":"Invalid Transaction","data":"Inability to pay some fees"}}"""));
        await using JsonRpcClient client = await JsonRpcClient.ConnectAsync(node.Url);

        JsonRpcException refused = await Assert.ThrowsAsync<JsonRpcException>(() => client.CallAsync("author_submitExtrinsic", ["0x00"]));

        Assert.Equal(1010, refused.Code);
        Assert.Contains("Inability to pay", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WhenTheNodeHangsUp_FailsInsteadOfWaiting()
    {
        await using FakeNode node = FakeNode.Start(static (_, send) => send(null));
        await using JsonRpcClient client = await JsonRpcClient.ConnectAsync(node.Url);

        await Assert.ThrowsAsync<IOException>(() => client.CallAsync("system_health", [])).WaitAsync(TimeSpan.FromSeconds(20));
        await Assert.ThrowsAsync<IOException>(() => client.CallAsync("system_health", [])).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Call_AnsweredWithNonsense_FailsInsteadOfWaiting()
    {
        await using FakeNode node = FakeNode.Start(static (_, send) => send("{not json"));
        await using JsonRpcClient client = await JsonRpcClient.ConnectAsync(node.Url);

        await Assert.ThrowsAsync<IOException>(() => client.CallAsync("system_health", [])).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Subscribe_WhoseFirstItemOvertakesTheResponse_LosesNothing()
    {
        await using FakeNode node = FakeNode.Start(static async (request, send) =>
        {
            await send("""{"jsonrpc":"2.0","method":"x","params":{"subscription":"abc","result":1}}""");
            await send($$"""{"jsonrpc":"2.0","id":{{request["id"]}},"result":"abc"}""");
            await send("""{"jsonrpc":"2.0","method":"x","params":{"subscription":"abc","result":2}}""");
        });
        await using JsonRpcClient client = await JsonRpcClient.ConnectAsync(node.Url);
        List<int> items = [];

        await foreach (JsonNode? item in client.SubscribeAsync("subscribe", [], "unsubscribe"))
        {
            items.Add(item!.GetValue<int>());
            if (items.Count == 2) break;
        }

        Assert.Equal([1, 2], items);
    }

    /// <summary>Answers every request by a script; a null answer hangs up.</summary>
    private sealed class FakeNode : IAsyncDisposable
    {
        private readonly HttpListener _listener;
        private readonly Task _serving;

        private FakeNode(HttpListener listener, int port, Func<JsonObject, Func<string?, Task>, Task> script)
        {
            _listener = listener;
            Url = new Uri($"ws://127.0.0.1:{port}");
            _serving = ServeAsync(script);
        }

        public Uri Url { get; }

        public static FakeNode Start(Func<JsonObject, Func<string?, Task>, Task> script)
        {
            for (int port = 23_000; ; port++)
            {
                HttpListener listener = new();
                listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                try
                {
                    listener.Start();
                    return new FakeNode(listener, port, script);
                }
                catch (HttpListenerException) when (port < 24_000)
                {
                    listener.Close();
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving;
        }

        private async Task ServeAsync(Func<JsonObject, Func<string?, Task>, Task> script)
        {
            try
            {
                while (true)
                {
                    HttpListenerContext context = await _listener.GetContextAsync();
                    using WebSocket socket = (await context.AcceptWebSocketAsync(null)).WebSocket;
                    byte[] buffer = new byte[64 * 1024];
                    while (socket.State == WebSocketState.Open)
                    {
                        WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, CancellationToken.None);
                        if (received.MessageType == WebSocketMessageType.Close) break;
                        JsonObject request = JsonNode.Parse(buffer.AsSpan(0, received.Count))!.AsObject();
                        await script(request, text => text is null
                            ? socket.CloseOutputAsync(WebSocketCloseStatus.InternalServerError, null, CancellationToken.None)
                            : socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None));
                    }
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or WebSocketException or InvalidOperationException)
            {
                // The test is over.
            }
        }
    }
}
