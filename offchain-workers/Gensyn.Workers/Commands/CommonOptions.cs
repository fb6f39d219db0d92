using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using Gensyn.Workers.Artefacts;
using Gensyn.Workers.Chain;

namespace Gensyn.Workers.Commands;

/// <summary>What all commands share: where the node is, who acts, and how failures are told.</summary>
internal static class CommonOptions
{
    private const ulong Unit = 1_000_000_000_000;

    /// <summary>The node.</summary>
    public static Option<Uri> Node { get; } = new("--node")
    {
        Description = "The node's WebSocket RPC.",
        DefaultValueFactory = static _ => new Uri("ws://127.0.0.1:9944"),
        CustomParser = static result => ParseUri(result, "ws", "wss"),
        HelpName = "URL",
    };

    /// <summary>Reads an absolute URL of one of two schemes.</summary>
    public static Uri? ParseUri(ArgumentResult result, string scheme, string secureScheme)
    {
        if (result.Tokens is [{ Value: string text }] && Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == scheme || url.Scheme == secureScheme)) return url;
        result.AddError($"expected a URL such as {scheme}://127.0.0.1:9944");
        return null;
    }

    /// <summary>The account.</summary>
    public static Option<string> Suri() => new("--suri")
    {
        Description = "Secret URI of the account: a BIP-39 phrase or 0x… with a 32-byte seed, then //hard/soft///password; //Alice is a development account.",
        Required = true,
    };

    /// <summary>Where others reach what is served here.</summary>
    public static Option<Uri?> PublicEndpoint(string what) => new("--public-endpoint")
    {
        Description = $"The URL under which others reach {what} on this machine.",
        HelpName = "URL",
        CustomParser = static result => ParseUri(result, "http", "https"),
    };

    /// <summary>Reads where something is served, and the URL that others are told where that is not the address itself.</summary>
    /// <exception cref="FormatException">It is no address or port, or none that others could be told.</exception>
    public static (IPAddress Address, Uri? Endpoint) ReadServing(ParseResult arguments, Option<string> listen, Option<int> port, Option<Uri?> publicEndpoint)
    {
        if (!IPAddress.TryParse(arguments.GetValue(listen), out IPAddress? address)) throw new FormatException($"{listen.Name}: expected an IP address.");
        if (arguments.GetValue(port) is < IPEndPoint.MinPort or > IPEndPoint.MaxPort) throw new FormatException($"{port.Name}: expected {IPEndPoint.MinPort} to {IPEndPoint.MaxPort}, not {arguments.GetValue(port)}.");
        Uri? endpoint = arguments.GetValue(publicEndpoint);
        bool isAny = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        return isAny && endpoint is null ? throw new FormatException($"{listen.Name}: {address} is no address that others could be told: say {publicEndpoint.Name}, too.") : (address, endpoint);
    }

    /// <summary>Reads an amount of whole tokens with up to twelve decimals.</summary>
    public static bool TryParseTokens(string text, out UInt128 plancks)
    {
        plancks = 0;
        string[] parts = text.Split('.');
        if (parts.Length > 2 || !ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out ulong whole)) return false;
        string decimals = parts.Length == 2 ? parts[1] : "";
        if (decimals.Length > 12 || !ulong.TryParse("0" + decimals.PadRight(12, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out ulong fraction)) return false;
        plancks = ((UInt128)whole * Unit) + fraction;
        return true;
    }

    /// <summary>Plancks as whole tokens.</summary>
    public static string Show(UInt128 plancks) => string.Create(CultureInfo.InvariantCulture, $"{plancks / Unit}.{(ulong)(plancks % Unit):000000000000} GSYN");

    /// <summary>Runs a command and tells of a failure in one line.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (Exception e) when (e is IOException or WebSocketException or JsonRpcException or DispatchFailedException or TransactionDroppedException
            or ArtefactException or UnauthorizedAccessException or ArgumentException or FormatException or PlatformNotSupportedException or Training.Sources.TrainingDataException or Training.Runs.TrainingDivergedException)
        {
            await Console.Error.WriteLineAsync($"gensyn: {e.Message}").ConfigureAwait(false);
            return 1;
        }
    }
}
