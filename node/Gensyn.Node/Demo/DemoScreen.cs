using System.Globalization;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Workers.Agents;
using Gensyn.Workers.Chain;
using Spectre.Console;

namespace Gensyn.Node.Demo;

/// <summary>Where the demo shows what happens.</summary>
internal interface IDemoScreen
{
    /// <summary>Something the demo itself does.</summary>
    void Say(string text);

    /// <summary>Something an agent does.</summary>
    void Note(AgentNote note);

    /// <summary>Something the chain decided in a block.</summary>
    void Event(uint block, string text);

    /// <summary>A new finalised block.</summary>
    void Block(uint number);

    /// <summary>The state after a finalised block.</summary>
    void Show(ChainView view, uint task, Cast cast);

    /// <summary>How it ended.</summary>
    void Finish(DemoReport report);
}

/// <summary>Writes the demo as lines to a console, with the balances of all parties whenever they changed.</summary>
internal sealed class DemoScreen(IAnsiConsole console) : IDemoScreen
{
    private readonly Lock _writing = new();
    private readonly Dictionary<string, UInt128> _shown = new(StringComparer.Ordinal);
    private string _lastState = "";

    public void Say(string text) => Write("grey", "demo", text);

    public void Note(AgentNote note) => Write("cyan", note.Agent, note.Text);

    public void Event(uint block, string text) => Write("green", string.Create(CultureInfo.InvariantCulture, $"block {block}"), text);

    public void Block(uint number)
    {
    }

    public void Show(ChainView view, uint task, Cast cast)
    {
        if (view.Tasks.Progress.Get(task) is not { } progress) return;
        string state = progress.State == TaskState.Training
            ? string.Create(CultureInfo.InvariantCulture, $"{progress.State}, attempt {progress.Attempt + 1}, step {progress.Step}")
            : string.Create(CultureInfo.InvariantCulture, $"{progress.State}, attempt {progress.Attempt + 1}");
        if (state != _lastState) Write("yellow", string.Create(CultureInfo.InvariantCulture, $"block {view.Head.Number}"), $"task {task}: {state}");
        _lastState = state;
        List<string> changes = [];
        foreach (CastMember member in cast.All)
        {
            UInt128 total = TotalOf(view, member.Signer.Account);
            if (!_shown.TryGetValue(member.Name, out UInt128 before)) before = total;

            // Fees of every call move balances a little all the time: worth a line is what a tenth of a token moves.
            UInt128 moved = total > before ? total - before : before - total;
            if (moved >= 100_000_000_000) changes.Add($"{member.Name} {Money.ShowChange(before, total)}");
            if (moved >= 100_000_000_000 || !_shown.ContainsKey(member.Name)) _shown[member.Name] = total;
        }

        if (changes.Count > 0) Write("magenta", "balances", string.Join(", ", changes));
    }

    public void Finish(DemoReport report)
    {
        lock (_writing)
        {
            Table table = new Table().Border(TableBorder.Rounded).AddColumns("account", "role", "paid", "slashed", "balance");
            table.Columns[2].RightAligned();
            table.Columns[3].RightAligned();
            table.Columns[4].RightAligned();
            foreach (DemoReport.Party party in report.Parties)
            {
                table.AddRow(party.Account, party.Role, party.Paid == 0 ? "" : Money.Show(party.Paid), party.Slashed == 0 ? "" : Money.Show(party.Slashed), Money.Show(party.Balance));
            }

            console.Write(table);
            foreach (string line in report.Lines()) console.WriteLine(line);
        }
    }

    private static UInt128 TotalOf(ChainView view, AccountId who)
    {
        AccountData money = view.AccountOf(who).Data;
        return money.Free + money.Reserved;
    }

    private void Write(string colour, string who, string text)
    {
        lock (_writing) console.MarkupLine($"[{colour}]{Markup.Escape(who),14}[/]  {Markup.Escape(text)}");
    }
}
