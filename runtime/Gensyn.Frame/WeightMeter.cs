using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>Counts weight against a limit.</summary>
/// <remarks>Source: sp_weights::WeightMeter.</remarks>
public sealed class WeightMeter(Weight limit)
{
    /// <summary>A meter that never runs out.</summary>
    public static WeightMeter Unlimited => new(Weight.MaxValue);

    /// <summary>The most that may be spent.</summary>
    public Weight Limit { get; } = limit;

    /// <summary>What has been spent.</summary>
    public Weight Consumed { get; private set; }

    /// <summary>What is left.</summary>
    public Weight Remaining => Limit - Consumed;

    /// <summary>Whether as much is left.</summary>
    public bool CanConsume(Weight weight) => !(Consumed + weight).AnyGreaterThan(Limit);

    /// <summary>Spends as much, or nothing where that much is not left.</summary>
    public bool TryConsume(Weight weight)
    {
        if (!CanConsume(weight)) return false;
        Consumed += weight;
        return true;
    }

    /// <summary>Spends as much, whether or not it is left: for what has been used already.</summary>
    public void Consume(Weight weight) => Consumed += weight;

    /// <summary>Gives back what was spent and not used.</summary>
    public void Reclaim(Weight weight) => Consumed -= weight;
}
