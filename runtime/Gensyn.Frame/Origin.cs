using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>Who is making a call (frame_system's RawOrigin).</summary>
public readonly record struct Origin
{
    private readonly AccountId _who;

    private Origin(RawOrigin kind, AccountId who) => (Kind, _who) = (kind, who);

    /// <summary>Nobody: an inherent, or a call that no signature vouches for.</summary>
    public static Origin None { get; } = new(RawOrigin.None, default);

    /// <summary>The chain itself.</summary>
    public static Origin Root { get; } = new(RawOrigin.Root, default);

    /// <summary>Which kind of origin this is.</summary>
    public RawOrigin Kind { get; }

    /// <summary>Whether the chain itself calls.</summary>
    public bool IsRoot => Kind == RawOrigin.Root;

    /// <summary>Whether nobody calls.</summary>
    public bool IsNone => Kind == RawOrigin.None;

    /// <summary>An account.</summary>
    public static Origin Signed(AccountId who) => new(RawOrigin.Signed, who);

    /// <summary>Whether an account calls, and which.</summary>
    public bool IsSigned(out AccountId who)
    {
        who = _who;
        return Kind == RawOrigin.Signed;
    }

    /// <inheritdoc/>
    public override string ToString() => Kind == RawOrigin.Signed ? $"Signed({_who})" : Kind.ToString();
}

/// <summary>The kinds of origin.</summary>
/// <remarks>None comes first so that an origin that nobody set has no rights; nothing stores this enum, so its order is free.</remarks>
public enum RawOrigin : byte
{
    /// <summary>Nobody.</summary>
    None,

    /// <summary>The chain itself.</summary>
    Root,

    /// <summary>An account.</summary>
    Signed,
}
