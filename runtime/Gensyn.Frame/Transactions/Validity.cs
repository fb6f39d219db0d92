using System.Collections.Immutable;
using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>Collects what the extensions of one transaction tell the pool.</summary>
public sealed class Validity
{
    private readonly ImmutableArray<byte[]>.Builder _requires = ImmutableArray.CreateBuilder<byte[]>();
    private readonly ImmutableArray<byte[]>.Builder _provides = ImmutableArray.CreateBuilder<byte[]>();
    private ulong _priority;
    private ulong _longevity = ulong.MaxValue;

    /// <summary>Adds to the priority, up to the largest.</summary>
    public void AddPriority(ulong priority) => _priority = priority > ulong.MaxValue - _priority ? ulong.MaxValue : _priority + priority;

    /// <summary>Names something that another transaction must provide first.</summary>
    public void Require(byte[] tag) => _requires.Add(tag);

    /// <summary>Names something that this transaction provides.</summary>
    public void Provide(byte[] tag) => _provides.Add(tag);

    /// <summary>Bounds the number of blocks for which the verdict holds.</summary>
    public void LimitLongevity(ulong blocks) => _longevity = Math.Min(_longevity, blocks);

    /// <summary>The verdict of all extensions together.</summary>
    public ValidTransaction ToValidTransaction() => new(_priority, _requires.ToImmutable(), _provides.ToImmutable(), _longevity, Propagate: true);
}
