namespace Gensyn.Benchmarks.Foundations;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">How often each contestant has its turn; the best turn counts.</param>
/// <param name="RoundSeconds">How long a turn of a short operation lasts at least.</param>
/// <param name="SomeKeys">Keys of the smaller trie.</param>
/// <param name="ManyKeys">Keys of the larger trie.</param>
/// <param name="Extrinsics">Extrinsics of a block.</param>
internal sealed record Effort(int Rounds, double RoundSeconds, int SomeKeys, int ManyKeys, int Extrinsics)
{
    /// <summary>What the bars are for.</summary>
    public static Effort Full { get; } = new(Rounds: 21, RoundSeconds: 0.01, SomeKeys: 100_000, ManyKeys: 1_000_000, Extrinsics: 1_000);

    /// <summary>Runs everything often enough to be found hot; what comes out is thrown away.</summary>
    public static Effort WarmUp { get; } = new(Rounds: 4, RoundSeconds: 0.01, SomeKeys: 2_000, ManyKeys: 10_000, Extrinsics: 1_000);

    /// <summary>Runs everything a few times.</summary>
    public static Effort Quick { get; } = new(Rounds: 2, RoundSeconds: 0.0001, SomeKeys: 1_000, ManyKeys: 3_000, Extrinsics: 20);
}
