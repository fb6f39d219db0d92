namespace Gensyn.Benchmarks.Foundations;

/// <summary>What a figure has to reach.</summary>
/// <param name="Key">The figure.</param>
/// <param name="Limit">The bar on a quiet machine of the recorded kind.</param>
/// <param name="IsLeast">Whether more is better.</param>
/// <param name="Scales">Whether it is an absolute bar, which <see cref="Machine.Factor"/> scales; ratios are not.</param>
/// <param name="Mark">What others reach.</param>
internal sealed record Bar(string Key, double Limit, bool IsLeast, bool Scales, string Mark)
{
    /// <summary>All bars, in the order of their report.</summary>
    public static IReadOnlyList<Bar> All { get; } =
    [
        new("sr25519VerifyVsWasm", 5, IsLeast: true, Scales: false, "Rust schnorrkel with AVX2: 6.6"),
        new("sr25519BatchVsSingle", 0.56, IsLeast: false, Scales: false, "Rust schnorrkel: 0.56"),
        new("sr25519SignVsWasm", 5, IsLeast: true, Scales: false, "Rust schnorrkel: 6.5"),
        new("ed25519VerifyVsWasm", 5, IsLeast: true, Scales: false, "wasm-crypto: 320 µs"),
        new("blake2b32VsWasm", 6, IsLeast: true, Scales: false, "Rust: 0.14 µs"),
        new("blake2bGBps", 0.9, IsLeast: true, Scales: true, "Rust: 0.93"),
        new("scaleBlockMBps", 500, IsLeast: true, Scales: true, "memory bandwidth"),
        new("trieRoot100kMs", 60, IsLeast: false, Scales: true, "Rust paritytech/trie: 136"),
        new("trieUpdate1kOf100kMs", 4, IsLeast: false, Scales: true, "Rust paritytech/trie: 12.4"),
        new("trieUpdate2kOf1mMs", 15, IsLeast: false, Scales: true, "-"),
        new("trieGetColdUs", 1.5, IsLeast: false, Scales: true, "Rust paritytech/trie: 3.7"),
    ];

    /// <summary>The bar on a machine that is slower by a factor.</summary>
    public double On(double machineFactor) => !Scales ? Limit : IsLeast ? Limit / machineFactor : Limit * machineFactor;

    /// <summary>How far a figure is beyond the bar: 1 is at the bar, more is better.</summary>
    public double Ratio(double value, double machineFactor) => IsLeast ? value / On(machineFactor) : On(machineFactor) / value;
}
