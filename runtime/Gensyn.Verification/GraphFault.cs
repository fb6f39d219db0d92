namespace Gensyn.Verification;

/// <summary>Why a graph is refused: where, and what was expected there.</summary>
/// <param name="Where">The place, such as <c>step record 4 (MatMul)</c>.</param>
/// <param name="Expected">What the place must hold.</param>
public sealed record GraphFault(string Where, string Expected)
{
    /// <summary>The place and the expectation as one line.</summary>
    public override string ToString() => $"{Where}: expected {Expected}";
}
