using System.Net;

namespace Gensyn.Node.Rpc;

/// <summary>Which methods outsiders may call.</summary>
public enum RpcMethodPolicy
{
    /// <summary>Unsafe methods only while the server listens on the loopback address alone.</summary>
    Auto,

    /// <summary>Safe methods only.</summary>
    Safe,

    /// <summary>Every method.</summary>
    Unsafe,
}

/// <summary>Where the server listens, whom it answers and how much it accepts.</summary>
/// <remarks>Defaults are those of Substrate's command line (sc-cli, rpc_params).</remarks>
public sealed record RpcServerOptions
{
    /// <summary>The address; loopback keeps outsiders away.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 asks for any free one.</summary>
    public int Port { get; init; } = 9944;

    /// <summary>Whether another port is taken when the wanted one is busy.</summary>
    public bool RetryOnBusyPort { get; init; } = true;

    /// <summary>Which methods may be called.</summary>
    public RpcMethodPolicy Methods { get; init; } = RpcMethodPolicy.Auto;

    /// <summary>Origins of browsers' pages that are answered, <c>*</c> standing for any port; null answers all.</summary>
    public IReadOnlyList<string>? Origins { get; init; } =
    [
        "http://localhost:*", "https://localhost:*", "http://127.0.0.1:*", "https://127.0.0.1:*", "https://polkadot.js.org",
    ];

    /// <summary>The largest request, in bytes.</summary>
    public int MaxRequestBytes { get; init; } = 15 * 1024 * 1024;

    /// <summary>The largest response, in bytes.</summary>
    public int MaxResponseBytes { get; init; } = 15 * 1024 * 1024;

    /// <summary>How many clients may be connected.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>How many subscriptions one client may hold.</summary>
    public int MaxSubscriptionsPerConnection { get; init; } = 1024;

    /// <summary>How many messages may wait for one client, and for one subscription.</summary>
    public int MessageBuffer { get; init; } = 64;

    /// <summary>How many requests of one client are worked on at a time.</summary>
    public int MaxRequestsInFlight { get; init; } = 32;

    /// <summary>How many requests a batch may hold.</summary>
    public int MaxBatchLength { get; init; } = int.MaxValue;

    /// <summary>How long a client may take to accept a piece of a message before it is dropped.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether unsafe methods are open under these options.</summary>
    internal bool AllowsUnsafe => Methods == RpcMethodPolicy.Unsafe || (Methods == RpcMethodPolicy.Auto && IPAddress.IsLoopback(Address));
}
