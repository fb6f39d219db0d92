using System.Reflection;
using Gensyn.Node.Chain;
using Gensyn.Node.Rpc;
using Gensyn.Node.Storage;
using Gensyn.Primitives;
using Gensyn.Runtime;

namespace Gensyn.Node;

/// <summary>A running node: database, chain and JSON-RPC put together.</summary>
internal sealed class NodeHost : IAsyncDisposable
{
    private const string Implementation = "Gensyn Node";

    private readonly NodeLog _log;
    private readonly ChainService _chain;
    private readonly RpcService _rpc;
    private readonly string? _temporary;
    private readonly ITimer _informant;

    private NodeHost(NodeLog log, ChainService chain, RpcService rpc, string? temporary, TimeProvider clock)
    {
        _log = log;
        _chain = chain;
        _rpc = rpc;
        _temporary = temporary;
        _informant = clock.CreateTimer(_ => Inform(), null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
    }

    /// <summary>The JSON-RPC address for this machine.</summary>
    public Uri RpcUrl => _rpc.Server.Url;

    private static string Version =>
        typeof(NodeHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>Starts a node on the block where it stopped, or on the first one.</summary>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    /// <exception cref="InvalidDataException">The database belongs to another chain.</exception>
    /// <exception cref="MissingRuntimeException">The chain has come to a runtime that this node does not have.</exception>
    /// <exception cref="IOException">The port is busy.</exception>
    public static async Task<NodeHost> StartAsync(NodeOptions options, NodeLog log, CancellationToken cancellation)
    {
        string? temporary = options.BasePath is null ? Directory.CreateTempSubdirectory("gensyn-node-").FullName : null;
        ChainService? chain = null;
        try
        {
            Greet(options, log);
            string database = NodeOptions.Database(options.BasePath ?? temporary!, options.Spec.Id); // One of the two is set.
            log.Say($"💾 Database: FASTER at {database}");
            string keys = NodeOptions.Keystore(options.BasePath ?? temporary!, options.Spec.Id);
            chain = await OpenAsync(options, database, keys, log).ConfigureAwait(false);
            log.Say($"📦 Highest known block at #{chain.Tree.Best.Number}");

            ChainIdentity identity = new(Implementation, Version, options.Spec.Name, options.Spec.ChainType, options.Spec.Properties);
            RpcService rpc = await RpcService.StartAsync(chain, identity, options.Rpc, log, cancellation).ConfigureAwait(false);
            log.Say($"Running JSON-RPC server: addr={string.Join(',', rpc.Server.EndPoints)}");
            return new NodeHost(log, chain, rpc, temporary, options.Chain.Clock);
        }
        catch
        {
            if (chain is not null) await chain.DisposeAsync().ConfigureAwait(false);
            Delete(temporary);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _informant.DisposeAsync().ConfigureAwait(false);
        await _rpc.DisposeAsync().ConfigureAwait(false);
        await _chain.DisposeAsync().ConfigureAwait(false);
        Delete(_temporary);
        _log.Say($"Stopped at #{_chain.Tree.Best.Number}");
    }

    private static async Task<ChainService> OpenAsync(NodeOptions options, string database, string keys, NodeLog log)
    {
        ChainStore store = ChainStore.Open(database, options.Store);
        try
        {
            StoredChain storage = new(store);
            (BlockHeader header, H256 hash, bool written) = GenesisBlock.Initialise(storage, options.Spec.GenesisStorage);
            if (written) log.Say($"🔨 Initializing Genesis block/state (state: {Short(header.StateRoot)}, header-hash: {Short(hash)})");
            RuntimeRegistry runtimes = new([new NativeRuntime(), .. options.Runtimes]);
            log.Say($"⚙️  Runtimes: {string.Join(", ", runtimes.Known.Select(static known => $"{known.Name} {known.Version}"))}");
            return ChainService.Start(storage, runtimes, options.Chain with { Log = log, Keystore = new FileKeystore(keys) });
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static void Greet(NodeOptions options, NodeLog log)
    {
        log.Say(Implementation);
        log.Say($"✌️  version {Version}");
        log.Say($"📋 Chain specification: {options.Spec.Name}");
        log.Say($"🏷  Node name: {options.Name}");
        log.Say("👤 Role: AUTHORITY");
    }

    private static string Short(H256 hash)
    {
        string text = hash.ToString();
        return $"{text[..6]}…{text[^4..]}";
    }

    private static void Delete(string? folder)
    {
        if (folder is null) return;
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A temporary folder that cannot be deleted is the system's to clean.
        }
    }

    private void Inform()
    {
        BlockReference best = _chain.Tree.Best;
        BlockReference final = _chain.Tree.Finalised;
        _log.Say($"💤 Idle (0 peers), best: #{best.Number} ({Short(best.Hash)}), finalized #{final.Number} ({Short(final.Hash)}), ⬇ 0 ⬆ 0");
    }
}
