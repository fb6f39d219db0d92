using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>What is known of a call before it runs (frame_support's DispatchInfo).</summary>
/// <param name="Weight">The most it may cost.</param>
/// <param name="Class">Which share of the block it takes its weight from.</param>
/// <param name="Pays">Whether it costs a fee.</param>
public readonly record struct CallInfo(Weight Weight, DispatchClass Class = DispatchClass.Normal, Pays Pays = Pays.Yes)
{
    /// <summary>What is known of a call that makes this one, at this much on top: it is of the same class.</summary>
    /// <remarks>A transaction around an inherent's call is thus mandatory, which the pool refuses.</remarks>
    public CallInfo Inside(Weight added) => new(Weight + added, Class);

    /// <summary>What the call cost in the end: the smaller of what it declared and what it reports.</summary>
    public Weight ActualWeight(in DispatchResult result) => result.ActualWeight is { } actual
        ? new Weight(Math.Min(actual.RefTime, Weight.RefTime), Math.Min(actual.ProofSize, Weight.ProofSize))
        : Weight;

    /// <summary>Whether the caller pays in the end: both before and after must say so.</summary>
    public Pays ActualPays(in DispatchResult result) => Pays == Pays.Yes ? result.Pays : Pays.No;
}
