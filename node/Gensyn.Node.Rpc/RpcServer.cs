using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gensyn.Node.Rpc;

/// <summary>JSON-RPC over WebSocket and HTTP POST on one port.</summary>
public sealed class RpcServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopping;
    private readonly List<IPEndPoint> _endPoints;

    private RpcServer(WebApplication application, CancellationTokenSource stopping, List<IPEndPoint> endPoints)
    {
        _application = application;
        _stopping = stopping;
        _endPoints = endPoints;
    }

    /// <summary>Where the server listens.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => _endPoints;

    /// <summary>The address for a client on this machine.</summary>
    public Uri Url => new($"ws://127.0.0.1:{_endPoints[0].Port}");

    /// <summary>Serves these methods.</summary>
    /// <exception cref="IOException">The port is busy, and no other may be taken.</exception>
    internal static async Task<RpcServer> StartAsync(
        RpcMethods methods, RpcServerOptions options, Action<string, Exception> onFault, CancellationToken cancellation)
    {
        try
        {
            return await ListenAsync(methods, options, withSixth: true, onFault, cancellation).ConfigureAwait(false);
        }
        catch (IOException) when (IPAddress.IsLoopback(options.Address))
        {
            // The IPv6 loopback is best effort: a machine may have none.
        }

        try
        {
            return await ListenAsync(methods, options, withSixth: false, onFault, cancellation).ConfigureAwait(false);
        }
        catch (IOException) when (options.RetryOnBusyPort && options.Port != 0)
        {
            return await ListenAsync(methods, options with { Port = 0 }, withSixth: false, onFault, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static async Task<RpcServer> ListenAsync(
        RpcMethods methods, RpcServerOptions options, bool withSixth, Action<string, Exception> onFault, CancellationToken cancellation)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        List<ListenOptions> listening = [];
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;

            // Requests beyond the limit are refused with an answer; this bounds sockets that never ask anything.
            kestrel.Limits.MaxConcurrentConnections = 2L * options.MaxConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
            kestrel.Listen(options.Address, options.Port, listening.Add);
            if (!withSixth || options.Port == 0 || !options.Address.Equals(IPAddress.Loopback)) return;
            kestrel.Listen(IPAddress.IPv6Loopback, options.Port, listening.Add);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));

        WebApplication application = builder.Build();
        CancellationTokenSource stopping = new();
        try
        {
            RpcGate gate = new(new RpcDispatcher(methods, options, onFault), options, stopping.Token);
            application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(180) });
            application.Run(gate.HandleAsync);
            await application.StartAsync(cancellation).ConfigureAwait(false);
            return new RpcServer(application, stopping, [.. listening.Select(static endPoint => endPoint.IPEndPoint!)]);
        }
        catch (Exception fault)
        {
            stopping.Dispose();
            await application.DisposeAsync().ConfigureAwait(false);
            if (fault is SocketException) throw new IOException(fault.Message, fault);
            throw;
        }
    }
}
