using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame.Tests.Sample;

/// <summary>A bonded worker.</summary>
[Scale]
public readonly partial record struct Worker([Compact] UInt128 Stake, Stage Stage, uint LastActive);

/// <summary>What a worker does.</summary>
[Scale]
public enum Stage : byte
{
    /// <summary>Nothing.</summary>
    Idle,

    /// <summary>It works.</summary>
    Busy,
}

/// <summary>What a worker says of itself.</summary>
[Scale("pallet_sample::types::Profile")]
public sealed partial record Profile(string Name, byte[] Picture, AccountId? Friend, ImmutableArray<SamplePallet.Inner> Moods);

/// <summary>How a job ended.</summary>
[Scale]
public abstract partial record Outcome
{
    /// <summary>With this result.</summary>
    [Variant(0)]
    public sealed record Done(H256 Result) : Outcome;

    /// <summary>In parts, each with an outcome of its own.</summary>
    [Variant(1)]
    public sealed record Split(ImmutableArray<Outcome> Item) : Outcome;

    /// <summary>Not at all.</summary>
    [Variant(9)]
    public sealed record Failed : Outcome;
}

/// <summary>Anything, with a label.</summary>
[Scale]
public readonly partial record struct Labelled<T>(string Label, T Value);

/// <summary>A number that has a name.</summary>
[Scale]
public readonly partial record struct TaskId(ulong Item);

/// <summary>What the runtime decides for the pallet.</summary>
public sealed record SampleConfig(UInt128 MinimumStake, uint MaxQueue = 4);

/// <summary>What the calls cost.</summary>
public interface ISampleWeights
{
    Weight Register(byte[] name);

    Weight Spoil();

    Weight Remark(byte[] remark);

    Weight AuthorizeRemark(byte[] remark);
}

/// <summary>Made-up costs.</summary>
public sealed class SampleWeights : ISampleWeights
{
    public static SampleWeights Instance { get; } = new();

    public Weight Register(byte[] name) => new(100 + (ulong)name.Length, 10);

    public Weight Spoil() => new(1, 1);

    public Weight Remark(byte[] remark) => new((ulong)remark.Length, 0);

    public Weight AuthorizeRemark(byte[] remark) => new(40 + (ulong)remark.Length, 4);
}
