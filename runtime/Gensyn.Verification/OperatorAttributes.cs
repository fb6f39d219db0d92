using Gensyn.Scale;

namespace Gensyn.Verification;

/// <summary>The constants of one record; each operator says what its words mean, and those that it does not use are zero.</summary>
[Scale]
public readonly partial record struct OperatorAttributes(uint A = 0, uint B = 0, uint C = 0, uint D = 0);
