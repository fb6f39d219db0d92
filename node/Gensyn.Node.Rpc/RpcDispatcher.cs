using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gensyn.Node.Chain;
using Gensyn.Runtime.Interface;
using Gensyn.Trie;

namespace Gensyn.Node.Rpc;

/// <summary>What is sent back for one message.</summary>
/// <param name="Body">The text, or null when the message asked for no answer.</param>
/// <param name="Afterwards">What is to begin once the text is on its way.</param>
internal readonly record struct RpcReply(ReadOnlyMemory<byte>? Body, IReadOnlyList<Action> Afterwards);

/// <summary>Turns a message's text into the answer's: JSON-RPC 2.0, single requests and batches.</summary>
internal sealed class RpcDispatcher(RpcMethods methods, RpcServerOptions options, Action<string, Exception> onFault)
{
    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = 64 };

    /// <summary>Answers one message.</summary>
    public async ValueTask<RpcReply> AnswerAsync(ReadOnlyMemory<byte> message, RpcConnection? connection, CancellationToken cancellation)
    {
        JsonDocument document;
        try
        {
            if (!System.Text.Unicode.Utf8.IsValid(message.Span)) return Refusal(RpcException.ParseError());
            document = JsonDocument.Parse(message, DocumentOptions);
        }
        catch (JsonException)
        {
            return Refusal(RpcException.ParseError());
        }

        using (document)
        {
            JsonElement root = document.RootElement;
            List<Action> afterwards = [];
            ReadOnlyMemory<byte>? body = root.ValueKind == JsonValueKind.Array
                ? await AnswerBatchAsync(root, connection, afterwards, cancellation).ConfigureAwait(false)
                : await AnswerOneAsync(root, connection, afterwards, cancellation).ConfigureAwait(false);
            return new RpcReply(body, afterwards);
        }
    }

    /// <summary>Runs one method outside any message, for the health page.</summary>
    public async ValueTask<JsonNode?> CallAsync(string method, CancellationToken cancellation)
    {
        RpcHandler handler = methods.Find(method)?.Handler ?? throw RpcException.MethodNotFound();
        return await handler(new RpcRequest(default, AllowUnsafe: false, null, [], cancellation)).ConfigureAwait(false);
    }

    /// <summary>The answer that refuses a whole message.</summary>
    public static RpcReply Refusal(RpcException error) => new(Failure(default, error), []);

    private async ValueTask<ReadOnlyMemory<byte>?> AnswerBatchAsync(
        JsonElement batch, RpcConnection? connection, List<Action> afterwards, CancellationToken cancellation)
    {
        int count = batch.GetArrayLength();
        if (count == 0) return Failure(default, RpcException.InvalidRequest());
        if (count > options.MaxBatchLength) return Failure(default, RpcException.BatchTooLarge(options.MaxBatchLength));

        ArrayBufferWriter<byte> answers = new();
        foreach (JsonElement request in batch.EnumerateArray())
        {
            if (await AnswerOneAsync(request, connection, afterwards, cancellation).ConfigureAwait(false) is not { } answer) continue;
            if (answers.WrittenCount + answer.Length + 2 > options.MaxResponseBytes)
            {
                afterwards.Clear();
                return Failure(default, new RpcException(-32011, "The batch response was too large", $"Exceeded max limit of {options.MaxResponseBytes}"));
            }

            answers.Write(answers.WrittenCount == 0 ? "["u8 : ","u8);
            answers.Write(answer.Span);
        }

        if (answers.WrittenCount == 0) return null;
        answers.Write("]"u8);
        return answers.WrittenMemory;
    }

    private async ValueTask<ReadOnlyMemory<byte>?> AnswerOneAsync(
        JsonElement request, RpcConnection? connection, List<Action> afterwards, CancellationToken cancellation)
    {
        if (!RpcParams.IsReadableObject(request)) return Failure(default, RpcException.InvalidRequest());

        bool hasId = request.TryGetProperty("id", out JsonElement id);
        bool goodId = !hasId || id.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null;
        if (!goodId) return Failure(default, RpcException.InvalidRequest());
        if (!request.TryGetProperty("jsonrpc", out JsonElement version) || RpcParams.TryText(version) != "2.0"
            || !request.TryGetProperty("method", out JsonElement method) || RpcParams.TryText(method) is not { } name)
        {
            return Failure(id, RpcException.InvalidRequest());
        }

        // A message without an id is a notification: this API has none, so there is nothing to do or to answer.
        if (!hasId) return null;

        try
        {
            request.TryGetProperty("params", out JsonElement arguments);
            RpcMethod served = methods.Find(name) ?? throw RpcException.MethodNotFound();
            if (served.IsUnsafe && !options.AllowsUnsafe) throw RpcException.Denied();

            RpcRequest call = new(new RpcParams(arguments), options.AllowsUnsafe, connection, afterwards, cancellation);
            JsonNode? result = served.Handler is not null
                ? await served.Handler(call).ConfigureAwait(false)
                : await OpenAsync(served, call).ConfigureAwait(false);
            return Success(id, result);
        }
        catch (RpcException refused)
        {
            return Failure(id, refused);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (UnknownBlockException unknown)
        {
            return Failure(id, new RpcException(4003, $"Client error: {unknown.Message}"));
        }
        catch (Exception gone) when (gone is TrieException or StateException { InnerException: TrieException })
        {
            // The state was there when the method began and has been pruned since.
            return Failure(id, new RpcException(4003, "Client error: UnknownBlock: State already discarded"));
        }
        catch (RuntimeException trap)
        {
            return Failure(id, new RpcException(4003, $"Client error: Execution failed: {trap.Message}"));
        }
#pragma warning disable CA1031 // Whatever a method throws, the caller gets an answer and the node goes on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            onFault(name, fault);
            return Failure(id, RpcException.Internal());
        }
    }

    private static async ValueTask<JsonNode?> OpenAsync(RpcMethod method, RpcRequest call)
    {
        if (call.Connection is not { } connection || method.Subscriber is null || method.Notification is null)
        {
            throw RpcException.Internal("Subscriptions need a WebSocket");
        }

        RpcSubscription subscription = connection.Open(method.Notification);
        try
        {
            await method.Subscriber(call, subscription).ConfigureAwait(false);
        }
        catch
        {
            connection.Close(subscription.Id);
            throw;
        }

        call.AfterReply.Add(() => connection.Speak(subscription));
        return subscription.Id;
    }

    private ReadOnlyMemory<byte> Success(JsonElement id, JsonNode? result)
    {
        ArrayBufferWriter<byte> buffer = new(256);
        using (Utf8JsonWriter writer = new(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            writer.WritePropertyName("id");
            WriteId(writer, id);
            writer.WritePropertyName("result");
            JsonText.Write(writer, result);
            writer.WriteEndObject();
        }

        return buffer.WrittenCount <= options.MaxResponseBytes ? buffer.WrittenMemory : Failure(id, RpcException.ResponseTooLarge(options.MaxResponseBytes));
    }

    private static ReadOnlyMemory<byte> Failure(JsonElement id, RpcException error)
    {
        ArrayBufferWriter<byte> buffer = new(256);
        using (Utf8JsonWriter writer = new(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            writer.WritePropertyName("id");
            WriteId(writer, id);
            writer.WriteStartObject("error");
            writer.WriteNumber("code", error.Code);
            writer.WriteString("message", error.Message);
            if (error.Detail is not null)
            {
                writer.WritePropertyName("data");
                error.Detail.WriteTo(writer);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The id goes back exactly as it came, whatever its text holds.</summary>
    private static void WriteId(Utf8JsonWriter writer, JsonElement id)
    {
        if (id.ValueKind == JsonValueKind.Undefined) writer.WriteNullValue();
        else writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(id), skipInputValidation: true);
    }
}
