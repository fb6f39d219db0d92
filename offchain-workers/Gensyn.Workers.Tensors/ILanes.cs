using Gensyn.Verification.Arithmetic;

namespace Gensyn.Workers.Tensors;

/// <summary>A vector of binary32 values that lies in memory, so that one kernel text serves every width.</summary>
/// <remarks>A struct type parameter lets the JIT compile each width to straight instructions.</remarks>
internal interface ILanes<TSelf> : IBinary32Lanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>How many elements a vector has.</summary>
    static abstract int Count { get; }

    /// <summary>Reads elements from <paramref name="index"/> on.</summary>
    static abstract TSelf Load(ref readonly float source, nuint index);

    /// <summary>Writes elements from <paramref name="index"/> on.</summary>
    static abstract void Store(TSelf value, ref float target, nuint index);

    /// <summary>Widens bytes to binary32, exactly.</summary>
    static abstract TSelf LoadBytes(ref readonly byte source, nuint index);

    /// <summary>The same value in every element.</summary>
    static abstract TSelf Broadcast(float value);
}
