using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Which part of an account's money is meant.</summary>
[Scale("frame_support::traits::tokens::misc::BalanceStatus")]
public enum BalanceStatus : byte
{
    /// <summary>What the account may spend.</summary>
    Free = 0,

    /// <summary>What is held or reserved.</summary>
    Reserved = 1,
}
