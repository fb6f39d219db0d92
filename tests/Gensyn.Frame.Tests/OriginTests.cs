using Gensyn.Frame.Tests.Sample;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;
using Custom = Gensyn.Frame.Tests.Sample.SamplePallet.CustomOrigin;

namespace Gensyn.Frame.Tests;

public sealed class OriginTests
{
    private static readonly AccountId _alice = DevAccounts.Alice;
    private readonly SampleRuntime _runtime = new();

    [Fact]
    public void PalletsOwnOrigin_IsKnownToItsPalletAlone()
    {
        Origin origin = _runtime.Sample.OriginOf(new Custom.Members(2, 3));

        Assert.True(_runtime.Sample.IsOwn(origin, out Custom? own));
        Assert.Equal(new Custom.Members(2, 3), own);
        Assert.False(new SamplePallet(_runtime.At(51), new SampleConfig(1)).IsOwn(origin, out _));
        Assert.False(_runtime.Sample.IsOwn(Origin.Root, out _));
        Assert.False(origin.IsRoot || origin.IsNone || origin.IsSigned(out _));
        Assert.Equal(RawOrigin.Custom, origin.Kind);
    }

    [Fact]
    public void PalletsOwnOrigin_UnderAFilter_StaysWhatItIs()
    {
        Origin origin = _runtime.Sample.OriginOf(new Custom.Chair()).WithFilter(static call => call.Pallet != 50).WithFilter(static call => call.Pallet != 9);

        Assert.True(_runtime.Sample.IsOwn(origin, out Custom? own));
        Assert.IsType<Custom.Chair>(own);
        Assert.False(origin.Allows(new RuntimeCall(50, new SamplePallet.Call.Spoil())));
        Assert.False(origin.Allows(new RuntimeCall(9, new SamplePallet.Call.Spoil())));
        Assert.True(origin.Allows(new RuntimeCall(51, new SamplePallet.Call.Spoil())));
    }

    // Source of the bytes: the encoding of OriginCaller, the pallet's index and then its own origin; System's are those of frame_support's RawOrigin.
    [Fact]
    public void OriginCaller_EncodesThePalletsIndexAndItsOrigin()
    {
        OriginCaller members = _runtime.Sample.OriginOf(new Custom.Members(2, 3)).Caller;

        Assert.Equal([50, 1, 2, 0, 0, 0, 12], OriginCaller.Codec.ToBytes(members));
        Assert.Equal([50, 0], OriginCaller.Codec.ToBytes(_runtime.Sample.OriginOf(new Custom.Chair()).Caller));
        Assert.Equal([0, 1, .. _alice.Bytes.Span], OriginCaller.Codec.ToBytes(Origin.Signed(_alice).Caller));
        Assert.Equal([0, 2], OriginCaller.Codec.ToBytes(Origin.None.Caller));
    }

    [Fact]
    public void OriginCaller_ComesBackThroughTheRuntime()
    {
        foreach (Origin origin in (Origin[])[_runtime.Sample.OriginOf(new Custom.Members(2, 3)), Origin.Root, Origin.Signed(_alice), Origin.None, Origin.Authorized])
        {
            Assert.True(OriginCaller.Codec.TryDecode(OriginCaller.Codec.ToBytes(origin.Caller), out OriginCaller read, _runtime));
            Assert.Equal(origin, read.ToOrigin());
        }
    }

    [Theory]
    [InlineData("3202")]
    [InlineData("32")]
    [InlineData("3201000000")]
    [InlineData("3300")]
    public void OriginCaller_ThatNoPalletHas_DoesNotDecode(string hex) =>
        Assert.False(OriginCaller.Codec.TryDecode(Convert.FromHexString(hex), out _, _runtime));

    [Fact]
    public void OriginCaller_WithoutARuntime_DoesNotDecode() => Assert.False(OriginCaller.Codec.TryDecode([50, 0], out _));

    [Theory]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    public void OriginCaller_IsDescribedAsAnEnumOverSystemAndThePalletsWithOrigins(byte version)
    {
        ExtrinsicMetadata extrinsic = new(AccountId.Codec.Type, H256.Codec.Type, [new("Caller", RuntimeTypes.OriginCaller, TypeInfo.Tuple())]);

        MetadataReader metadata = MetadataReader.Parse(MetadataBuilder.Build([_runtime.Sample], extrinsic, [], version));

        MetadataReader.TypeEntry caller = metadata.TypeOf(RuntimeTypes.Crate + "::OriginCaller");
        Assert.Equal(["0=system(RawOrigin<AccountId32>)", "50=Sample(Origin)"], caller.Variants.Select(metadata.Spell));
        Assert.Equal(["0=Chair()", "1=Members(ayes: u32, of: Compact<u32>)"], metadata.TypeOf("pallet_sample::pallet::Origin").Variants.Select(metadata.Spell));
    }

    [Fact]
    public void StockEnsurers_LetThroughWhomTheyName()
    {
        Origin alice = Origin.Signed(_alice), bob = Origin.Signed(DevAccounts.Bob), chair = _runtime.Sample.OriginOf(new Custom.Chair());
        Origin[] all = [Origin.Root, Origin.None, Origin.Authorized, alice, bob, chair];
        EnsureSignedBy onlyAlice = new(static who => who == _alice);

        Assert.Equal([Origin.Root], all.Where(new EnsureRoot().Allows));
        Assert.Equal([Origin.Root], all.Where(new EnsureRootWithSuccess<int>(7).Allows));
        Assert.Equal([Origin.None], all.Where(new EnsureNone().Allows));
        Assert.Equal([Origin.Authorized], all.Where(new EnsureAuthorized().Allows));
        Assert.Equal([alice, bob], all.Where(new EnsureSigned().Allows));
        Assert.Equal([alice], all.Where(onlyAlice.Allows));
        Assert.Equal([chair], all.Where(new EnsureCustom<Custom>(50).Allows));
        Assert.DoesNotContain(all, new EnsureCustom<Custom>(51).Allows);
        Assert.DoesNotContain(all, new EnsureCustom<Custom.Members>(50).Allows);
        Assert.DoesNotContain(all, new EnsureNever<int>().Allows);
        Assert.Equal([Origin.Root, alice], all.Where(new EitherOf<AccountId>(onlyAlice, new EnsureRootWithSuccess<AccountId>(_alice)).Allows));
        Assert.Equal([Origin.Root, Origin.None], all.Where(new EitherOfDiverse<ValueTuple, ValueTuple>(new EnsureRoot(), new EnsureNone()).Allows));
    }

    [Fact]
    public void StockEnsurers_SayWhatAnOriginStandsFor()
    {
        EitherOfDiverse<AccountId, int> diverse = new(new EnsureSigned(), new EnsureRootWithSuccess<int>(7));
        MapSuccess<AccountId, string> name = new(new EnsureSigned(), static who => who == _alice ? "alice" : "somebody");

        Assert.True(diverse.TryOrigin(Origin.Signed(_alice), out Either<AccountId, int> signed));
        Assert.Equal((true, _alice), (signed.IsLeft, signed.Left));
        Assert.True(diverse.TryOrigin(Origin.Root, out Either<AccountId, int> root));
        Assert.Equal((false, 7), (root.IsLeft, root.Right));
        Assert.True(name.TryOrigin(Origin.Signed(_alice), out string? who));
        Assert.Equal("alice", who);
        Assert.False(name.TryOrigin(Origin.Root, out _));
    }
}
