using System.Net;
using Gensyn.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gensyn.Workers.Artefacts;

/// <summary>Serves the chunks of a store over HTTP: <c>GET /artefacts/{address}</c>, with ranges.</summary>
/// <remarks>Read-only: nothing that a stranger sends is stored. Connections and request sizes are limited.</remarks>
public sealed class ArtefactServer : IAsyncDisposable
{
    private const int MaxConnections = 256;
    private readonly WebApplication _application;

    private ArtefactServer(WebApplication application, Uri endpoint)
    {
        _application = application;
        Endpoint = endpoint;
    }

    /// <summary>Where the server listens.</summary>
    public Uri Endpoint { get; }

    /// <summary>Starts serving a store.</summary>
    /// <param name="store">What is served.</param>
    /// <param name="address">The address to listen on.</param>
    /// <param name="port">The port, or 0 for any that is free.</param>
    /// <param name="cancellation">Gives up starting.</param>
    public static async Task<ArtefactServer> StartAsync(ArtefactStore store, IPAddress address, int port, CancellationToken cancellation = default)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(static o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));

        // The host must not take over the console: Ctrl-C is the program's.
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(address, port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        WebApplication application = builder.Build();
        application.MapMethods("/artefacts/{address}", [HttpMethods.Get, HttpMethods.Head], (string address) =>
        {
            if (!H256.TryParse(address, out H256 hash)) return Results.Text("An address is 64 hexadecimal digits.", statusCode: StatusCodes.Status400BadRequest);
            return store.OpenChunk(hash) is { } chunk
                ? Results.Stream(chunk, "application/octet-stream", enableRangeProcessing: true)
                : Results.Text("No such artefact here.", statusCode: StatusCodes.Status404NotFound);
        });
        application.MapGet("/health", static () => Results.Text("ok"));
        await application.StartAsync(cancellation).ConfigureAwait(false);
        string bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new ArtefactServer(application, new Uri(bound));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
