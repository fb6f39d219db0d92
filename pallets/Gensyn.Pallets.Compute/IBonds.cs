using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Compute;

/// <summary>Stakes as the market needs them: locked while their owner is engaged, cut when it is proven wrong.</summary>
public interface IBonds
{
    /// <summary>The stake of an account that nothing locks.</summary>
    UInt128 FreeOf(AccountId who);

    /// <summary>What a lock holds.</summary>
    UInt128 LockedOf(AccountId who, LockId id);

    /// <summary>Locks a part of the free stake; adds to what the lock holds.</summary>
    DispatchResult Lock(AccountId who, LockId id, UInt128 amount);

    /// <summary>Frees all that a lock holds.</summary>
    void Unlock(AccountId who, LockId id);

    /// <summary>Cuts a locked stake, at most by what the lock holds: winners, network and fire take their shares.</summary>
    /// <returns>What was cut.</returns>
    /// <remarks>Winners are served in order, each up to its claim; what they leave goes to the network.</remarks>
    UInt128 Slash(AccountId who, LockId id, UInt128 amount, ImmutableArray<Claim> winners);
}

/// <summary>A winner's part of a slash: at most this much.</summary>
public readonly record struct Claim(AccountId Who, UInt128 Limit);

/// <summary>What a stake is locked for.</summary>
/// <param name="Kind">The role that its owner plays.</param>
/// <param name="Id">The task, or the challenge; zero for a registration.</param>
[Scale]
public readonly partial record struct LockId(LockKind Kind, uint Id);

/// <summary>The role that a locked stake answers for.</summary>
[Scale]
public enum LockKind : byte
{
    /// <summary>The solver of a task.</summary>
    Solver = 0,

    /// <summary>A drawn verifier of a task.</summary>
    Verifier = 1,

    /// <summary>A whistleblower's challenge.</summary>
    Challenge = 2,

    /// <summary>A provider's place in the registry.</summary>
    Registration = 3,
}
