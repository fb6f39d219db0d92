namespace Gensyn.Workers.Chain;

/// <summary>The node answered a request with an error.</summary>
public sealed class JsonRpcException(int code, string message, string? details)
    : Exception(details is null ? $"{message} ({code})" : $"{message} ({code}): {details}")
{
    /// <summary>JSON-RPC error code.</summary>
    public int Code { get; } = code;
}
