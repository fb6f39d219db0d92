using Gensyn.Primitives;

namespace Gensyn.Frame.Benchmarking;

/// <summary>What a composed runtime offers to benchmarks: accounts, money and time.</summary>
public interface IBenchmarkHost
{
    /// <summary>The account that calls: reading and writing it is not counted, since charging the fee does so in any case.</summary>
    AccountId Caller { get; }

    /// <summary>The time that the open block may be given, in milliseconds.</summary>
    ulong Time { get; }

    /// <summary>An account for a purpose; its number tells it from others of that purpose.</summary>
    AccountId Account(string purpose, uint number = 0);

    /// <summary>Gives money to an account that nothing else pays.</summary>
    void Endow(AccountId who, UInt128 amount);

    /// <summary>A call that does nothing, with an argument of this many bytes.</summary>
    RuntimeCall Nothing(uint bytes = 0);
}
