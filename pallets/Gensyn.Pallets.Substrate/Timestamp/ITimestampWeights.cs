using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Timestamp;

/// <summary>The measured cost of the call and of the hook.</summary>
public interface ITimestampWeights
{
    /// <summary>Of <c>set</c>.</summary>
    Weight Set();

    /// <summary>Of the hook after the last extrinsic.</summary>
    Weight OnFinalize();
}
