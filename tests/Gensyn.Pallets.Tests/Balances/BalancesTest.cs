using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Primitives;
using Xunit;

namespace Gensyn.Pallets.Tests;

/// <summary>Alice with a thousand coins and an existential deposit of ten; every test ends with a check of the whole state.</summary>
public abstract class BalancesTest : IDisposable
{
    private protected static readonly AccountId Alice = SubstrateTestRuntime.Alice;
    private protected static readonly AccountId Bob = SubstrateTestRuntime.Bob;
    private protected static readonly RuntimeHoldReason Escrow = new(50, 0);
    private protected static readonly RuntimeHoldReason Stake = new(53, 1);
    private protected static readonly LockIdentifier Staking = new("staking ");
    private protected static readonly LockIdentifier Voting = new("pyconvot");

    private protected SubstrateTestRuntime Runtime { get; } = new SubstrateTestRuntime().With(new Endowment(Alice, 1000));

    private protected BalancesPallet Balances => Runtime.Balances;

    public void Dispose()
    {
        Runtime.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected AccountData Of(AccountId who) => Runtime.FrameSystem.Get(who).Data;

    private protected static void AssertOk(DispatchResult result) => Assert.False(result.IsError, result.ToString());

    private protected static void AssertIs(UInt128 expected, Scale.Result<UInt128, DispatchError> result)
    {
        Assert.False(result.IsError, result.Error.ToString());
        Assert.Equal(expected, result.Value);
    }

    private protected static void AssertToken(TokenError expected, Scale.Result<UInt128, DispatchError> result) =>
        Assert.Equal((true, DispatchError.Token(expected)), (result.IsError, result.Error));

    /// <summary>Runs something that is refused, and finds the state as it was.</summary>
    private protected void AssertRefused(DispatchError expected, Func<DispatchResult> run) => Runtime.AssertNoop(expected, run);
}
