using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <content>Upgrades: which runtime goes on from the next block.</content>
public sealed partial class FrameSystemPallet
{
    /// <summary>Set the new runtime code.</summary>
    /// <remarks>
    /// Origin: root. The code is a <see cref="RuntimeBlob"/> of the same name and a larger version. Deposits <see cref="Event.CodeUpdated"/>.
    /// </remarks>
    [Call(2, Class = DispatchClass.Operational)]
    public DispatchResult SetCode(Origin origin, byte[] code)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        if (Refusal(code) is { } refusal) return Fail(refusal);
        UpdateCode(code);
        return DispatchResult.OkWithWeight(RestOfTheBlock);
    }

    /// <summary>Set the new runtime code without doing any checks of the given `code`.</summary>
    /// <remarks>Origin: root. A chain whose code names no runtime of any node stands still. Deposits <see cref="Event.CodeUpdated"/>.</remarks>
    [Call(3, Class = DispatchClass.Operational)]
    public DispatchResult SetCodeWithoutChecks(Origin origin, byte[] code)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        UpdateCode(code);
        return DispatchResult.OkWithWeight(RestOfTheBlock);
    }

    /// <summary>Authorize an upgrade to a given `code_hash` for the runtime. The runtime can be supplied later.</summary>
    /// <remarks>Origin: root. Deposits <see cref="Event.UpgradeAuthorized"/>.</remarks>
    [Call(9, Class = DispatchClass.Operational)]
    public DispatchResult AuthorizeUpgrade(Origin origin, [TypeName("T::Hash")] H256 codeHash) => AllowUpgrade(origin, codeHash, checkVersion: true);

    /// <summary>Authorize an upgrade to a given `code_hash` for the runtime, which is then not checked.</summary>
    /// <remarks>Origin: root. Deposits <see cref="Event.UpgradeAuthorized"/>.</remarks>
    [Call(10, Class = DispatchClass.Operational)]
    public DispatchResult AuthorizeUpgradeWithoutChecks(Origin origin, [TypeName("T::Hash")] H256 codeHash) => AllowUpgrade(origin, codeHash, checkVersion: false);

    /// <summary>Provide the preimage (runtime binary) `code` for an upgrade that has been authorized.</summary>
    /// <remarks>
    /// Origin: any; free of charge. Deposits <see cref="Event.CodeUpdated"/>, or <see cref="Event.RejectedInvalidAuthorizedUpgrade"/> for code that the
    /// version check refuses: it would refuse it again, so the authorization ends either way.
    /// </remarks>
    [Call(11, Class = DispatchClass.Operational)]
    public DispatchResult ApplyAuthorizedUpgrade(Origin origin, byte[] code)
    {
        if (Unauthorized(code, out CodeUpgradeAuthorization authorized) is { } refused) return Fail(refused);
        AuthorizedUpgrade.Remove();
        if (authorized.CheckVersion && Refusal(code) is { } refusal)
        {
            Deposit(new Event.RejectedInvalidAuthorizedUpgrade(authorized.CodeHash, Fail(refusal)));
            return DispatchResult.OkFree();
        }

        UpdateCode(code);
        return DispatchResult.OkFree(RestOfTheBlock);
    }

    /// <inheritdoc/>
    /// <remarks>Whoever has the code of an authorized upgrade may bring it: the hash vouches for it, and once applied it cannot be brought again.</remarks>
    public TransactionValidityError? ValidateUnsigned(PalletCall call, TransactionSource source, Validity validity)
    {
        if (call is not Call.ApplyAuthorizedUpgrade { Code: { } code } || Unauthorized(code, out CodeUpgradeAuthorization authorized) is not null)
        {
            return InvalidTransaction.Call;
        }

        validity.AddPriority(ulong.MaxValue);
        validity.Provide(authorized.CodeHash.ToArray());
        return null;
    }

    // Nothing of the old runtime should run after the new one is set.
    private Weight RestOfTheBlock => config.BlockWeights.MaxBlock;

    private DispatchResult AllowUpgrade(Origin origin, H256 codeHash, bool checkVersion)
    {
        if (!origin.IsRoot) return DispatchError.BadOrigin;
        AuthorizedUpgrade.Set(new(codeHash, checkVersion));
        Deposit(new Event.UpgradeAuthorized(codeHash, checkVersion));
        return DispatchResult.Ok;
    }

    private Error? Unauthorized(byte[] code, out CodeUpgradeAuthorization authorized)
    {
        if (!AuthorizedUpgrade.TryGet(out authorized)) return Error.NothingAuthorized;
        return Hashing.Blake2_256(code) == authorized.CodeHash ? null : Error.Unauthorized;
    }

    // Source: frame_system::Pallet::can_set_code.
    private Error? Refusal(byte[] code)
    {
        if (!RuntimeBlob.Codec.TryDecode(code, out RuntimeBlob? next)) return Error.FailedToExtractRuntimeVersion;
        if (next.SpecName != config.Version.SpecName) return Error.InvalidSpecName;
        return next.SpecVersion > config.Version.SpecVersion ? null : Error.SpecVersionNeedsToIncrease;
    }

    // Source: frame_system::Pallet::update_code_in_storage.
    private void UpdateCode(byte[] code)
    {
        Context.Externalities.Set(WellKnownKeys.Code, code);
        DepositLog(new DigestItem.RuntimeEnvironmentUpdated());
        Deposit(new Event.CodeUpdated(Hashing.Blake2_256(code)));
    }

    private Weight SetCodeWithoutChecksWeight(byte[] code) => Weights.SetCodeWithoutChecks((uint)code.Length);

    private Weight ApplyAuthorizedUpgradeWeight(byte[] code) => Weights.ApplyAuthorizedUpgrade((uint)code.Length);

    private Weight AuthorizeUpgradeWithoutChecksWeight() => Weights.AuthorizeUpgrade();
}
