using System.Globalization;
using System.Text;

namespace Gensyn.Fuzz;

/// <summary>What became of the extrinsics of one run.</summary>
public sealed class FuzzReport
{
    private readonly SortedDictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (long Tried, long Succeeded)> _calls = new(StringComparer.Ordinal);

    private readonly SortedDictionary<string, long> _events = new(StringComparer.Ordinal);

    /// <summary>How many extrinsics went through validate and apply.</summary>
    public long Count { get; internal set; }

    /// <summary>How many blocks they filled.</summary>
    public long Blocks { get; internal set; }

    /// <summary>How many of the blocks were executed once more, from their headers.</summary>
    public long Imported { get; internal set; }

    /// <summary>How often the whole state was searched for contradictions.</summary>
    public long StatesChecked { get; internal set; }

    /// <summary>What was found, with all that is needed to see it again; empty when nothing was.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>How many different calls were dispatched, and how many of those ever succeeded.</summary>
    public (int Dispatched, int Succeeded) CallsSeen => (_calls.Count, _calls.Count(static c => c.Value.Succeeded > 0));

    /// <summary>How many kinds of events were deposited.</summary>
    public int EventsSeen => _events.Count;

    /// <summary>How often an outcome came up.</summary>
    public long Of(string outcome) => _outcomes.GetValueOrDefault(outcome);

    /// <inheritdoc/>
    public override string ToString()
    {
        StringBuilder text = new();
        Line(text, $"{Count:N0} extrinsics in {Blocks:N0} blocks, {Imported:N0} of them executed once more; the whole state checked {StatesChecked:N0} times");
        foreach ((string outcome, long count) in _outcomes) Line(text, $"  {outcome,-46} {count,12:N0}");
        (int dispatched, int succeeded) = CallsSeen;
        Line(text, $"{dispatched} calls dispatched, {succeeded} of them with success");
        Line(text, $"  never with success: {string.Join(", ", _calls.Where(static c => c.Value.Succeeded == 0).Select(static c => c.Key))}");
        Line(text, $"{_events.Count} kinds of events");
        Line(text, $"  {string.Join(", ", _events.Select(static e => $"{e.Key} {e.Value}"))}");
        foreach (string failure in Failures) Line(text, $"FAILURE {failure}");
        return text.ToString();
    }

    internal void Note(string outcome) => _outcomes[outcome] = Of(outcome) + 1;

    internal void NoteEvent(string name) => _events[name] = _events.GetValueOrDefault(name) + 1;

    internal void NoteCall(string call, bool succeeded)
    {
        (long tried, long good) = _calls.GetValueOrDefault(call);
        _calls[call] = (tried + 1, good + (succeeded ? 1 : 0));
    }

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
