using System.Net.WebSockets;
using System.Text;
using Gensyn.Node.Rpc;
using Xunit;

namespace Gensyn.Node.Tests.Rpc;

public sealed class BackPressureTests
{
    private const int Limit = 100_000;

    [Fact]
    public async Task Connection_OfAClientThatNeverReads_HoldsBoundedBytesAndIsDropped()
    {
        RpcMethods methods = new();
        methods.Add("state_getMetadata", _ => new string('m', 9_000));
        RpcServerOptions options = new() { MaxResponseBytes = Limit, SendTimeout = TimeSpan.FromSeconds(2) };
        using DeafSocket socket = new("[" + string.Join(',', Enumerable.Repeat("""{"jsonrpc":"2.0","id":1,"method":"state_getMetadata"}""", 10)) + "]");
        RpcConnection connection = new(socket, new RpcDispatcher(methods, options, (_, _) => { }), options);

        Task running = connection.RunAsync(CancellationToken.None);
        long most = 0;
        while (!running.IsCompleted)
        {
            most = Math.Max(most, connection.HeldBytes);
            await Task.WhenAny(running, Task.Delay(10));
        }

        await running;
        Assert.InRange(most, 90_000, 2 * Limit);
        Assert.InRange(socket.Received, 2, 4);
    }

    [Fact]
    public async Task Client_ThatNeverReads_LeavesOthersServed()
    {
        await using LedgerServer server = await LedgerServer.StartAsync(new RpcServerOptions { MaxResponseBytes = Limit });
        await using RpcClient deaf = await server.ConnectAsync();
        await using RpcClient other = await server.ConnectAsync();
        string batch = "[" + string.Join(',', Enumerable.Repeat("""{"jsonrpc":"2.0","id":1,"method":"state_getMetadata"}""", 500)) + "]";

        for (int i = 0; i < 50; i++) await deaf.SendAsync(batch);

        Assert.Equal("\"Ledger\"", await other.CallAsync("system_chain"));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"system_name","\ud800":1}""", "-32600")]
    [InlineData("""{"jsonrpc":"\ud800","id":1,"method":"system_name"}""", "-32600")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"chain_getBlockHash","params":{"\ud800":1}}""", "-32602")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"author_removeExtrinsic","params":[[{"\ud800":1}]]}""", "-32602")]
    public async Task Name_WithALoneSurrogate_IsRefusedAloneAndInABatch(string request, string code)
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        string batch = $$"""[{{request}},{"jsonrpc":"2.0","id":2,"method":"system_name"}]""";

        foreach (string message in new[] { request, batch })
        {
            string answer = (await RpcServerTests.PostAsync(server, message)).Body;
            Assert.Contains(code, answer, StringComparison.Ordinal);
            if (message == batch) Assert.Contains("Test Node", answer, StringComparison.Ordinal);
            await client.SendAsync(message);
            Assert.Equal(answer, (await client.ReceiveAsync())!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        }

        Assert.Empty(server.Faults);
    }

    /// <summary>A client that asks the same for ever and takes nothing.</summary>
    private sealed class DeafSocket(string request) : WebSocket
    {
        private readonly byte[] _request = Encoding.UTF8.GetBytes(request);

        public int Received { get; private set; }

        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Aborted;

        public override string? SubProtocol => null;

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Received++;
            _request.CopyTo(buffer.AsSpan());
            return Task.FromResult(new WebSocketReceiveResult(_request.Length, WebSocketMessageType.Text, endOfMessage: true));
        }

        public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
            Task.Delay(Timeout.Infinite, cancellationToken);

        public override void Abort()
        {
        }

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Dispose()
        {
        }
    }
}
