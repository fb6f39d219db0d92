using Gensyn.Primitives;

namespace Gensyn.Pallets.Compute;

/// <summary>What the runtime gives the compute pallets: money, randomness, and each other.</summary>
/// <remarks>Pallets read it when they act, never while they are constructed: they need one another in circles.</remarks>
public interface IComputeRuntime
{
    /// <summary>Money.</summary>
    ICurrency Currency { get; }

    /// <summary>Randomness of earlier blocks.</summary>
    IRandomness Randomness { get; }

    /// <summary>The account of the treasury.</summary>
    AccountId Treasury { get; }

    /// <summary>The account that pays jackpots.</summary>
    AccountId Jackpot { get; }

    /// <summary>Stakes and the locks upon them.</summary>
    IBonds Bonds { get; }

    /// <summary>Who offers work.</summary>
    IProviderRegistry Registry { get; }

    /// <summary>Tasks and their states.</summary>
    ITaskBoard Board { get; }

    /// <summary>Commitments and verdicts.</summary>
    IProofLedger Proofs { get; }

    /// <summary>Challenges and games.</summary>
    IDisputes Disputes { get; }
}
