using System.Globalization;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node;

/// <summary>Writes log lines as Substrate nodes do, filtered by target.</summary>
/// <remarks>Safe for threads.</remarks>
internal sealed class NodeLog(Action<string> write, TimeProvider clock, string filter = "") : IRuntimeLog
{
    private readonly Lock _gate = new();
    private readonly RuntimeLogLevel _everywhere = Level(Parts(filter).LastOrDefault(static part => part.Length == 1)?[0] ?? "info");
    private readonly (string Target, RuntimeLogLevel Level)[] _targets =
    [
        .. Parts(filter).Where(static part => part.Length == 2).Select(static part => (part[0].Trim(), Level(part[1]))),
    ];

    /// <summary>Whether a filter can be read: <c>level</c> or <c>target=level</c>, with commas between.</summary>
    public static bool IsFilter(string text) => Parts(text).All(static part =>
        part.Length <= 2 && part[^1].Trim().ToUpperInvariant() is "OFF" or "ERROR" or "WARN" or "INFO" or "DEBUG" or "TRACE");

    /// <inheritdoc/>
    public void Write(RuntimeLogLevel level, string target, string message)
    {
        if (level > Limit(target)) return;
        string time = clock.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        string line = level == RuntimeLogLevel.Info ? $"{time} {message}" : $"{time} {level.ToString().ToUpperInvariant(),5} {target}: {message}";
        lock (_gate) write(line);
    }

    /// <summary>News of the node itself.</summary>
    public void Say(string message) => Write(RuntimeLogLevel.Info, "gensyn_node", message);

    private static IEnumerable<string[]> Parts(string filter) =>
        filter.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(static part => part.Split('='));

    private RuntimeLogLevel Limit(string target)
    {
        RuntimeLogLevel limit = _everywhere;
        int best = -1;
        foreach ((string name, RuntimeLogLevel level) in _targets)
        {
            if (name.Length > best && target.StartsWith(name, StringComparison.Ordinal)) (limit, best) = (level, name.Length);
        }

        return limit;
    }

    private static RuntimeLogLevel Level(string text) => text.Trim().ToUpperInvariant() switch
    {
        "OFF" => 0,
        "ERROR" => RuntimeLogLevel.Error,
        "WARN" => RuntimeLogLevel.Warn,
        "INFO" => RuntimeLogLevel.Info,
        _ => RuntimeLogLevel.Debug,
    };
}
