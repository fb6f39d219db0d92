using Gensyn.Scale;

namespace Gensyn.Pallets.Compute;

/// <summary>When something is due.</summary>
/// <param name="At">The block at whose start it is done.</param>
/// <param name="Queued">The block whose agenda holds it; later than <paramref name="At"/> where that was full, zero when all near it were.</param>
[Scale]
public readonly partial record struct Deadline(uint At, uint Queued);
