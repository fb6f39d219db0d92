namespace Gensyn.Workers.Chain;

/// <summary>Bytes as JSON-RPC writes them.</summary>
internal static class Hex
{
    public static string Of(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>Reads a <c>0x</c> string of the node's.</summary>
    /// <exception cref="IOException">The node sent something else.</exception>
    public static byte[] Parse(string text)
    {
        try
        {
            return Convert.FromHexString(text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text);
        }
        catch (FormatException e)
        {
            throw new IOException("The node sent malformed hexadecimal.", e);
        }
    }
}
