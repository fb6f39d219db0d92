using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Rpc;

/// <summary>A chain's JSON-RPC: every method that this node can really answer, served on one port.</summary>
public sealed class RpcService : IAsyncDisposable
{
    private readonly RpcServer _server;
    private readonly ChainFeed _feed;

    private RpcService(RpcServer server, ChainFeed feed)
    {
        _server = server;
        _feed = feed;
    }

    /// <summary>The server.</summary>
    public RpcServer Server => _server;

    /// <summary>Serves a chain.</summary>
    /// <exception cref="IOException">The port is busy, and no other may be taken.</exception>
    public static async Task<RpcService> StartAsync(
        ChainService chain, ChainIdentity identity, RpcServerOptions options, IRuntimeLog log, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        void OnFault(string method, Exception fault) => log.Write(RuntimeLogLevel.Error, "rpc", $"{method} failed: {fault}");

        ChainFeed feed = new(chain.Tree, OnFault);
        try
        {
            RpcServer server = await RpcServer.StartAsync(Methods(chain, feed, identity), options, OnFault, cancellation).ConfigureAwait(false);
            return new RpcService(server, feed);
        }
        catch
        {
            await feed.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        await _feed.DisposeAsync().ConfigureAwait(false);
    }

    private static RpcMethods Methods(ChainService chain, ChainFeed feed, ChainIdentity identity)
    {
        RpcMethods methods = new();
        new ChainMethods(chain.Tree, feed).Register(methods);
        new StateMethods(chain).Register(methods);
        new StateSubscriptions(chain, feed).Register(methods);
        new ChildStateMethods(chain.Tree).Register(methods);
        new AuthorMethods(chain).Register(methods);
        if (chain.Keystore is { } keystore) new KeyMethods(chain, keystore).Register(methods);
        new SystemMethods(chain, identity).Register(methods);
        new PaymentMethods(chain).Register(methods);
        new EngineMethods(chain).Register(methods);
        new ChainSpecMethods(chain.Tree, identity).Register(methods);
        new ChainHeadMethods(chain, feed).Register(methods);
        new TransactionMethods(chain, feed).Register(methods);
        methods.Add("rpc_methods", _ => new JsonObject { ["methods"] = new JsonArray([.. methods.Names.Select(static name => (JsonNode)name)]) });
        return methods;
    }
}
