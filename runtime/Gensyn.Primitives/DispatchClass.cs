using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>Which share of a block's weight a call counts against.</summary>
[Scale("frame_support::dispatch::DispatchClass")]
public enum DispatchClass : byte
{
    /// <summary>An ordinary call.</summary>
    Normal = 0,

    /// <summary>A call that keeps the chain running; part of the block is reserved for such.</summary>
    Operational = 1,

    /// <summary>A call that every block must contain.</summary>
    Mandatory = 2,
}

/// <summary>The codec of <see cref="DispatchClass"/>.</summary>
public static class DispatchClassCodec
{
    /// <summary>One byte.</summary>
    public static Codec<DispatchClass> Instance { get; } = new ByteEnumCodec<DispatchClass>(
        "frame_support::dispatch::DispatchClass", ["Normal", "Operational", "Mandatory"], static v => (byte)v, static v => (DispatchClass)v);
}
