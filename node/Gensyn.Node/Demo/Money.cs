using System.Globalization;

namespace Gensyn.Node.Demo;

/// <summary>Amounts as people read them.</summary>
internal static class Money
{
    private const ulong Unit = 1_000_000_000_000;

    /// <summary>An amount of plancks in whole tokens, with four decimals.</summary>
    public static string Show(UInt128 plancks) =>
        string.Create(CultureInfo.InvariantCulture, $"{plancks / Unit}.{(ulong)(plancks % Unit) / (Unit / 10_000):0000} GSYN");

    /// <summary>A signed change, in the same form.</summary>
    public static string ShowChange(UInt128 before, UInt128 after) => after >= before ? "+" + Show(after - before) : "-" + Show(before - after);
}
