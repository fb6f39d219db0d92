using Gensyn.Frame;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Xunit;

namespace Gensyn.Testing;

/// <content>Whole extrinsics: signed, decoded, checked by the extensions and applied by the real <see cref="Executive"/>.</content>
public partial class MockRuntime
{
    /// <summary>The extensions of a transaction: those of the System pallet, then those that a derived runtime adds.</summary>
    public override TransactionExtensions Extensions() => new(
    [
        new AuthorizeCall(this),
        new CheckNonZeroSender(),
        new CheckSpecVersion(FrameSystem.Version),
        new CheckTxVersion(FrameSystem.Version),
        new CheckGenesis(FrameSystem),
        new CheckMortality(FrameSystem),
        new CheckNonce(FrameSystem),
        new CheckWeight(FrameSystem),
        .. MoreExtensions(),
    ]);

    /// <summary>A transaction of an account, for this block and with its next nonce.</summary>
    /// <param name="who">Who signs; needs no key, see <see cref="MockSignatures"/>.</param>
    /// <param name="call">What is called.</param>
    /// <param name="change">Sets the data of the extensions; none is what a wallet would send.</param>
    public byte[] Sign(AccountId who, PalletCall call, Action<TransactionExtensions>? change = null)
    {
        Start();
        TransactionExtensions extensions = Extensions();
        foreach (CheckNonce check in extensions.Items.OfType<CheckNonce>()) check.Nonce = FrameSystem.NonceOf(who);
        change?.Invoke(extensions);
        Assert.Null(UncheckedExtrinsic.SignedPayload(Of(call), extensions, out byte[] payload));
        return UncheckedExtrinsic.EncodeSigned(who, MockSignatures.Sign(who, payload), extensions, Of(call));
    }

    /// <summary>Applies an extrinsic in the open block; a refused one is undone, as a block's author does.</summary>
    /// <returns>Why it may not stand in the block, or null.</returns>
    public TransactionValidityError? Apply(byte[] extrinsic, out DispatchResult result)
    {
        Start();
        Externalities.BeginTransaction();
        bool isKept = false;
        try
        {
            TransactionValidityError? refused = Executive.ApplyExtrinsic(extrinsic, out result);
            isKept = refused is null;
            return refused;
        }
        finally
        {
            if (isKept) Externalities.CommitTransaction();
            else Externalities.RollbackTransaction();
        }
    }

    /// <summary>Judges an extrinsic for the pool, as on top of the open block.</summary>
    /// <returns>Why it is refused, or null.</returns>
    public TransactionValidityError? Validate(byte[] extrinsic, out ValidTransaction validity, TransactionSource source = TransactionSource.External)
    {
        Start();
        Externalities.BeginTransaction();
        try
        {
            H256 block = Executive.FinalizeBlock().Hash();
            return Executive.ValidateTransaction(source, extrinsic, block, out validity);
        }
        finally
        {
            Externalities.RollbackTransaction();
        }
    }

    /// <summary>Applies a transaction of an account, which may stand in the block; tells what its call came to.</summary>
    public DispatchResult AssertApplied(AccountId who, PalletCall call, Action<TransactionExtensions>? change = null)
    {
        TransactionValidityError? refused = Apply(Sign(who, call, change), out DispatchResult result);
        Assert.True(refused is null, $"the transaction of {call} is invalid: {refused}");
        return result;
    }

    /// <summary>Applies a transaction of an account that may not stand in the block, for this reason, and leaves no trace.</summary>
    public void AssertInvalid(TransactionValidityError error, AccountId who, PalletCall call, Action<TransactionExtensions>? change = null)
    {
        byte[] extrinsic = Sign(who, call, change);
        AssertNoTrace(() => Assert.Equal(error, Apply(extrinsic, out _)));
    }

    /// <summary>The extensions of a derived runtime's own pallets.</summary>
    protected virtual IEnumerable<TransactionExtension> MoreExtensions() => [];
}
