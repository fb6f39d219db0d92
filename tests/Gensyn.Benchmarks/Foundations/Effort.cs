namespace Gensyn.Benchmarks.Foundations;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">How often each contestant has its turn; the best turn counts.</param>
/// <param name="RoundSeconds">How long a turn of a short operation lasts at least.</param>
/// <param name="IsWarm">Whether an operation runs until it is compiled for good before it is measured.</param>
/// <param name="SomeKeys">Keys of the smaller trie.</param>
/// <param name="ManyKeys">Keys of the larger trie.</param>
/// <param name="Extrinsics">Extrinsics of a block.</param>
internal sealed record Effort(int Rounds, double RoundSeconds, bool IsWarm, int SomeKeys, int ManyKeys, int Extrinsics)
{
    /// <summary>What the bars are for.</summary>
    public static Effort Full { get; } = new(Rounds: 21, RoundSeconds: 0.01, IsWarm: true, SomeKeys: 100_000, ManyKeys: 1_000_000, Extrinsics: 1_000);

    /// <summary>Runs everything once.</summary>
    public static Effort Quick { get; } = new(Rounds: 2, RoundSeconds: 0.0001, IsWarm: false, SomeKeys: 1_000, ManyKeys: 3_000, Extrinsics: 20);
}
