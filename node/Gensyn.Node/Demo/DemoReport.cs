using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Primitives;
using Gensyn.Verification;
using Gensyn.Workers.Chain;

namespace Gensyn.Node.Demo;

/// <summary>How a demo ended, by what the chain says over RPC.</summary>
internal sealed record DemoReport
{
    /// <summary>One row of the final table.</summary>
    public sealed record Party(string Account, string Role, UInt128 Paid, UInt128 Slashed, UInt128 Balance);

    public required bool Settled { get; init; }

    public required float? Accuracy { get; init; }

    public required uint Steps { get; init; }

    public required double TrainSeconds { get; init; }

    public required double ProofOverhead { get; init; }

    public required uint Blocks { get; init; }

    public required bool Convicted { get; init; }

    public required ImmutableArray<string> SlashedRoles { get; init; }

    public required GameVerdict? Decisive { get; init; }

    public required bool Reassigned { get; init; }

    public required bool BalancesConserved { get; init; }

    public required UInt128 Burned { get; init; }

    public required ImmutableArray<Party> Parties { get; init; }

    public required Cheat? Asked { get; init; }

    /// <summary>Whether what was asked for happened.</summary>
    public bool AsAsked => Settled && BalancesConserved && Asked switch
    {
        null => !Convicted && SlashedRoles.IsEmpty && !Reassigned,
        Cheat.SolverAt => Convicted && Reassigned && SlashedRoles.SequenceEqual(["solver1"]) && Decisive?.DecidedBy == Decision.Leaf,
        _ => Convicted && !Reassigned && SlashedRoles.SequenceEqual(["verifier1"]) && Parties.Count(static p => p.Role.StartsWith("verifier", StringComparison.Ordinal) && p.Paid > 0) == DemoOptions.Verifiers,
    };

    /// <summary>Collects the report after a block in which the task has ended.</summary>
    public static DemoReport Of(ChainView view, uint task, TaskStory story, IssuanceAudit audit, Cast cast, DemoOptions options)
    {
        Settlement? settlement = view.Tasks.Settlements.Get(task);
        Dictionary<AccountId, string> roles = RolesOf(story, cast);
        (ArbitrationPallet.Event.GameOpened Opened, GameVerdict Verdict)? decisive = story.Decided.Count == 0 ? null : story.Decided.MaxBy(static g => g.Verdict.DecidedBy == Decision.Leaf ? 1 : 0);
        return new DemoReport
        {
            Settled = view.Tasks.Progress.Get(task)?.State == TaskState.Settled && settlement is not null,
            Accuracy = settlement is null ? null : BitConverter.UInt32BitsToSingle(settlement.Metric),
            Steps = view.Tasks.Tasks.Get(task)?.Steps ?? 0,
            TrainSeconds = story.Effort.TrainingMilliseconds / 1000.0,
            ProofOverhead = story.Effort.TrainingMilliseconds == 0 ? 0 : story.Effort.ProvingMilliseconds / (double)story.Effort.TrainingMilliseconds,
            Blocks = view.Head.Number,
            Convicted = story.Slashes.Count > 0 && story.Decided.Count > 0,
            SlashedRoles = [.. story.Slashes.Select(s => roles.GetValueOrDefault(s.Who, s.Who.ToString())).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Decisive = decisive?.Verdict,
            Reassigned = story.Reassigned.Count > 0,
            BalancesConserved = audit.Conserved && audit.Checked == view.Head.Number,
            Burned = audit.Burned,
            Parties =
            [
                .. cast.All.Select(m => new Party(
                    m.Name,
                    roles[m.Signer.Account],
                    Sum(settlement?.Payments.Where(p => p.Who == m.Signer.Account).Select(static p => p.Amount) ?? []) + Sum(story.Rewards.Where(r => r.Who == m.Signer.Account).Select(static r => r.Amount)),
                    Sum(story.Slashes.Where(s => s.Who == m.Signer.Account).Select(static s => s.Amount)),
                    view.AccountOf(m.Signer.Account).Data.Free + view.AccountOf(m.Signer.Account).Data.Reserved)),
            ],
            Asked = options.Cheat,
        };
    }

    /// <summary>The closing lines for people.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Settled ? string.Create(CultureInfo.InvariantCulture, $"settled after {Blocks} blocks: {Steps} steps, test accuracy {Accuracy:0.0000}") : "the task was not settled";
        yield return string.Create(CultureInfo.InvariantCulture, $"trained in {TrainSeconds:0.00} s, proof overhead {ProofOverhead:P1} (as the solver reported to the chain)");
        if (Decisive is { } verdict)
        {
            yield return verdict.DecidedBy == Decision.Leaf
                ? string.Create(CultureInfo.InvariantCulture, $"lie pinned down to {(OperatorId)verdict.Operator} in {verdict.Rounds} rounds and recomputed by the chain, {verdict.LeafBytes} bytes opened at the leaf")
                : string.Create(CultureInfo.InvariantCulture, $"lie convicted in round {verdict.Rounds}, decided by {verdict.DecidedBy.ToString().ToLowerInvariant()}");
            yield return $"slashed: {string.Join(", ", SlashedRoles)}; task reassigned: {(Reassigned ? "yes" : "no")}";
        }

        yield return $"burned: {Money.Show(Burned)}; balances conserved after every block: {(BalancesConserved ? "yes" : "NO")}";
        if (!AsAsked) yield return "This is not what was asked for.";
    }

    /// <summary>The object that <c>--json</c> prints.</summary>
    public JsonObject ToJson() => new()
    {
        ["settled"] = Settled,
        ["accuracy"] = Accuracy,
        ["steps"] = Steps,
        ["trainSeconds"] = TrainSeconds,
        ["proofOverhead"] = ProofOverhead,
        ["blocks"] = Blocks,
        ["convicted"] = Convicted,
        ["slashed"] = new JsonArray([.. SlashedRoles.Select(static r => JsonValue.Create(r))]),
        ["decidedBy"] = Decisive is { } decided ? decided.DecidedBy.ToString().ToLowerInvariant() : null,
        ["operator"] = Decisive is { DecidedBy: Decision.Leaf } leaf ? ((OperatorId)leaf.Operator).ToString() : null,
        ["rounds"] = Decisive?.Rounds,
        ["leafBytes"] = Decisive?.LeafBytes,
        ["reassigned"] = Reassigned,
        ["balancesConserved"] = BalancesConserved,
        ["burned"] = Burned.ToString(CultureInfo.InvariantCulture),
        ["paid"] = new JsonObject([.. Parties.Where(static p => p.Paid > 0).Select(static p => KeyValuePair.Create(p.Role, (JsonNode?)p.Paid.ToString(CultureInfo.InvariantCulture)))]),
    };

    // Numbered in the order in which the chain drew them: "solver1" is the one that got the task first.
    private static Dictionary<AccountId, string> RolesOf(TaskStory story, Cast cast)
    {
        Dictionary<AccountId, string> roles = cast.All.ToDictionary(static m => m.Signer.Account, static m => m.Name);
        Number("solver", Workers.Agents.AgentRoles.Solver, story.Matched);
        Number("verifier", Workers.Agents.AgentRoles.Verifier, story.Drawn);
        return roles;

        void Number(string name, Workers.Agents.AgentRoles role, IEnumerable<AccountId> drawn)
        {
            int number = 0;
            foreach (AccountId account in drawn.Concat(cast.Agents.Where(m => m.Roles == role).Select(static m => m.Signer.Account)).Distinct())
            {
                roles[account] = string.Create(CultureInfo.InvariantCulture, $"{name}{++number}");
            }
        }
    }

    private static UInt128 Sum(IEnumerable<UInt128> amounts) => amounts.Aggregate(UInt128.Zero, static (sum, amount) => sum + amount);
}
