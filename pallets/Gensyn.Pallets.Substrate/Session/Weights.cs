using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Session;

/// <summary>The measured cost of each call.</summary>
public interface ISessionWeights
{
    /// <summary>The cost of <c>set_keys</c>.</summary>
    Weight SetKeys();

    /// <summary>The cost of <c>purge_keys</c>.</summary>
    Weight PurgeKeys();

    /// <summary>The cost of the hook that ends a session of this many validators.</summary>
    Weight Rotate(uint validators);
}

/// <summary>Weights of polkadot-sdk's pallet_session on its reference machine, in picoseconds, with this chain's database weights.</summary>
/// <remarks>
/// Its benchmark has six keys to a validator. It gives a whole block to the end of a session; here that is counted: every validator's keys are read,
/// and a transaction that arrives with the session's end need not wait for the next block.
/// </remarks>
public sealed class SessionWeights(DbWeight db) : ISessionWeights
{
    /// <inheritdoc/>
    public Weight SetKeys() => new Weight(72_716_000, 17_792) + db.Of(8, 7);

    /// <inheritdoc/>
    public Weight PurgeKeys() => new Weight(53_172_000, 5_315) + db.Of(2, 7);

    /// <inheritdoc/>
    public Weight Rotate(uint validators) => new Weight(20_000_000, 4_000) + db.Of(6, 8) + ((new Weight(1_000_000, 2_600) + db.Of(1, 0)) * validators);
}
