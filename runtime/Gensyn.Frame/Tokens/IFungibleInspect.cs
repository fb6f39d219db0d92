using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>Looks at one kind of money (frame_support's <c>fungible::Inspect</c>).</summary>
public interface IFungibleInspect
{
    /// <summary>How much there is of it in the whole.</summary>
    UInt128 TotalIssuance { get; }

    /// <summary>The same without what was deactivated.</summary>
    UInt128 ActiveIssuance { get; }

    /// <summary>The least that an account may have.</summary>
    UInt128 MinimumBalance { get; }

    /// <summary>What an account has, held money included.</summary>
    UInt128 TotalBalance(AccountId who);

    /// <summary>What an account has, held money aside.</summary>
    UInt128 Balance(AccountId who);

    /// <summary>How much an account can part with.</summary>
    UInt128 ReducibleBalance(AccountId who, Preservation preservation, Fortitude fortitude);

    /// <summary>What would come of adding to an account.</summary>
    DepositConsequence CanDeposit(AccountId who, UInt128 amount, Provenance provenance);

    /// <summary>What would come of taking from an account.</summary>
    WithdrawConsequence CanWithdraw(AccountId who, UInt128 amount);
}
