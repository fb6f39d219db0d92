using System.Collections.Immutable;
using Gensyn.Primitives;

namespace Gensyn.Node.Chain;

/// <summary>A transaction that the runtime found valid.</summary>
public sealed class PoolTransaction
{
    internal PoolTransaction(H256 hash, byte[] bytes, TransactionSource source, ValidTransaction validity, uint validatedAt)
    {
        Hash = hash;
        Bytes = bytes;
        Source = source;
        Priority = validity.Priority;
        Requires = [.. validity.Requires.Select(static tag => new Tag(tag)).Distinct()];
        Provides = [.. validity.Provides.Select(static tag => new Tag(tag)).Distinct()];
        ProvidedTags = validity.Provides;
        ValidatedAt = validatedAt;
        ValidTill = validity.Longevity > ulong.MaxValue - validatedAt ? ulong.MaxValue : validatedAt + validity.Longevity;
    }

    /// <summary>BLAKE2b-256 of the bytes.</summary>
    public H256 Hash { get; }

    /// <summary>The opaque extrinsic, length prefix included.</summary>
    public byte[] Bytes { get; }

    /// <summary>The higher, the earlier.</summary>
    public ulong Priority { get; }

    /// <summary>The last block at which it counts as valid.</summary>
    public ulong ValidTill { get; }

    /// <summary>The tags it provides, as the runtime gave them.</summary>
    public ImmutableArray<byte[]> ProvidedTags { get; }

    internal TransactionSource Source { get; }

    internal ImmutableArray<Tag> Requires { get; }

    internal ImmutableArray<Tag> Provides { get; }

    internal uint ValidatedAt { get; }
}
