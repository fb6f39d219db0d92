using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Compute;

/// <summary>Money as the compute pallets need it: held balances that can be released, handed on or burned.</summary>
/// <remarks>A refusal changes nothing. Held money stays part of the holder's account and of the total issuance until it is burned.</remarks>
public interface ICurrency
{
    /// <summary>What an account may spend.</summary>
    UInt128 FreeOf(AccountId who);

    /// <summary>What an account has on hold for a reason.</summary>
    UInt128 HeldOf(AccountId who, HoldReason reason);

    /// <summary>Moves free money of an account on hold.</summary>
    DispatchResult Hold(AccountId who, HoldReason reason, UInt128 amount);

    /// <summary>Makes held money free again.</summary>
    DispatchResult Release(AccountId who, HoldReason reason, UInt128 amount);

    /// <summary>Hands held money to another account, free there; refused when that account would stay below the existential deposit.</summary>
    DispatchResult TransferHeld(AccountId from, HoldReason reason, AccountId to, UInt128 amount);

    /// <summary>Destroys held money.</summary>
    DispatchResult BurnHeld(AccountId from, HoldReason reason, UInt128 amount);
}

/// <summary>Why money is on hold.</summary>
[Scale]
public enum HoldReason : byte
{
    /// <summary>The fee bound and the deposit of a submitted task.</summary>
    Escrow = 0,

    /// <summary>A stake bonded by a provider or a whistleblower.</summary>
    Stake = 1,
}
