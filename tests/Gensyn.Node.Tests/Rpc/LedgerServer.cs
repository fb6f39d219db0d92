using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Node.Rpc;
using Gensyn.Node.Tests.Chain;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Tests.Rpc;

/// <summary>A served chain of the ledger runtime.</summary>
internal sealed class LedgerServer : IAsyncDisposable, IRuntimeLog
{
    private RpcService? _service;

    public LedgerChain Ledger { get; private init; } = new();

    public List<string> Faults { get; } = [];

    public Uri Url => _service!.Server.Url;

    public Uri HttpUrl => new UriBuilder(Url) { Scheme = "http" }.Uri;

    public static async Task<LedgerServer> StartAsync(RpcServerOptions? options = null, LedgerChain? ledger = null)
    {
        LedgerServer server = new() { Ledger = ledger ?? new LedgerChain() };
        ChainIdentity identity = new("Test Node", "1.2.3", "Ledger", "Development", new JsonObject { ["ss58Format"] = 42 });
        server._service = await RpcService.StartAsync(server.Ledger.Chain, identity, (options ?? new RpcServerOptions()) with { Port = 0 }, server, CancellationToken.None);
        return server;
    }

    public Task<RpcClient> ConnectAsync() => RpcClient.ConnectAsync(Url);

    public async ValueTask DisposeAsync()
    {
        await _service!.DisposeAsync();
        await Ledger.DisposeAsync();
    }

    void IRuntimeLog.Write(RuntimeLogLevel level, string target, string message) => Faults.Add(message);
}
