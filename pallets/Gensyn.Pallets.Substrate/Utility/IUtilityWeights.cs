using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Utility;

/// <summary>The measured cost of each call, the calls in it aside.</summary>
public interface IUtilityWeights
{
    /// <summary>Of <c>batch</c> with this many calls.</summary>
    Weight Batch(uint calls);

    /// <summary>Of <c>as_derivative</c>.</summary>
    Weight AsDerivative();

    /// <summary>Of <c>batch_all</c> with this many calls.</summary>
    Weight BatchAll(uint calls);

    /// <summary>Of <c>dispatch_as</c>.</summary>
    Weight DispatchAs();

    /// <summary>Of <c>force_batch</c> with this many calls.</summary>
    Weight ForceBatch(uint calls);

    /// <summary>Of <c>if_else</c> that makes both calls.</summary>
    Weight IfElse();

    /// <summary>Of <c>dispatch_as_fallible</c>.</summary>
    Weight DispatchAsFallible();
}
