using Gensyn.Primitives;
using Gensyn.Workers.Agents;
using Gensyn.Workers.Chain;

namespace Gensyn.Node.Demo;

/// <summary>A party of the demo.</summary>
/// <param name="Name">What the demo calls it.</param>
/// <param name="Signer">Its account.</param>
/// <param name="Roles">What its agent does; none for the submitter.</param>
internal sealed record CastMember(string Name, Signer Signer, AgentRoles Roles);

/// <summary>The parties of the demo: one submitter, two solvers, three verifiers and one whistleblower.</summary>
internal sealed class Cast
{
    /// <summary>Pays for the task, and funds the others from its genesis balance.</summary>
    public CastMember Submitter { get; } = new("submitter", Signer.FromUri("//Alice"), AgentRoles.None);

    /// <summary>Everybody who runs an agent.</summary>
    public CastMember[] Agents { get; } =
    [
        Member("solver-a", AgentRoles.Solver),
        Member("solver-b", AgentRoles.Solver),
        Member("verifier-a", AgentRoles.Verifier),
        Member("verifier-b", AgentRoles.Verifier),
        Member("verifier-c", AgentRoles.Verifier),
        Member("whistleblower", AgentRoles.Whistleblower),
    ];

    /// <summary>All parties.</summary>
    public IEnumerable<CastMember> All => [Submitter, .. Agents];

    /// <summary>A party's name, or the account itself when it is not one.</summary>
    public string NameOf(AccountId account) => All.FirstOrDefault(m => m.Signer.Account == account)?.Name ?? account.ToString();

    private static CastMember Member(string name, AgentRoles roles) => new(name, Signer.FromUri("//demo//" + name), roles);
}
