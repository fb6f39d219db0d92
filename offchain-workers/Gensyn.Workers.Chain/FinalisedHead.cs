using Gensyn.Primitives;

namespace Gensyn.Workers.Chain;

/// <summary>A finalised block, as a subscriber hears of it.</summary>
public readonly record struct FinalisedHead(uint Number, H256 Hash);
