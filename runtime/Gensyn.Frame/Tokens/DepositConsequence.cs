namespace Gensyn.Frame;

/// <summary>What would come of adding to an account's money (frame_support::traits::tokens::DepositConsequence).</summary>
public enum DepositConsequence : byte
{
    /// <summary>It would be added.</summary>
    Success,

    /// <summary>The account would stay below the existential deposit.</summary>
    BelowMinimum,

    /// <summary>The account cannot be made.</summary>
    CannotCreate,

    /// <summary>There is no such asset.</summary>
    UnknownAsset,

    /// <summary>The sum does not fit.</summary>
    Overflow,

    /// <summary>The account may not receive.</summary>
    Blocked,
}

/// <summary>What would come of taking from an account's money (frame_support::traits::tokens::WithdrawConsequence).</summary>
public enum WithdrawConsequence : byte
{
    /// <summary>It would be taken, and the account would go on.</summary>
    Success,

    /// <summary>It would be taken, and the account would end; what is left of it would be dust.</summary>
    ReducedToZero,

    /// <summary>There is less.</summary>
    BalanceLow,

    /// <summary>The account would end, and something needs it.</summary>
    WouldDie,

    /// <summary>There is no such asset.</summary>
    UnknownAsset,

    /// <summary>Less than that was issued.</summary>
    Underflow,

    /// <summary>The sum does not fit.</summary>
    Overflow,

    /// <summary>It is frozen.</summary>
    Frozen,
}

/// <summary>Consequences as errors.</summary>
public static class Consequences
{
    /// <summary>Why the deposit is refused, or null.</summary>
    public static DispatchError? ToError(this DepositConsequence consequence) => consequence switch
    {
        DepositConsequence.BelowMinimum => DispatchError.Token(TokenError.BelowMinimum),
        DepositConsequence.CannotCreate => DispatchError.Token(TokenError.CannotCreate),
        DepositConsequence.UnknownAsset => DispatchError.Token(TokenError.UnknownAsset),
        DepositConsequence.Overflow => DispatchError.Arithmetic(ArithmeticError.Overflow),
        DepositConsequence.Blocked => DispatchError.Token(TokenError.Blocked),
        _ => null,
    };

    /// <summary>Why the withdrawal is refused, or null.</summary>
    /// <param name="consequence">What would come of it.</param>
    /// <param name="mustLive">Whether the account may not end.</param>
    public static DispatchError? ToError(this WithdrawConsequence consequence, bool mustLive) => consequence switch
    {
        WithdrawConsequence.ReducedToZero => mustLive ? DispatchError.Token(TokenError.NotExpendable) : null,
        WithdrawConsequence.BalanceLow => DispatchError.Token(TokenError.FundsUnavailable),
        WithdrawConsequence.WouldDie => DispatchError.Token(TokenError.OnlyProvider),
        WithdrawConsequence.UnknownAsset => DispatchError.Token(TokenError.UnknownAsset),
        WithdrawConsequence.Underflow => DispatchError.Arithmetic(ArithmeticError.Underflow),
        WithdrawConsequence.Overflow => DispatchError.Arithmetic(ArithmeticError.Overflow),
        WithdrawConsequence.Frozen => DispatchError.Token(TokenError.Frozen),
        _ => null,
    };
}
