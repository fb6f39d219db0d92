using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>Whether the sender pays a fee.</summary>
[Scale("frame_support::dispatch::Pays")]
public enum Pays : byte
{
    /// <summary>The sender pays.</summary>
    Yes = 0,

    /// <summary>Nobody pays.</summary>
    No = 1,
}

/// <summary>The codec of <see cref="Pays"/>.</summary>
public static class PaysCodec
{
    /// <summary>One byte.</summary>
    public static Codec<Pays> Instance { get; } = new ByteEnumCodec<Pays>(
        "frame_support::dispatch::Pays", ["Yes", "No"], static v => (byte)v, static v => (Pays)v);
}
