using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gensyn.Node.Rpc;

/// <summary>How this server writes JSON.</summary>
internal static class JsonText
{
    /// <summary>Compact, and without escapes that only HTML needs: no browser is fed this text as a page.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A value's text.</summary>
    public static byte[] Of(JsonNode? value)
    {
        ArrayBufferWriter<byte> buffer = new(256);
        using (Utf8JsonWriter writer = new(buffer, WriterOptions)) Write(writer, value);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a value or null.</summary>
    public static void Write(Utf8JsonWriter writer, JsonNode? value)
    {
        if (value is null) writer.WriteNullValue();
        else value.WriteTo(writer);
    }
}
