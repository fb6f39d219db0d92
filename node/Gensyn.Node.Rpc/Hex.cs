using Gensyn.Primitives;

namespace Gensyn.Node.Rpc;

/// <summary>Bytes as JSON-RPC writes them: <c>0x</c> and lower-case digits.</summary>
internal static class Hex
{
    public static string Of(ReadOnlySpan<byte> bytes) => string.Create(2 + (2 * bytes.Length), bytes, static (text, source) =>
    {
        text[0] = '0';
        text[1] = 'x';
        Convert.TryToHexStringLower(source, text[2..], out _);
    });

    public static string Of(H256 hash) => hash.ToString();

    /// <summary>A number without leading zeros, as in headers.</summary>
    public static string OfNumber(ulong number) => "0x" + number.ToString("x", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Reads <c>0x</c> and any count of digits; an odd count gets a zero before it, as impl-serde does.</summary>
    public static bool TryParse(string? text, out byte[] bytes)
    {
        bytes = [];
        if (text is null || !text.StartsWith("0x", StringComparison.Ordinal)) return false;

        string digits = text.Length % 2 == 0 ? text[2..] : "0" + text[2..];
        byte[] parsed = new byte[digits.Length / 2];
        if (Convert.FromHexString(digits, parsed, out _, out _) != System.Buffers.OperationStatus.Done) return false;
        bytes = parsed;
        return true;
    }
}
