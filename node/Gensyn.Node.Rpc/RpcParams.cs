using System.Globalization;
using System.Text.Json;
using Gensyn.Primitives;

namespace Gensyn.Node.Rpc;

/// <summary>A request's parameters, by position or by name.</summary>
/// <remarks>Anything wrong with one is <see cref="RpcException"/> -32602. Trailing optional ones may be missing or null; extra ones are ignored.</remarks>
public readonly struct RpcParams
{
    private readonly JsonElement _source;

    /// <summary>The parameters of a request; an undefined element stands for none.</summary>
    /// <exception cref="RpcException">The element is neither an array nor an object.</exception>
    public RpcParams(JsonElement source)
    {
        if (source.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Array or JsonValueKind.Object))
        {
            throw RpcException.InvalidParams("expected an array or an object");
        }

        if (source.ValueKind == JsonValueKind.Object && !IsReadableObject(source)) throw RpcException.InvalidParams("a name's escapes are no Unicode");
        _source = source;
    }

    /// <summary>A parameter, or null when it is missing or null.</summary>
    public JsonElement? Optional(int index, string name)
    {
        JsonElement value = default;
        bool found = _source.ValueKind switch
        {
            JsonValueKind.Array => index < _source.GetArrayLength() && Take(_source[index], out value),
            JsonValueKind.Object => _source.TryGetProperty(name, out value) || _source.TryGetProperty(SnakeCase(name), out value),
            _ => false,
        };
        return found && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>A parameter that must be there.</summary>
    public JsonElement Required(int index, string name) => Optional(index, name) ?? throw RpcException.InvalidParams($"parameter `{name}` is missing");

    /// <summary>Text.</summary>
    public string Text(int index, string name) => AsText(Required(index, name), name);

    /// <summary>Text or nothing.</summary>
    public string? OptionalText(int index, string name) => Optional(index, name) is { } value ? AsText(value, name) : null;

    /// <summary>Bytes in hexadecimal.</summary>
    public byte[] Bytes(int index, string name) => AsBytes(Required(index, name), name);

    /// <summary>Bytes in hexadecimal, or nothing.</summary>
    public byte[]? OptionalBytes(int index, string name) => Optional(index, name) is { } value ? AsBytes(value, name) : null;

    /// <summary>Bytes in hexadecimal, with or without <c>0x</c>: the interface specification's methods take both, and clients use it.</summary>
    public byte[] LooseBytes(int index, string name) => AsLooseBytes(Required(index, name), name);

    /// <summary>A hash in hexadecimal.</summary>
    public H256 Hash(int index, string name) => AsHash(Required(index, name), name);

    /// <summary>A hash in hexadecimal, or nothing.</summary>
    public H256? OptionalHash(int index, string name) => Optional(index, name) is { } value ? AsHash(value, name) : null;

    /// <summary>A list of byte strings.</summary>
    public List<byte[]> BytesList(int index, string name) => [.. Items(Required(index, name), name).Select(item => AsBytes(item, name))];

    /// <summary>True or false.</summary>
    public bool Flag(int index, string name) => Required(index, name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw RpcException.InvalidParams($"`{name}`: expected a boolean"),
    };

    /// <summary>A 32-bit count.</summary>
    public uint Count(int index, string name) => AsCount(Required(index, name), name);

    internal static IEnumerable<JsonElement> Items(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw RpcException.InvalidParams($"`{name}`: expected a list");

    internal static string AsText(JsonElement value, string name) => TryText(value) ?? throw RpcException.InvalidParams($"`{name}`: expected a string");

    /// <summary>Whether this is an object whose members can be looked up: a name whose escapes are no Unicode makes every look-up throw.</summary>
    internal static bool IsReadableObject(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) return false;
        try
        {
            foreach (JsonProperty member in value.EnumerateObject()) _ = member.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A string's text; null when it is none, or when its escapes are no Unicode.</summary>
    internal static string? TryText(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    internal static byte[] AsBytes(JsonElement value, string name) =>
        Hex.TryParse(AsText(value, name), out byte[] bytes) ? bytes : throw RpcException.InvalidParams($"`{name}`: expected 0x and hexadecimal digits");

    internal static byte[] AsLooseBytes(JsonElement value, string name)
    {
        string text = AsText(value, name);
        return Hex.TryParse(text.StartsWith("0x", StringComparison.Ordinal) ? text : "0x" + text, out byte[] bytes)
            ? bytes
            : throw RpcException.InvalidParams($"`{name}`: expected hexadecimal digits");
    }

    internal static H256 AsHash(JsonElement value, string name) =>
        AsBytes(value, name) is { Length: 32 } bytes ? new H256(bytes) : throw RpcException.InvalidParams($"`{name}`: expected a hash of 32 bytes");

    internal static uint AsCount(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out uint count)
            ? count
            : throw RpcException.InvalidParams($"`{name}`: expected a 32-bit number");

    /// <summary>A block number: a JSON number or its text in hexadecimal or decimal (sp_rpc::number::NumberOrHex).</summary>
    internal static ulong AsNumberOrHex(JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out ulong number)) return number;
        if (value.ValueKind == JsonValueKind.String && AsText(value, name) is { } text && text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number))
        {
            return number;
        }

        throw RpcException.InvalidParams($"`{name}`: expected a number, or one in hexadecimal");
    }

    private static bool Take(JsonElement from, out JsonElement value)
    {
        value = from;
        return true;
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select(static letter => char.IsAsciiLetterUpper(letter) ? "_" + char.ToLowerInvariant(letter) : letter.ToString()));
}
