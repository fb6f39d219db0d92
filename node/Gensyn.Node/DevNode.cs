using Gensyn.ChainSpec;
using Gensyn.Node.Chain;
using Gensyn.Node.Rpc;
using Gensyn.Node.Storage;
using Gensyn.Runtime;

namespace Gensyn.Node;

/// <summary>How a development node is run inside another program.</summary>
public sealed record DevNodeOptions
{
    /// <summary>Where the node keeps its data; null for a temporary folder that goes with the node.</summary>
    public string? BasePath { get; init; }

    /// <summary>The JSON-RPC port; 0 takes any free one.</summary>
    public int RpcPort { get; init; }

    /// <summary>When blocks are made.</summary>
    public Sealing Sealing { get; init; } = Sealing.Interval;

    /// <summary>The pace of blocks made at a pace.</summary>
    public TimeSpan BlockTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the state after every block stays readable, instead of the latest 256.</summary>
    public bool Archive { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Takes log lines; null drops them.</summary>
    public Action<string>? Log { get; init; }
}

/// <summary>A node of the development chain inside this process; clients reach it by JSON-RPC only.</summary>
public sealed class DevNode : IAsyncDisposable
{
    private readonly NodeHost _host;

    private DevNode(NodeHost host) => _host = host;

    /// <summary>The JSON-RPC address: WebSocket, and HTTP on the same port.</summary>
    public Uri RpcUrl => _host.RpcUrl;

    /// <summary>Starts a node; disposing it stops it cleanly.</summary>
    public static async Task<DevNode> StartAsync(DevNodeOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        NodeLog log = new(options.Log ?? (static _ => { }), options.Clock);
        NodeOptions settings = Settings(ChainSpecification.Dev());
        NodeOptions node = settings with
        {
            BasePath = options.BasePath,
            Store = options.Archive ? settings.Store with { KeptStates = null } : settings.Store,
            Rpc = new RpcServerOptions { Port = options.RpcPort, Origins = null },
        };
        node = node with
        {
            Chain = node.Chain with { Sealing = options.Sealing, BlockTime = options.BlockTime, Clock = options.Clock, AuthorityUri = Authority },
        };
        return new DevNode(await NodeHost.StartAsync(node, log, cancellation).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>The only authority of the development chain: its key is everybody's.</summary>
    internal const string Authority = "//Alice";

    /// <summary>What a development node does unless it is told otherwise.</summary>
    internal static NodeOptions Settings(ChainSpecification spec) => new()
    {
        Spec = spec,
        Chain = new ChainOptions
        {
            MinimumPeriod = TimeSpan.FromMilliseconds(RuntimeConstants.MinimumPeriod),

            // A developer who fixes a transaction's fault wants to send it again at once.
            Pool = new PoolOptions { BanTime = TimeSpan.Zero },
        },
        Store = new StoreOptions { NodeCacheBytes = 64 << 20, TableMemoryBytes = 32 << 20, TableIndexBytes = 8 << 20 },
    };
}
