using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Gensyn.Node.Rpc;

/// <summary>Admits HTTP requests and WebSockets: host, origin, number of clients, method and size.</summary>
internal sealed class RpcGate(RpcDispatcher dispatcher, RpcServerOptions options, CancellationToken stopping)
{
    // The texts of jsonrpsee's server.
    private const string OddMethod = "Used HTTP Method is not allowed. POST or OPTIONS is required.";
    private const string OddContent = "Supplied content type is not allowed. Content-Type: application/json is required.";

    private int _clients;

    public async Task HandleAsync(HttpContext http)
    {
        if (Interlocked.Increment(ref _clients) > options.MaxConnections)
        {
            Interlocked.Decrement(ref _clients);
            await RefuseAsync(http, StatusCodes.Status429TooManyRequests, "Too many connections. Please try again later.").ConfigureAwait(false);
            return;
        }

        try
        {
            await AdmitAsync(http).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            // The client left in the middle of its request.
        }
        finally
        {
            Interlocked.Decrement(ref _clients);
        }
    }

    private async Task AdmitAsync(HttpContext http)
    {
        if (!HostIsAllowed(http.Request.Host.Host))
        {
            await RefuseAsync(http, StatusCodes.Status403Forbidden, "Provided Host header is not whitelisted.").ConfigureAwait(false);
            return;
        }

        string? origin = http.Request.Headers.Origin;
        if (!string.IsNullOrEmpty(origin))
        {
            if (!OriginIsAllowed(origin))
            {
                await RefuseAsync(http, StatusCodes.Status403Forbidden, "Origin of the request is not whitelisted.").ConfigureAwait(false);
                return;
            }

            http.Response.Headers.AccessControlAllowOrigin = options.Origins is null ? "*" : origin;
            http.Response.Headers.Vary = "Origin";
        }

        string method = http.Request.Method;
        if (http.WebSockets.IsWebSocketRequest) await ServeSocketAsync(http).ConfigureAwait(false);
        else if (HttpMethods.IsPost(method)) await ServePostAsync(http).ConfigureAwait(false);
        else if (HttpMethods.IsOptions(method)) Preflight(http);
        else if (HttpMethods.IsGet(method) && http.Request.Path == "/health") await ServeHealthAsync(http, readiness: false).ConfigureAwait(false);
        else if (HttpMethods.IsGet(method) && http.Request.Path == "/health/readiness") await ServeHealthAsync(http, readiness: true).ConfigureAwait(false);
        else await RefuseAsync(http, StatusCodes.Status405MethodNotAllowed, OddMethod).ConfigureAwait(false);
    }

    private async Task ServeSocketAsync(HttpContext http)
    {
        using WebSocket socket = await http.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        await new RpcConnection(socket, dispatcher, options).RunAsync(stopping).ConfigureAwait(false);
    }

    private async Task ServePostAsync(HttpContext http)
    {
        string media = (http.Request.ContentType ?? "").Split(';')[0].Trim();
        if (!media.Equals("application/json", StringComparison.OrdinalIgnoreCase) && !media.Equals("application/json-rpc", StringComparison.OrdinalIgnoreCase)
            && !media.Equals("application/jsonrequest", StringComparison.OrdinalIgnoreCase))
        {
            await RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType, OddContent).ConfigureAwait(false);
            return;
        }

        RpcReply reply;
        try
        {
            using MemoryStream body = new();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted).ConfigureAwait(false);
            using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
            reply = await dispatcher.AnswerAsync(body.GetBuffer().AsMemory(0, (int)body.Length), null, ended.Token).ConfigureAwait(false);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            reply = RpcDispatcher.Refusal(RpcException.RequestTooLarge(options.MaxRequestBytes));
        }

        http.Response.ContentType = "application/json; charset=utf-8";
        if (reply.Body is not { } answer) return;
        http.Response.ContentLength = answer.Length;
        await http.Response.Body.WriteAsync(answer, http.RequestAborted).ConfigureAwait(false);
    }

    private async Task ServeHealthAsync(HttpContext http, bool readiness)
    {
        JsonObject health = (await dispatcher.CallAsync("system_health", http.RequestAborted).ConfigureAwait(false))!.AsObject();
        if (readiness)
        {
            bool ready = (!(bool)health["isSyncing"]! && (int)health["peers"]! > 0) || !(bool)health["shouldHavePeers"]!;
            http.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError;
            return;
        }

        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.Body.WriteAsync(JsonText.Of(health), http.RequestAborted).ConfigureAwait(false);
    }

    private static void Preflight(HttpContext http)
    {
        http.Response.Headers.AccessControlAllowMethods = "POST";
        http.Response.Headers.AccessControlAllowHeaders = "*";
    }

    private static Task RefuseAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain";
        return http.Response.WriteAsync(text + "\n", http.RequestAborted);
    }

    /// <summary>On loopback a page of another site could reach the node through a name that it points here; the name betrays it.</summary>
    private bool HostIsAllowed(string host) =>
        !IPAddress.IsLoopback(options.Address) || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private bool OriginIsAllowed(string origin) => options.Origins is not { } allowed || allowed.Any(pattern => Matches(pattern, origin));

    private static bool Matches(string pattern, string origin)
    {
        if (!pattern.EndsWith(":*", StringComparison.Ordinal)) return pattern.Equals(origin, StringComparison.OrdinalIgnoreCase);
        string stem = pattern[..^2];
        return origin.Equals(stem, StringComparison.OrdinalIgnoreCase)
            || (origin.StartsWith(stem + ":", StringComparison.OrdinalIgnoreCase) && ushort.TryParse(origin.AsSpan(stem.Length + 1), out _));
    }
}
