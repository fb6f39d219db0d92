using Gensyn.Frame;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Scale;
using Xunit;
using Call = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Call;
using Error = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Error;
using Event = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Event;

namespace Gensyn.Pallets.Tests;

/// <summary>Who may change the runtime's code, and to what.</summary>
public sealed class CodeUpgradeTests
{
    private static readonly AccountId Alice = SubstrateTestRuntime.Alice;
    private static readonly byte[] Next = Blob("probe", 6);

    private readonly ExecutiveTestRuntime _runtime = new ExecutiveTestRuntime().Open();

    // Source: frame_system's tests, set_code_checks_works.
    [Theory]
    [InlineData("probe", 6u, null)]
    [InlineData("probe", 100u, null)]
    [InlineData("probe", 5u, Error.SpecVersionNeedsToIncrease)]
    [InlineData("probe", 4u, Error.SpecVersionNeedsToIncrease)]
    [InlineData("other", 6u, Error.InvalidSpecName)]
    public void SetCode_TakesALaterVersionOfTheSameRuntime(string name, uint version, Error? refused)
    {
        byte[] code = Blob(name, version);

        Assert.Equal(refused is { } error ? DispatchError.Module(0, (byte)error) : null, Dispatch(Origin.Root, new Call.SetCode(code)).Error);
        Assert.Equal(refused is null ? code : null, _runtime.State.Get(":code"u8));
        Assert.Equal(refused is null ? 1 : 0, _runtime.System.Digest.Get().Logs.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0061736d01000000")] // a Wasm module
    [InlineData("006e6574")] // the magic alone
    public void SetCode_OfWhatIsNoRuntime_IsRefused(string hex)
    {
        byte[] code = Convert.FromHexString(hex);

        Assert.Equal(DispatchError.Module(0, (byte)Error.FailedToExtractRuntimeVersion), Dispatch(Origin.Root, new Call.SetCode(code)).Error);
        Assert.Equal(DispatchError.Module(0, (byte)Error.FailedToExtractRuntimeVersion), Dispatch(Origin.Root, new Call.SetCode([.. Next, 0])).Error);
        Assert.False(_runtime.State.Contains(":code"u8));
    }

    [Fact]
    public void SetCode_TellsTheNodeAndClients_AndTakesTheRestOfTheBlock()
    {
        DispatchResult result = Dispatch(Origin.Root, new Call.SetCode(Next));

        Assert.Equal([new Event.CodeUpdated(Hashing.Blake2_256(Next))], _runtime.Events);
        Assert.Equal(Digest.Empty.With(new DigestItem.RuntimeEnvironmentUpdated()), _runtime.System.Digest.Get());
        Assert.Equal(ExecutiveTestRuntime.Limits.MaxBlock, result.ActualWeight);
        Assert.False(_runtime.System.BlocksTillUpgrade.Exists);
        // The header carries the item, so that every node sees the change.
        Assert.Equal("0408", Convert.ToHexStringLower(Digest.Codec.ToBytes(_runtime.Executive.FinalizeBlock().Digest)));
    }

    [Fact]
    public void SetCodeWithoutChecks_TakesAnything()
    {
        Assert.Null(Dispatch(Origin.Root, new Call.SetCodeWithoutChecks([1, 2])).Error);
        Assert.Equal([1, 2], _runtime.State.Get(":code"u8)!);
    }

    [Fact]
    public void SetHeapPages_IsKept_AndTold()
    {
        Assert.Null(Dispatch(Origin.Root, new Call.SetHeapPages(64)).Error);
        Assert.Equal([64, 0, 0, 0, 0, 0, 0, 0], _runtime.State.Get(":heappages"u8)!);
        Assert.Equal(Digest.Empty.With(new DigestItem.RuntimeEnvironmentUpdated()), _runtime.System.Digest.Get());
    }

    [Fact]
    public void Upgrades_AreRootsOnly_UntilTheyAreAuthorized()
    {
        H256 hash = Hashing.Blake2_256(Next);
        foreach (PalletCall call in (PalletCall[])
            [new Call.SetCode(Next), new Call.SetCodeWithoutChecks(Next), new Call.SetHeapPages(1), new Call.AuthorizeUpgrade(hash), new Call.AuthorizeUpgradeWithoutChecks(hash)])
        {
            Assert.Equal(DispatchError.BadOrigin, Dispatch(Origin.Signed(Alice), call).Error);
            Assert.Equal(DispatchClass.Operational, _runtime.InfoOf(ExecutiveTestRuntime.Of(call)).Class);
        }

        Assert.Equal(DispatchError.Module(0, (byte)Error.NothingAuthorized), Dispatch(Origin.Signed(Alice), new Call.ApplyAuthorizedUpgrade(Next)).Error);
        Assert.Null(Dispatch(Origin.Root, new Call.AuthorizeUpgrade(hash)).Error);
        Assert.Equal([new Event.UpgradeAuthorized(hash, CheckVersion: true)], _runtime.Events);
        Assert.Equal(new CodeUpgradeAuthorization(hash, CheckVersion: true), _runtime.System.AuthorizedUpgrade.Get());
        Assert.Equal(DispatchError.Module(0, (byte)Error.Unauthorized), Dispatch(Origin.Signed(Alice), new Call.ApplyAuthorizedUpgrade([1])).Error);

        DispatchResult result = Dispatch(Origin.Signed(Alice), new Call.ApplyAuthorizedUpgrade(Next));

        Assert.Equal(DispatchResult.OkFree(ExecutiveTestRuntime.Limits.MaxBlock), result);
        Assert.Equal(Next, _runtime.State.Get(":code"u8));
        Assert.False(_runtime.System.AuthorizedUpgrade.Exists);
    }

    [Fact]
    public void ApplyAuthorizedUpgrade_OfABadVersion_EndsTheAuthorization()
    {
        byte[] old = Blob("probe", 5);
        H256 hash = Hashing.Blake2_256(old);
        Dispatch(Origin.Root, new Call.AuthorizeUpgrade(hash));

        Assert.Equal(DispatchResult.OkFree(), Dispatch(Origin.Signed(Alice), new Call.ApplyAuthorizedUpgrade(old)));

        Assert.Contains(new Event.RejectedInvalidAuthorizedUpgrade(hash, DispatchError.Module(0, (byte)Error.SpecVersionNeedsToIncrease)), _runtime.Events);
        Assert.False(_runtime.System.AuthorizedUpgrade.Exists);
        Assert.False(_runtime.State.Contains(":code"u8));

        Dispatch(Origin.Root, new Call.AuthorizeUpgradeWithoutChecks(hash));
        Assert.Null(Dispatch(Origin.Signed(Alice), new Call.ApplyAuthorizedUpgrade(old)).Error);
        Assert.Equal(old, _runtime.State.Get(":code"u8));
    }

    // Source: frame_system's ValidateUnsigned: whoever has the code may bring it.
    [Fact]
    public void ApplyAuthorizedUpgrade_MayComeFromNobody()
    {
        byte[] bare = ExecutiveTestRuntime.Bare(new Call.ApplyAuthorizedUpgrade(Next));
        H256 hash = Hashing.Blake2_256(Next);
        Assert.Equal<TransactionValidityError?>(InvalidTransaction.Call, _runtime.Validate(bare).Error);
        Dispatch(Origin.Root, new Call.AuthorizeUpgrade(hash));

        (ValidTransaction? valid, _) = _runtime.Validate(bare);
        Assert.Equal(ulong.MaxValue, valid!.Priority);
        Assert.Equal(hash.ToArray(), Assert.Single(valid.Provides));
        Assert.True(valid.Propagate);
        Assert.Null(_runtime.Executive.ApplyExtrinsic(bare, out DispatchResult result));
        Assert.False(result.IsError);
        Assert.Equal(Next, _runtime.State.Get(":code"u8));
        Assert.Equal<TransactionValidityError?>(InvalidTransaction.Call, _runtime.Executive.ApplyExtrinsic(bare, out _));
    }

    // Vectors: the live Asset Hub's metadata (compatibility checklist, section 5.6).
    [Fact]
    public void Indices_AreSubstrates()
    {
        Assert.Equal(
            "0 remark, 1 set_heap_pages, 2 set_code, 3 set_code_without_checks, 4 set_storage, 5 kill_storage, 6 kill_prefix, 7 remark_with_event, "
            + "9 authorize_upgrade, 10 authorize_upgrade_without_checks, 11 apply_authorized_upgrade",
            Variants(_runtime.System.Metadata.Calls!));
        Assert.Equal(
            "0 ExtrinsicSuccess, 1 ExtrinsicFailed, 2 CodeUpdated, 3 NewAccount, 4 KilledAccount, 5 Remarked, 9 UpgradeAuthorized, 10 RejectedInvalidAuthorizedUpgrade",
            Variants(_runtime.System.Metadata.Event!));
        Assert.Equal(
            "0 InvalidSpecName, 1 SpecVersionNeedsToIncrease, 2 FailedToExtractRuntimeVersion, 3 NonDefaultComposite, 4 NonZeroRefCount, 5 CallFiltered, "
            + "9 NothingAuthorized, 10 Unauthorized",
            Variants(_runtime.System.Metadata.Error!));
        Assert.Equal("80d91f7bae1e867e65b4dc9da051c4e2", Convert.ToHexStringLower(StoragePrefix.Of("System", "BlocksTillUpgrade")[16..]));
        Assert.Equal("2fa9f1bf25567808771bff091dc89ecd", Convert.ToHexStringLower(StoragePrefix.Of("System", "AuthorizedUpgrade")[16..]));
        Assert.Equal(Hashing.Blake2_256([1]).ToString()[2..] + "01", Convert.ToHexStringLower(CodeUpgradeAuthorization.Codec.ToBytes(new(Hashing.Blake2_256([1]), true))));
    }

    private static string Variants(TypeInfo type) =>
        string.Join(", ", ((TypeDefinition.Variant)type.Definition).Variants.OrderBy(static v => v.Index).Select(static v => $"{v.Index} {v.Name}"));

    private static byte[] Blob(string name, uint version) => RuntimeBlob.Codec.ToBytes(new(name, version, Hashing.Blake2_256([9])));

    private DispatchResult Dispatch(Origin origin, PalletCall call) => _runtime.Dispatch(ExecutiveTestRuntime.Of(call), origin);
}
