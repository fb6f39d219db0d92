using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Sets money aside without a reason on record (frame_support's <c>ReservableCurrency</c>): what deposits of Multisig and Proxy are.</summary>
/// <remarks>New pallets hold money instead (<see cref="IFungibleMutateHold"/>), so that wallets can tell what for.</remarks>
public interface IReservableCurrency
{
    /// <summary>Whether this much could be reserved.</summary>
    bool CanReserve(AccountId who, UInt128 value);

    /// <summary>What is reserved or held of an account.</summary>
    UInt128 ReservedBalance(AccountId who);

    /// <summary>Sets free money aside.</summary>
    DispatchResult Reserve(AccountId who, UInt128 value);

    /// <summary>Frees reserved money; returns how much of the amount was not there to free.</summary>
    UInt128 Unreserve(AccountId who, UInt128 value);

    /// <summary>Takes reserved money, up to the amount, as a credit (see <see cref="IFungibleBalanced"/>); returns the credit.</summary>
    UInt128 SlashReserved(AccountId who, UInt128 value);

    /// <summary>Hands reserved money to another account that exists; the result is how much of the amount was not there to hand over.</summary>
    Result<UInt128, DispatchError> RepatriateReserved(AccountId slashed, AccountId beneficiary, UInt128 value, BalanceStatus status);
}

/// <summary>Sets money aside under a name (frame_support's <c>NamedReservableCurrency</c>).</summary>
public interface INamedReservableCurrency : IReservableCurrency
{
    /// <summary>What is reserved of an account under a name.</summary>
    UInt128 ReservedBalanceNamed(LockIdentifier id, AccountId who);

    /// <summary>Sets free money aside under a name.</summary>
    DispatchResult ReserveNamed(LockIdentifier id, AccountId who, UInt128 value);

    /// <summary>Frees money reserved under a name; returns how much of the amount was not there to free.</summary>
    UInt128 UnreserveNamed(LockIdentifier id, AccountId who, UInt128 value);

    /// <summary>Takes money reserved under a name, up to the amount, as a credit (see <see cref="IFungibleBalanced"/>); returns the credit.</summary>
    UInt128 SlashReservedNamed(LockIdentifier id, AccountId who, UInt128 value);

    /// <summary>Hands money reserved under a name to another account that exists, free there or reserved under the same name; as for the plain one.</summary>
    Result<UInt128, DispatchError> RepatriateReservedNamed(
        LockIdentifier id, AccountId slashed, AccountId beneficiary, UInt128 value, BalanceStatus status);
}
