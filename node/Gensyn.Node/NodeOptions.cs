using System.Collections.Immutable;
using Gensyn.ChainSpec;
using Gensyn.Node.Chain;
using Gensyn.Node.Rpc;
using Gensyn.Node.Storage;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node;

/// <summary>All that the command line decides of a node.</summary>
internal sealed record NodeOptions
{
    public required ChainSpecification Spec { get; init; }

    /// <summary>Where the node keeps its data; null for a temporary folder that goes with the node.</summary>
    public string? BasePath { get; init; }

    public string Name { get; init; } = Environment.MachineName;

    public ChainOptions Chain { get; init; } = new();

    /// <summary>Runtimes beside the one that the node is built with, for blocks before it or after it.</summary>
    public ImmutableArray<IRuntime> Runtimes { get; init; } = [];

    public RpcServerOptions Rpc { get; init; } = new();

    public StoreOptions Store { get; init; } = new();

    /// <summary>Where the node's keys of a chain lie.</summary>
    public static string Keystore(string basePath, string chainId) => Path.Combine(basePath, "chains", chainId, "keystore");

    /// <summary>Where a chain's database lies.</summary>
    public static string Database(string basePath, string chainId) => Path.Combine(basePath, "chains", chainId, "db", "full");
}
