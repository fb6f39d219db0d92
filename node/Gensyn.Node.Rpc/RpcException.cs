using System.Text.Json.Nodes;

namespace Gensyn.Node.Rpc;

/// <summary>A request's failure, as the caller is told of it.</summary>
public sealed class RpcException : Exception
{
    /// <summary>A failure with a code, a message and optional detail.</summary>
    public RpcException(int code, string message, JsonNode? detail = null)
        : base(message)
    {
        Code = code;
        Detail = detail;
    }

    /// <summary>The JSON-RPC error code.</summary>
    public int Code { get; }

    /// <summary>The error's <c>data</c>.</summary>
    public JsonNode? Detail { get; }

    internal static RpcException ParseError() => new(-32700, "Parse error");

    internal static RpcException InvalidRequest() => new(-32600, "Invalid request");

    internal static RpcException MethodNotFound() => new(-32601, "Method not found");

    internal static RpcException Denied() => new(-32601, "RPC call is unsafe to be called externally");

    internal static RpcException InvalidParams(string detail) => new(-32602, "Invalid params", detail);

    internal static RpcException Internal(string? detail = null) => new(-32603, "Internal error", detail);

    internal static RpcException TooManySubscriptions(int limit) =>
        new(-32006, "Too many subscriptions on the connection", $"Exceeded max limit of {limit}");

    internal static RpcException RequestTooLarge(int limit) => new(-32007, "Request is too big", $"Exceeded max limit of {limit}");

    internal static RpcException ResponseTooLarge(int limit) => new(-32008, "Response is too big", $"Exceeded max limit of {limit}");

    internal static RpcException BatchTooLarge(int limit) => new(-32010, "The batch request was too large", $"Exceeded max limit of {limit}");
}
