using System.Collections.Immutable;
using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>Collects what the extensions of one transaction tell the pool.</summary>
/// <param name="isWanted">Whether anybody reads it; in a block nobody does, and what is costly to work out may be left out.</param>
public sealed class Validity(bool isWanted = true)
{
    private ImmutableArray<byte[]> _requires = [];
    private ImmutableArray<byte[]> _provides = [];
    private ulong _priority;
    private ulong _longevity = ulong.MaxValue;
    private bool _propagate = true;

    /// <summary>Whether anybody reads it.</summary>
    public bool IsWanted => isWanted;

    /// <summary>Adds to the priority, up to the largest.</summary>
    public void AddPriority(ulong priority) => _priority = priority > ulong.MaxValue - _priority ? ulong.MaxValue : _priority + priority;

    /// <summary>Names something that another transaction must provide first.</summary>
    public void Require(byte[] tag) => _requires = _requires.Add(tag);

    /// <summary>Names something that this transaction provides.</summary>
    public void Provide(byte[] tag) => _provides = _provides.Add(tag);

    /// <summary>Bounds the number of blocks for which the verdict holds.</summary>
    public void LimitLongevity(ulong blocks) => _longevity = Math.Min(_longevity, blocks);

    /// <summary>Keeps the transaction on this node: it is not passed on to others.</summary>
    public void KeepLocal() => _propagate = false;

    /// <summary>Joins a verdict to the one so far: priorities add up, tags join, the shorter life counts.</summary>
    public void Join(ValidTransaction verdict)
    {
        AddPriority(verdict.Priority);
        _requires = _requires.AddRange(verdict.Requires);
        _provides = _provides.AddRange(verdict.Provides);
        LimitLongevity(verdict.Longevity);
        _propagate &= verdict.Propagate;
    }

    /// <summary>The verdict of all extensions together.</summary>
    public ValidTransaction ToValidTransaction() => new(_priority, _requires, _provides, _longevity, _propagate);
}
