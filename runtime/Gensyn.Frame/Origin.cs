using System.Diagnostics.CodeAnalysis;
using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>Who is making a call (frame_system's RawOrigin), and which calls may be made on the way (the filter of FRAME's RuntimeOrigin).</summary>
public readonly record struct Origin
{
    private readonly AccountId _who;
    private readonly Func<RuntimeCall, bool>? _filter;
    private readonly PalletOrigin? _custom;
    private readonly byte _pallet;

    private Origin(RawOrigin kind, AccountId who, Func<RuntimeCall, bool>? filter = null) => (Kind, _who, _filter) = (kind, who, filter);

    private Origin(byte pallet, PalletOrigin custom, Func<RuntimeCall, bool>? filter) =>
        (Kind, _pallet, _custom, _filter) = (RawOrigin.Custom, pallet, custom, filter);

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

    /// <summary>What a pallet vouches for.</summary>
    /// <param name="pallet">The pallet's index.</param>
    /// <param name="custom">What it vouches for.</param>
    public static Origin Custom(byte pallet, PalletOrigin custom) => new(pallet, custom, null);

    /// <summary>The origin as a call names it or the state keeps it, without its filter.</summary>
    public OriginCaller Caller => new(Kind, _who, _pallet, _custom);

    /// <summary>The same origin where only calls may be made that this allows, too. Root is not held back by filters.</summary>
    public Origin WithFilter(Func<RuntimeCall, bool> allows)
    {
        Func<RuntimeCall, bool>? outer = _filter;
        return WithOnly(outer is null ? allows : call => outer(call) && allows(call));
    }

    /// <summary>Another account under the filters of this origin.</summary>
    public Origin As(AccountId who) => new(RawOrigin.Signed, who, _filter);

    /// <summary>Whether a call may be made with this origin; whether its pallet lets it through is another question.</summary>
    public bool Allows(RuntimeCall call) => IsRoot || _filter is null || _filter(call);

    /// <summary>Whether a pallet vouches for the call with an origin of this kind, and which.</summary>
    public bool IsCustom<TOrigin>(byte pallet, [NotNullWhen(true)] out TOrigin? origin)
        where TOrigin : PalletOrigin
    {
        origin = _pallet == pallet ? _custom as TOrigin : null;
        return origin is not null;
    }

    /// <summary>Whether an account calls, and which.</summary>
    public bool IsSigned(out AccountId who)
    {
        who = _who;
        return Kind == RawOrigin.Signed;
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        RawOrigin.Signed => $"Signed({_who})",
        RawOrigin.Custom => $"Custom(pallet {_pallet}, {_custom})",
        _ => Kind.ToString(),
    };

    private Origin WithOnly(Func<RuntimeCall, bool> allows) => _custom is { } custom ? new(_pallet, custom, allows) : new(Kind, _who, allows);
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

    /// <summary>A pallet, which vouches for something of its own.</summary>
    Custom,
}
