using Gensyn.Scale;

namespace Gensyn.Pallets.Compute;

/// <summary>When something is due.</summary>
/// <param name="At">The block at whose start it is done, unless it is moved.</param>
/// <param name="Queued">The block whose agenda holds it; earlier than <paramref name="At"/> after it was moved back.</param>
[Scale]
public readonly partial record struct Deadline(uint At, uint Queued);
