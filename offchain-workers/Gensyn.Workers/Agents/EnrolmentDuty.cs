using System.Text;
using Gensyn.Frame;
using Gensyn.Pallets.Compute;
using Gensyn.Pallets.Compute.Providers;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Workers.Chain;

namespace Gensyn.Workers.Agents;

/// <summary>Keeps the agent bonded, and registered with the endpoint it serves now.</summary>
internal sealed class EnrolmentDuty(AgentContext agent) : Duty(agent)
{
    private bool _told;
    private bool _isMine;
    private bool _isLost;

    public override void Act(ChainView view)
    {
        UInt128 bonded = view.Staking.Ledgers.Get(Agent.Me)?.Total ?? 0;
        bool isProvider = (Agent.Options.Roles & (AgentRoles.Solver | AgentRoles.Verifier)) != 0;
        ProviderProfile wanted = Profile();
        Provider? registered = isProvider ? view.Providers.Providers.Get(Agent.Me) : null;

        bool isWanted = registered is not null && ProviderProfile.Codec.ToBytes(registered.Profile).AsSpan().SequenceEqual(ProviderProfile.Codec.ToBytes(wanted));
        _isMine |= isWanted;

        if (bonded < Agent.Options.Stake && registered is not null && !_told)
        {
            _told = true;
            Agent.Log(null, $"bonded {bonded} plancks, less than the {Agent.Options.Stake} asked for: bond the rest from a wallet (staking.bond), or deregister first");
        }

        // The stake is brought up to its mark once, on enrolling: what a slash takes later is the owner's decision to replace.
        if (bonded < Agent.Options.Stake && (isProvider ? registered is null : bonded == 0))
        {
            Agent.Log(null, $"bonding {Agent.Options.Stake - bonded} plancks");
            Agent.Submit(null, new StakingPallet.Call.Bond(Agent.Options.Stake - bonded));
        }
        else if (isProvider && registered is null)
        {
            Agent.Log(null, $"registering as a provider, artefacts at {Agent.Endpoint}");
            Agent.Submit(null, new ProvidersPallet.Call.Register(wanted));
        }
        else if (registered is not null && !isWanted)
        {
            // What this worker registered is its own until somebody else with the same key replaces it: two of them would do so for ever.
            if (_isMine && !_isLost) Agent.Log(null, $"the registration was changed elsewhere, to artefacts at {Encoding.UTF8.GetString(registered.Profile.Endpoint)}: does another worker run for this account? This one leaves it so until it is started again");
            _isLost |= _isMine;
            if (_isLost) return;
            Agent.Log(null, $"updating the registration, artefacts at {Agent.Endpoint}");
            Agent.Submit(null, new ProvidersPallet.Call.Update(wanted));
        }
        else if (registered is { Available: false, Engagements: 0 })
        {
            Agent.Log(null, "available again");
            Agent.Submit(null, new ProvidersPallet.Call.SetAvailable(true));
        }
    }

    private ProviderProfile Profile() => new(
        Solver: Agent.Options.Roles.HasFlag(AgentRoles.Solver),
        Verifier: Agent.Options.Roles.HasFlag(AgentRoles.Verifier),
        Agent.Options.MemoryMebibytes,
        Agent.Options.Cores,
        DeviceKind.Cpu,
        Agent.Options.Price,
        Encoding.UTF8.GetBytes(Agent.Endpoint.ToString()));
}
