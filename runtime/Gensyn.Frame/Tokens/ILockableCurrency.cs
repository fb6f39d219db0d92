using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>Locks money by name (frame_support's <c>LockableCurrency</c>), the older form of a freeze: locks overlap, too.</summary>
public interface ILockableCurrency
{
    /// <summary>How much is locked under a name.</summary>
    UInt128 BalanceLocked(LockIdentifier id, AccountId who);

    /// <summary>Locks this much under a name, whatever was locked before; no amount or no reason ends the lock.</summary>
    DispatchResult SetLock(LockIdentifier id, AccountId who, UInt128 amount, WithdrawReasons reasons);

    /// <summary>Locks this much at least, for these reasons as well; no amount or no reason changes nothing.</summary>
    DispatchResult ExtendLock(LockIdentifier id, AccountId who, UInt128 amount, WithdrawReasons reasons);

    /// <summary>Ends a lock.</summary>
    DispatchResult RemoveLock(LockIdentifier id, AccountId who);
}

/// <summary>What money is taken for, as far as locks tell the difference (frame_support's <c>WithdrawReasons</c>).</summary>
[Flags]
public enum WithdrawReasons : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A transaction's fee.</summary>
    TransactionPayment = 1,

    /// <summary>A transfer.</summary>
    Transfer = 2,

    /// <summary>A reserve.</summary>
    Reserve = 4,

    /// <summary>Another fee.</summary>
    Fee = 8,

    /// <summary>A tip.</summary>
    Tip = 16,

    /// <summary>Anything.</summary>
    All = TransactionPayment | Transfer | Reserve | Fee | Tip,
}
