using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>Who is making a call (frame_system's RawOrigin), and which calls may be made on the way (the filter of FRAME's RuntimeOrigin).</summary>
public readonly record struct Origin
{
    private readonly AccountId _who;
    private readonly Func<RuntimeCall, bool>? _filter;

    private Origin(RawOrigin kind, AccountId who, Func<RuntimeCall, bool>? filter = null) => (Kind, _who, _filter) = (kind, who, filter);

    /// <summary>Nobody: an inherent, or a call that no signature vouches for.</summary>
    public static Origin None { get; } = new(RawOrigin.None, default);

    /// <summary>The chain itself.</summary>
    public static Origin Root { get; } = new(RawOrigin.Root, default);

    /// <summary>What vouched for the call itself, and for nobody.</summary>
    public static Origin Authorized { get; } = new(RawOrigin.Authorized, default);

    /// <summary>Which kind of origin this is.</summary>
    public RawOrigin Kind { get; }

    /// <summary>Whether the chain itself calls.</summary>
    public bool IsRoot => Kind == RawOrigin.Root;

    /// <summary>Whether nobody calls.</summary>
    public bool IsNone => Kind == RawOrigin.None;

    /// <summary>An account, which may make every call.</summary>
    public static Origin Signed(AccountId who) => new(RawOrigin.Signed, who);

    /// <summary>The same origin where only calls may be made that this allows, too. Root is not held back by filters.</summary>
    public Origin WithFilter(Func<RuntimeCall, bool> allows)
    {
        Func<RuntimeCall, bool>? outer = _filter;
        return new(Kind, _who, outer is null ? allows : call => outer(call) && allows(call));
    }

    /// <summary>Another account under the filters of this origin.</summary>
    public Origin As(AccountId who) => new(RawOrigin.Signed, who, _filter);

    /// <summary>Whether a call may be made with this origin; whether its pallet lets it through is another question.</summary>
    public bool Allows(RuntimeCall call) => IsRoot || _filter is null || _filter(call);

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

    /// <summary>The call itself: something vouched for it, and for nobody.</summary>
    Authorized,
}
