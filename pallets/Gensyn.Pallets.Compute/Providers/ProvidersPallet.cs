using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Compute.Providers;

/// <summary>Knows who offers work, on what machine, at what price, and how far each has earned trust.</summary>
/// <remarks>Joining is open: reputation ranks, it never gates. What secures a task is the bond, which the staking pallet holds.</remarks>
[Pallet("Providers", Crate = "gensyn_providers")]
public sealed partial class ProvidersPallet(PalletContext context, IComputeRuntime runtime, IProvidersWeights weights) : Pallet(context), IProviderRegistry
{
    private IProvidersWeights Weights => weights;

    private static LockId Place => new(LockKind.Registration, 0);

    private static ProviderParameters InitialParameters => ProviderParameters.Development;

    /// <summary>Providers by account.</summary>
    // Hasher: blake2, because users choose account ids and could unbalance the trie under a fast hash.
    [Storage]
    public partial StorageMap<Blake2_128Concat, AccountId, Provider> Providers { get; }

    /// <summary>How many providers there are.</summary>
    [Storage(Default = true)]
    public partial StorageValue<uint> Count { get; }

    /// <summary>The rules of registration and reputation.</summary>
    [Storage(DefaultValue = nameof(InitialParameters))]
    public partial StorageValue<ProviderParameters> Parameters { get; }

    /// <summary>Sets the rules of a new chain.</summary>
    public void Genesis(ProviderParameters parameters) => Parameters.Set(parameters);

    /// <summary>Registers the caller as a provider that may be drawn; locks a part of its stake for the place.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.Registered"/>.</remarks>
    [Call(0)]
    public DispatchResult Register(Origin origin, ProviderProfile profile)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Providers.Contains(who)) return Fail(Error.AlreadyRegistered);
        if (Count.Get() >= Parameters.Get().MaxProviders) return Fail(Error.TooManyProviders);
        if (Refusal(profile) is { } refusal) return Fail(refusal);
        if (runtime.Bonds.Lock(who, Place, Parameters.Get().RegistrationBond) is { IsError: true } refused) return refused;

        Providers.Set(who, new Provider(profile, Available: true, Engagements: 0, Reputation: 0, ReputationAt: Context.BlockNumber));
        Count.Set(Count.Get() + 1);
        Deposit(new Event.Registered(who));
        return DispatchResult.Ok;
    }

    /// <summary>Changes what the caller offers; tasks under way keep their price.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.Updated"/>.</remarks>
    [Call(1)]
    public DispatchResult Update(Origin origin, ProviderProfile profile)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Providers.Get(who) is not { } provider) return Fail(Error.NotRegistered);
        if (Refusal(profile) is { } refusal) return Fail(refusal);

        Providers.Set(who, provider with { Profile = profile });
        Deposit(new Event.Updated(who));
        return DispatchResult.Ok;
    }

    /// <summary>Says whether the caller may be drawn.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.AvailabilityChanged"/>.</remarks>
    [Call(2)]
    public DispatchResult SetAvailable(Origin origin, bool available)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Providers.Get(who) is not { } provider) return Fail(Error.NotRegistered);

        Providers.Set(who, provider with { Available = available });
        Deposit(new Event.AvailabilityChanged(who, available));
        return DispatchResult.Ok;
    }

    /// <summary>Removes the caller, with its reputation, when it is not engaged.</summary>
    /// <remarks>Origin: signed. Deposits <see cref="Event.Deregistered"/>.</remarks>
    [Call(3)]
    public DispatchResult Deregister(Origin origin)
    {
        if (!origin.IsSigned(out AccountId who)) return DispatchError.BadOrigin;
        if (Providers.Get(who) is not { } provider) return Fail(Error.NotRegistered);
        if (provider.Engagements > 0) return Fail(Error.Engaged);

        runtime.Bonds.Unlock(who, Place);
        Providers.Remove(who);
        Count.Set(Count.Get() - 1);
        Deposit(new Event.Deregistered(who));
        return DispatchResult.Ok;
    }

    /// <summary>Changes the rules of registration and reputation.</summary>
    /// <remarks>Origin: root. Deposits <see cref="Event.ParametersChanged"/>.</remarks>
    [Call(4)]
    public DispatchResult SetParameters(Origin origin, ProviderParameters parameters)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        if (!parameters.IsValid) return Fail(Error.ParametersInvalid);

        Parameters.Set(parameters);
        Deposit(new Event.ParametersChanged());
        return DispatchResult.Ok;
    }

    /// <inheritdoc/>
    uint IProviderRegistry.Count => Count.Get();

    /// <inheritdoc/>
    ImmutableArray<Candidate> IProviderRegistry.Candidates(ProviderRole role, Requirements requirements)
    {
        uint halfLife = Parameters.Get().HalfLife;
        ImmutableArray<Candidate>.Builder candidates = ImmutableArray.CreateBuilder<Candidate>();
        foreach ((AccountId who, Provider provider) in Providers.Entries())
        {
            ProviderProfile profile = provider.Profile;
            if (!provider.Available || !(role == ProviderRole.Solver ? profile.Solver : profile.Verifier)) continue;
            if (profile.MemoryMebibytes < requirements.MemoryMebibytes || profile.Cores < requirements.Cores) continue;
            if (requirements.Device is { } device && device != profile.Device) continue;
            candidates.Add(new Candidate(who, profile.Price, Faded(provider, halfLife)));
        }

        return candidates.ToImmutable();
    }

    /// <inheritdoc/>
    void IProviderRegistry.Engage(AccountId who)
    {
        if (Providers.Get(who) is { } provider) Providers.Set(who, provider with { Engagements = provider.Engagements + 1 });
    }

    /// <inheritdoc/>
    void IProviderRegistry.Disengage(AccountId who)
    {
        if (Providers.Get(who) is { Engagements: > 0 } provider) Providers.Set(who, provider with { Engagements = provider.Engagements - 1 });
    }

    /// <inheritdoc/>
    void IProviderRegistry.Reward(AccountId who)
    {
        ProviderParameters parameters = Parameters.Get();
        if (Providers.Get(who) is not { } provider) return;
        uint faded = Faded(provider, parameters.HalfLife);
        SetReputation(who, provider, faded > uint.MaxValue - parameters.Gain ? uint.MaxValue : faded + parameters.Gain);
    }

    /// <inheritdoc/>
    void IProviderRegistry.Punish(AccountId who)
    {
        ProviderParameters parameters = Parameters.Get();
        if (Providers.Get(who) is not { } provider) return;
        uint faded = Faded(provider, parameters.HalfLife);
        SetReputation(who, provider, (uint)Share.Of(faded, Share.Whole - parameters.DropShare));
    }

    /// <inheritdoc/>
    void IProviderRegistry.Suspend(AccountId who)
    {
        if (Providers.Get(who) is not { Available: true } provider) return;
        Providers.Set(who, provider with { Available = false });
        Deposit(new Event.AvailabilityChanged(who, false));
    }

    /// <summary>A provider's reputation at this block.</summary>
    public uint ReputationOf(AccountId who) => Providers.Get(who) is { } provider ? Faded(provider, Parameters.Get().HalfLife) : 0;

    private void SetReputation(AccountId who, Provider provider, uint reputation)
    {
        Providers.Set(who, provider with { Reputation = reputation, ReputationAt = Context.BlockNumber });
        Deposit(new Event.ReputationChanged(who, reputation));
    }

    // Halves with each half-life, straight between: 2^-x without a fraction.
    private uint Faded(Provider provider, uint halfLife)
    {
        uint age = Context.BlockNumber - provider.ReputationAt;
        uint halvings = age / halfLife;
        if (halvings >= 32) return 0;
        ulong reputation = provider.Reputation >> (int)halvings;
        return (uint)(reputation - (reputation * (age % halfLife) / (2ul * halfLife)));
    }

    private Error? Refusal(ProviderProfile profile)
    {
        if (!profile.Solver && !profile.Verifier) return Error.NoRole;
        if (profile.Solver && profile.Endpoint.Length == 0) return Error.EndpointMissing;
        if (profile.Price == 0 || profile.Price > Parameters.Get().MaxPrice) return Error.PriceOutOfRange;
        return null;
    }

    /// <summary>What this pallet reports.</summary>
    public abstract partial record Event : PalletEvent
    {
        /// <summary>A provider joined.</summary>
        [Variant(0)]
        public sealed record Registered(AccountId Who) : Event;

        /// <summary>A provider changed what it offers.</summary>
        [Variant(1)]
        public sealed record Updated(AccountId Who) : Event;

        /// <summary>A provider may be drawn, or not.</summary>
        [Variant(2)]
        public sealed record AvailabilityChanged(AccountId Who, bool Available) : Event;

        /// <summary>A provider left.</summary>
        [Variant(3)]
        public sealed record Deregistered(AccountId Who) : Event;

        /// <summary>A provider earned or lost trust.</summary>
        [Variant(4)]
        public sealed record ReputationChanged(AccountId Who, uint Reputation) : Event;

        /// <summary>The rules changed.</summary>
        [Variant(5)]
        public sealed record ParametersChanged : Event;
    }

    /// <summary>Why a call of this pallet is refused.</summary>
    public enum Error : byte
    {
        /// <summary>The account is a provider already: update it.</summary>
        AlreadyRegistered,

        /// <summary>The account is not a provider: register it.</summary>
        NotRegistered,

        /// <summary>There are as many providers as the chain can rank: wait for one to leave.</summary>
        TooManyProviders,

        /// <summary>The profile offers nothing: name a role.</summary>
        NoRole,

        /// <summary>A solver serves its checkpoints: name the endpoint.</summary>
        EndpointMissing,

        /// <summary>The price is zero or above what may be asked.</summary>
        PriceOutOfRange,

        /// <summary>The provider still solves or audits a task: wait for its end.</summary>
        Engaged,

        /// <summary>The rules contradict themselves.</summary>
        ParametersInvalid,
    }
}
