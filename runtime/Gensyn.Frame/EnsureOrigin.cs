using System.Diagnostics.CodeAnalysis;
using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>Who may make a call, as the runtime decides for a pallet; tells what the origin stands for.</summary>
/// <remarks>Source: frame_support::traits::EnsureOrigin. The empty tuple is for origins that stand for nothing more.</remarks>
public interface IEnsureOrigin<TSuccess>
{
    /// <summary>Whether the origin may, and what it stands for.</summary>
    bool TryOrigin(Origin origin, [MaybeNullWhen(false)] out TSuccess success);
}

/// <summary>What follows from asking.</summary>
public static class EnsureOriginFunctions
{
    /// <summary>Whether the origin may.</summary>
    public static bool Allows<TSuccess>(this IEnsureOrigin<TSuccess> ensure, Origin origin) => ensure.TryOrigin(origin, out _);
}

/// <summary>The chain itself may.</summary>
public sealed class EnsureRoot : IEnsureOrigin<ValueTuple>
{
    /// <inheritdoc/>
    public bool TryOrigin(Origin origin, out ValueTuple success)
    {
        success = default;
        return origin.IsRoot;
    }
}

/// <summary>The chain itself may, and stands for a given value.</summary>
public sealed class EnsureRootWithSuccess<TSuccess>(TSuccess value) : IEnsureOrigin<TSuccess>
{
    /// <inheritdoc/>
    public bool TryOrigin(Origin origin, [MaybeNullWhen(false)] out TSuccess success)
    {
        success = value;
        return origin.IsRoot;
    }
}

/// <summary>Every account may, and stands for itself.</summary>
public sealed class EnsureSigned : IEnsureOrigin<AccountId>
{
    /// <inheritdoc/>
    public bool TryOrigin(Origin origin, out AccountId success) => origin.IsSigned(out success);
}

/// <summary>Some accounts may, and stand for themselves.</summary>
public sealed class EnsureSignedBy(Func<AccountId, bool> isMember) : IEnsureOrigin<AccountId>
{
    /// <inheritdoc/>
    public bool TryOrigin(Origin origin, out AccountId success) => origin.IsSigned(out success) && isMember(success);
}

/// <summary>Nobody's calls may: inherents, and transactions that no signature vouches for.</summary>
public sealed class EnsureNone : IEnsureOrigin<ValueTuple>
{
    /// <inheritdoc/>
    public bool TryOrigin(Origin origin, out ValueTuple success)
    {
        success = default;
        return origin.IsNone;
    }
}

/// <summary>Calls that vouched for themselves may.</summary>
public sealed class EnsureAuthorized : IEnsureOrigin<ValueTuple>
{
    /// <inheritdoc/>
    public bool TryOrigin(Origin origin, out ValueTuple success)
    {
        success = default;
        return origin.Kind == RawOrigin.Authorized;
    }
}

/// <summary>Nothing may.</summary>
public sealed class EnsureNever<TSuccess> : IEnsureOrigin<TSuccess>
{
    /// <inheritdoc/>
    public bool TryOrigin(Origin origin, [MaybeNullWhen(false)] out TSuccess success)
    {
        success = default;
        return false;
    }
}

/// <summary>A pallet's own origins of one kind may, and stand for themselves.</summary>
/// <param name="pallet">The pallet's index.</param>
public sealed class EnsureCustom<TOrigin>(byte pallet) : IEnsureOrigin<TOrigin>
    where TOrigin : PalletOrigin
{
    /// <inheritdoc/>
    public bool TryOrigin(Origin origin, [MaybeNullWhen(false)] out TOrigin success) => origin.IsCustom(pallet, out success);
}

/// <summary>Whoever one of two lets through may; the first is asked first.</summary>
public sealed class EitherOf<TSuccess>(IEnsureOrigin<TSuccess> first, IEnsureOrigin<TSuccess> second) : IEnsureOrigin<TSuccess>
{
    /// <inheritdoc/>
    public bool TryOrigin(Origin origin, [MaybeNullWhen(false)] out TSuccess success) =>
        first.TryOrigin(origin, out success) || second.TryOrigin(origin, out success);
}

/// <summary>Whoever one of two lets through may, and stands for what that one says; the first is asked first.</summary>
public sealed class EitherOfDiverse<TLeft, TRight>(IEnsureOrigin<TLeft> left, IEnsureOrigin<TRight> right) : IEnsureOrigin<Either<TLeft, TRight>>
{
    /// <inheritdoc/>
    public bool TryOrigin(Origin origin, out Either<TLeft, TRight> success)
    {
        bool isLeft = left.TryOrigin(origin, out TLeft? first);
        TRight? second = default;
        bool isAllowed = isLeft || right.TryOrigin(origin, out second);
        success = new(isLeft, first, second);
        return isAllowed;
    }
}

/// <summary>One of two things.</summary>
/// <param name="IsLeft">Whether it is the left one.</param>
/// <param name="Left">The left one, if it is that.</param>
/// <param name="Right">The right one, if it is that.</param>
public readonly record struct Either<TLeft, TRight>(bool IsLeft, TLeft? Left, TRight? Right);

/// <summary>Whoever another lets through may, and stands for a function of what that one says.</summary>
public sealed class MapSuccess<TFrom, TTo>(IEnsureOrigin<TFrom> inner, Func<TFrom, TTo> map) : IEnsureOrigin<TTo>
{
    /// <inheritdoc/>
    public bool TryOrigin(Origin origin, [MaybeNullWhen(false)] out TTo success)
    {
        bool isAllowed = inner.TryOrigin(origin, out TFrom? from);
        success = isAllowed ? map(from!) : default; // Not null where it is allowed.
        return isAllowed;
    }
}
