using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gensyn.Node.Rpc;
using Xunit;

namespace Gensyn.Node.Tests.Rpc;

public sealed class RpcServerTests
{
    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"system_name"}""", """{"jsonrpc":"2.0","id":1,"result":"Test Node"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"a","method":"system_name","params":[]}""", """{"jsonrpc":"2.0","id":"a","result":"Test Node"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"system_name","params":null}""", """{"jsonrpc":"2.0","id":null,"result":"Test Node"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"system_name","params":{}}""", """{"jsonrpc":"2.0","id":1,"result":"Test Node"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":18446744073709551615,"method":"chain_getBlockHash","params":[7,"extra"]}""", """{"jsonrpc":"2.0","id":18446744073709551615,"result":null}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"no_such"}""", """{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", """{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"Invalid request"}}""")]
    [InlineData("""{"id":1,"method":"system_name"}""", """{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"Invalid request"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"system_name"}""", """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid request"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":7}""", """{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"Invalid request"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"\ud800"}""", """{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"Invalid request"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1.50,"method":"system_name"}""", """{"jsonrpc":"2.0","id":1.50,"result":"Test Node"}""")]
    [InlineData("17", """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid request"}}""")]
    [InlineData("[]", """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid request"}}""")]
    [InlineData("{", """{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}""")]
    [InlineData("", """{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}""")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"system_name"},3,{"jsonrpc":"2.0","method":"system_name"},{"jsonrpc":"2.0","id":2,"method":"system_chain"}]""",
        """[{"jsonrpc":"2.0","id":1,"result":"Test Node"},{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Invalid request"}},{"jsonrpc":"2.0","id":2,"result":"Ledger"}]""")]
    public async Task Message_OverHttpAndWebSocket_IsAnsweredAlike(string request, string expected)
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();

        Assert.Equal(expected, (await PostAsync(server, request)).Body);
        await client.SendAsync(request);
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), (await client.ReceiveAsync())!.ToJsonString());
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task Message_ThatAsksForNoAnswer_GetsNone()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();

        await client.SendAsync("""{"jsonrpc":"2.0","method":"system_name"}""");
        await client.SendAsync("""[{"jsonrpc":"2.0","method":"system_name"}]""");

        Assert.Equal("\"Ledger\"", await client.CallAsync("system_chain"));
    }

    [Fact]
    public async Task Message_TooDeep_IsAParseError()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();

        string deep = new string('[', 100_000) + new string(']', 100_000);
        Assert.Contains("-32700", (await PostAsync(server, deep)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_OfBrokenUtf8_IsAParseError()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();

        await client.SendAsync([0x7b, 0xff, 0x7d], WebSocketMessageType.Binary);

        Assert.Equal(-32700, (int)(await client.ReceiveAsync())!["error"]!["code"]!);
        Assert.Equal("\"Ledger\"", await client.CallAsync("system_chain"));
    }

    [Fact]
    public async Task Message_InPieces_IsPutTogether()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();

        await client.SendAsync("""{"jsonrpc":"2.0","id":1,"met""", endOfMessage: false);
        await client.SendAsync("""hod":"system_chain"}""");

        Assert.Equal("Ledger", (string)(await client.ReceiveAsync())!["result"]!);
    }

    [Fact]
    public async Task Message_TooLarge_IsRefusedAndTheConnectionLives()
    {
        await using LedgerServer server = await LedgerServer.StartAsync(new RpcServerOptions { MaxRequestBytes = 10_000 });
        await using RpcClient client = await server.ConnectAsync();

        await client.SendAsync(new string(' ', 100_000));
        Assert.Equal(-32007, (int)(await client.ReceiveAsync())!["error"]!["code"]!);
        Assert.Equal("\"Ledger\"", await client.CallAsync("system_chain"));

        (HttpStatusCode status, string body) = await PostAsync(server, new string(' ', 100_000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("-32007", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_TooLarge_IsAnError()
    {
        await using LedgerServer server = await LedgerServer.StartAsync(new RpcServerOptions { MaxResponseBytes = 400 });

        Assert.Contains("-32008", (await PostAsync(server, """{"jsonrpc":"2.0","id":1,"method":"rpc_methods"}""")).Body, StringComparison.Ordinal);
        string name = """{"jsonrpc":"2.0","id":1,"method":"system_name"}""";
        Assert.Contains("-32011", (await PostAsync(server, $"[{string.Join(',', Enumerable.Repeat(name, 50))}]")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_TooLong_IsRefused()
    {
        await using LedgerServer server = await LedgerServer.StartAsync(new RpcServerOptions { MaxBatchLength = 1 });

        Assert.Contains("-32010", (await PostAsync(server, "[1,2]")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:3000", true)]
    [InlineData("http://localhost", true)]
    [InlineData("https://polkadot.js.org", true)]
    [InlineData("https://evil.example", false)]
    [InlineData("http://localhost.evil.example", false)]
    [InlineData("http://localhost:3000.evil.example", false)]
    public async Task Origin_IsFiltered(string origin, bool allowed)
    {
        await using LedgerServer server = await LedgerServer.StartAsync();

        using HttpClient http = new();
        using HttpRequestMessage post = new(HttpMethod.Post, server.HttpUrl) { Content = Json("""{"jsonrpc":"2.0","id":1,"method":"system_name"}""") };
        post.Headers.Add("Origin", origin);
        using HttpResponseMessage answer = await http.SendAsync(post);
        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(allowed, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? values) && values.Single() == origin);

        if (allowed) await (await RpcClient.ConnectAsync(server.Url, origin)).DisposeAsync();
        else await Assert.ThrowsAsync<WebSocketException>(() => RpcClient.ConnectAsync(server.Url, origin));
    }

    [Fact]
    public async Task Origin_WithoutAFilter_IsAnsweredWithAStar()
    {
        await using LedgerServer server = await LedgerServer.StartAsync(new RpcServerOptions { Origins = null });
        using HttpClient http = new();
        using HttpRequestMessage preflight = new(HttpMethod.Options, server.HttpUrl);
        preflight.Headers.Add("Origin", "https://any.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");

        using HttpResponseMessage answer = await http.SendAsync(preflight);

        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("POST", answer.Headers.GetValues("Access-Control-Allow-Methods").Single());
    }

    [Fact]
    public async Task Http_OddRequests_GetTheirStatus()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();
        using HttpClient http = new();

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.GetAsync(server.HttpUrl)).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await http.PostAsync(server.HttpUrl, new StringContent("{}", Encoding.UTF8, "text/plain"))).StatusCode);
        Assert.Equal("""{"peers":0,"isSyncing":false,"shouldHavePeers":false}""", await http.GetStringAsync(new Uri(server.HttpUrl, "/health")));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(server.HttpUrl, "/health/readiness"))).StatusCode);
        using HttpRequestMessage rebound = new(HttpMethod.Post, server.HttpUrl) { Content = Json("{}") };
        rebound.Headers.Host = "evil.example";
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(rebound)).StatusCode);
    }

    [Fact]
    public async Task Http_ASubscription_IsRefused()
    {
        await using LedgerServer server = await LedgerServer.StartAsync();

        Assert.Contains("-32603", (await PostAsync(server, """{"jsonrpc":"2.0","id":1,"method":"chain_subscribeNewHeads"}""")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_BeyondTheLimit_AreRefused()
    {
        await using LedgerServer server = await LedgerServer.StartAsync(new RpcServerOptions { MaxConnections = 1 });
        await using (RpcClient first = await server.ConnectAsync())
        {
            Assert.Equal("\"Ledger\"", await first.CallAsync("system_chain"));
            Assert.Equal(HttpStatusCode.TooManyRequests, (await PostAsync(server, "{}")).Status);
            await Assert.ThrowsAsync<WebSocketException>(() => server.ConnectAsync());
        }

        for (int attempt = 0; (await PostAsync(server, "{}")).Status != HttpStatusCode.OK; attempt++)
        {
            Assert.True(attempt < 200, "The place was never given back.");
            await Task.Delay(20);
        }
    }

    [Fact]
    public async Task Subscriptions_BeyondTheLimit_AreRefused()
    {
        await using LedgerServer server = await LedgerServer.StartAsync(new RpcServerOptions { MaxSubscriptionsPerConnection = 1 });
        await using RpcClient client = await server.ConnectAsync();

        string id = await client.CallAsync("chain_subscribeFinalizedHeads");
        await client.NextAsync();
        Assert.Contains("-32006", await client.FailAsync("chain_subscribeNewHeads"), StringComparison.Ordinal);
        Assert.Equal("true", await client.CallAsync("chain_unsubscribeFinalizedHeads", JsonNode.Parse(id)));
        Assert.Equal("false", await client.CallAsync("chain_unsubscribeFinalizedHeads", JsonNode.Parse(id)));
        Assert.Matches("^\"[A-Za-z0-9]{16}\"$", await client.CallAsync("chain_subscribeNewHeads"));
    }

    [Theory]
    [InlineData(RpcMethodPolicy.Auto, true)]
    [InlineData(RpcMethodPolicy.Unsafe, true)]
    [InlineData(RpcMethodPolicy.Safe, false)]
    public async Task UnsafeMethods_FollowThePolicy(RpcMethodPolicy policy, bool open)
    {
        await using LedgerServer server = await LedgerServer.StartAsync(new RpcServerOptions { Methods = policy });
        await using RpcClient client = await server.ConnectAsync();

        if (open) Assert.Equal("[]", await client.CallAsync("system_peers"));
        else Assert.Equal("""{"code":-32601,"message":"RPC call is unsafe to be called externally"}""", await client.FailAsync("system_peers"));
    }

    [Fact]
    public async Task SlowConsumer_LosesItsSubscriptionAndNothingElse()
    {
        await using LedgerServer server = await LedgerServer.StartAsync(new RpcServerOptions { MessageBuffer = 2 });
        await using RpcClient slow = await server.ConnectAsync();
        await using RpcClient quick = await server.ConnectAsync();
        string id = await slow.CallAsync("state_subscribeStorage", new JsonArray("0x" + Convert.ToHexString(Chain.LedgerRuntime.StoredKey)));
        await slow.NextAsync();
        await quick.CallAsync("chain_subscribeNewHeads");
        await quick.NextAsync();

        // More than the sockets' buffers hold between client and server, and nobody reads.
        for (uint block = 0; block < 40; block++)
        {
            server.Ledger.Submit(Chain.LedgerRuntime.Transaction(1, block, act: Chain.LedgerAct.Store, padding: 1_000_000));
            await server.Ledger.SealAsync();
            await quick.NextAsync();
        }

        Assert.Equal("\"Ledger\"", await quick.CallAsync("system_chain"));
        int heard = 0;
        await slow.SendAsync($$"""{"jsonrpc":"2.0","id":99,"method":"state_unsubscribeStorage","params":[{{id}}]}""");
        JsonNode? message;
        while ((message = await slow.ReceiveAsync()) is not null && message["id"] is null) heard++;
        Assert.InRange(heard, 1, 30);
        Assert.False((bool)message!["result"]!);
        Assert.Equal("\"Ledger\"", await slow.CallAsync("system_chain"));
    }

    [Fact]
    public async Task Dispose_WithClientsConnected_ClosesThem()
    {
        LedgerServer server = await LedgerServer.StartAsync();
        await using RpcClient client = await server.ConnectAsync();
        await client.CallAsync("chain_subscribeNewHeads");
        await client.NextAsync();

        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Start_OnABusyPort_TakesAnotherOrFails()
    {
        await using LedgerServer first = await LedgerServer.StartAsync();
        Chain.LedgerChain ledger = new();
        ChainIdentity identity = new("n", "v", "c", "Development", []);
        RpcServerOptions options = new() { Port = first.Url.Port };

        await using (RpcService second = await RpcService.StartAsync(ledger.Chain, identity, options, first, CancellationToken.None))
        {
            Assert.NotEqual(first.Url.Port, second.Server.Url.Port);
        }

        await Assert.ThrowsAnyAsync<IOException>(() => RpcService.StartAsync(ledger.Chain, identity, options with { RetryOnBusyPort = false }, first, CancellationToken.None));
        await ledger.DisposeAsync();
    }

    internal static async Task<(HttpStatusCode Status, string Body)> PostAsync(LedgerServer server, string body)
    {
        using HttpClient http = new();
        using HttpResponseMessage answer = await http.PostAsync(server.HttpUrl, Json(body));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static ByteArrayContent Json(string text)
    {
        ByteArrayContent content = new(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
