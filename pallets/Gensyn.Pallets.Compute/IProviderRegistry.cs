using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Compute;

/// <summary>Providers as the market needs them: who may be drawn, who is engaged, who earned trust.</summary>
public interface IProviderRegistry
{
    /// <summary>How many providers a draw reads.</summary>
    uint Count { get; }

    /// <summary>Available providers that fit, in the order of their storage keys.</summary>
    ImmutableArray<Candidate> Candidates(ProviderRole role, Requirements requirements);

    /// <summary>Counts one engagement more; an engaged provider may not leave.</summary>
    void Engage(AccountId who);

    /// <summary>Counts one engagement less.</summary>
    void Disengage(AccountId who);

    /// <summary>Raises a provider's reputation for settled work.</summary>
    void Reward(AccountId who);

    /// <summary>Drops a provider's reputation after a slash.</summary>
    void Punish(AccountId who);

    /// <summary>Makes a provider that did not answer unavailable until it says otherwise.</summary>
    void Suspend(AccountId who);
}

/// <summary>What a provider can be drawn for.</summary>
public enum ProviderRole
{
    /// <summary>Trains.</summary>
    Solver,

    /// <summary>Re-runs drawn intervals.</summary>
    Verifier,
}

/// <summary>A provider that can be drawn.</summary>
public readonly record struct Candidate(AccountId Account, UInt128 Price, uint Reputation);

/// <summary>What a task needs of the machine that runs it.</summary>
/// <param name="MemoryMebibytes">Memory.</param>
/// <param name="Cores">Processor cores.</param>
/// <param name="Device">A kind of device, or any.</param>
[Scale]
public readonly partial record struct Requirements(uint MemoryMebibytes, uint Cores, DeviceKind? Device);

/// <summary>What a provider computes with.</summary>
[Scale]
public enum DeviceKind : byte
{
    /// <summary>General processors.</summary>
    Cpu = 0,

    /// <summary>A CUDA device.</summary>
    Cuda = 1,
}
