using Gensyn.Frame;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Xunit;
using Call = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Call;
using Event = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Event;

namespace Gensyn.Pallets.Tests;

public sealed class FrameSystemPalletTests : IDisposable
{
    private static readonly AccountId Alice = SubstrateTestRuntime.Alice;

    private readonly SubstrateTestRuntime _runtime = new();

    private FrameSystemPallet Pallet => _runtime.FrameSystem;

    public void Dispose() => _runtime.Dispose();

    // Vectors: constants of the live Asset Hub (compatibility checklist, sections 3 and 5.6), whose normal class has 85 %.
    [Fact]
    public void Limits_OfTheTemplate_HaveTheBytesOfSubstrate()
    {
        BlockWeights weights = BlockWeights.Build(new(5_000_000_000, 0), new(125_000_000, 0), new(2_000_000_000_000, 10_485_760), 85, 5);
        BlockLength length = new(new(4_456_448, 5_242_880, 5_242_880), null);

        // The vector's text ends within the operational class's reserve.
        Assert.StartsWith(
            "0700f2052a01000b00204aa9d101020080020265cd1d00010bc026fb7f740102000002010b0068e5cf8b01020020020100000265cd1d00010bc0de5f59ba0102006002010b00204aa9d1010200800201",
            Convert.ToHexStringLower(BlockWeights.Codec.ToBytes(weights)),
            StringComparison.Ordinal);
        Assert.Equal("00004400000050000000500000", Convert.ToHexStringLower(BlockLength.Codec.ToBytes(length)));
    }

    [Fact]
    public void Account_OfNobody_IsEightyBytesThatEndInTheFlag()
    {
        StorageInfo account = Pallet.Metadata.Storage.Single(static item => item.Name == "Account");

        Assert.Equal(new string('0', 158) + "80", Convert.ToHexStringLower(account.Default.AsSpan()));
        Assert.Equal(StorageModifier.Default, account.Modifier);
    }

    // Vectors: twox128 of the names, from the compatibility checklist, section 5.1.
    [Theory]
    [InlineData("Account", "b99d880ec681799c0cf30e8886371da9")]
    [InlineData("ExtrinsicCount", "bdc0bd303e9855813aa8a30d4efc5112")]
    [InlineData("InherentsApplied", "156afe25323c70e43eb722ed7c886297")]
    [InlineData("BlockWeight", "34abf5cb34d6244378cddbf18e849d96")]
    [InlineData("BlockSize", "dd2ecd4efaa88c313bb2e876dc3521ea")]
    [InlineData("BlockHash", "a44704b568d21667356a5a050c118746")]
    [InlineData("ExtrinsicData", "df1daeb8986837f21cc5d17596bb78d1")]
    [InlineData("Number", "02a5c1b19ab7a04f536c519aca4983ac")]
    [InlineData("ParentHash", "8a42f33323cb5ced3b44dd825fda9fcc")]
    [InlineData("Digest", "99e7f93fc6a98f0874fd057f111c4d2d")]
    [InlineData("Events", "80d41e5e16056765bc8461851072c9d7")]
    [InlineData("EventCount", "0a98fdbe9ce6c55837576c60c7af3850")]
    [InlineData("EventTopics", "bb94e1c21adab714983cf06622e1de76")]
    [InlineData("LastRuntimeUpgrade", "f9cce9c888469bb1a0dceaa129672ef8")]
    [InlineData("ExecutionPhase", "ff553b5a9862a516939d82b3d3d8661a")]
    [InlineData("ExtrinsicWeightReclaimed", "0ccf055743738b7a91a6fb88ece33cac")]
    public void Storage_HasTheNamesOfSubstrate(string name, string hash)
    {
        Assert.Contains(Pallet.Metadata.Storage, item => item.Name == name);
        Assert.Equal("26aa394eea5630e07c48ae0c9558cef7" + hash, Convert.ToHexStringLower(StoragePrefix.Of("System", name)));
    }

    [Fact]
    public void Calls_HaveTheIndicesOfSubstrate()
    {
        (PalletCall Call, byte Index)[] table =
        [
            (new Call.MakeRemark([1]), 0), (new Call.SetStorage([]), 4), (new Call.KillStorage([]), 5), (new Call.KillPrefix([], 0), 6), (new Call.RemarkWithEvent([]), 7),
        ];

        foreach ((PalletCall call, byte index) in table) Assert.Equal([0, index], RuntimeCall.Codec.ToBytes(_runtime.Of(call))[..2]);
        Assert.Equal("00000401", Convert.ToHexStringLower(RuntimeCall.Codec.ToBytes(_runtime.Of(new Call.MakeRemark([1])))));
    }

    // Vector: the compatibility checklist, section 4.6: ExtrinsicSuccess of an inherent.
    [Fact]
    public void ExtrinsicSuccess_HasTheBytesOfSubstrate()
    {
        EventRecord record = new(Phase.ApplyExtrinsic(1), new(0, new Event.ExtrinsicSuccess(new(new(10, 20), DispatchClass.Mandatory, Pays.Yes))), []);

        Assert.Equal("0001000000" + "0000" + "2850" + "02" + "00" + "00", Convert.ToHexStringLower(EventRecord.Codec.ToBytes(record)));
    }

    [Fact]
    public void RemarkWithEvent_ReportsTheHash()
    {
        _runtime.AssertOk(Origin.Signed(Alice), new Call.RemarkWithEvent([1, 2]));
        _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Root, new Call.RemarkWithEvent([1, 2]));
        _runtime.AssertOk(Origin.None, new Call.MakeRemark([1, 2]));

        Assert.Equal([new Event.Remarked(Alice, Hashing.Blake2_256([1, 2]))], _runtime.Events);
    }

    [Fact]
    public void StorageCalls_AreRootsOnly()
    {
        byte[] key = [1, 2, 3];
        foreach (PalletCall call in (PalletCall[])[new Call.SetStorage([(key, [4])]), new Call.KillStorage([key]), new Call.KillPrefix(key, 1)])
        {
            _runtime.AssertNoop(DispatchError.BadOrigin, Origin.Signed(Alice), call);
        }

        _runtime.AssertOk(Origin.Root, new Call.SetStorage([(key, [4]), ([1, 2, 4], [5]), ([9], [6])]));
        Assert.Equal([4], _runtime.Externalities.Get(key));
        // What was written in this block goes without counting. Source: sp_io::storage::clear_prefix.
        _runtime.AssertOk(Origin.Root, new Call.KillPrefix([1, 2], 0));
        Assert.Null(_runtime.Externalities.Get(key));
        Assert.Null(_runtime.Externalities.Get([1, 2, 4]));
        _runtime.AssertOk(Origin.Root, new Call.KillStorage([[9]]));
        Assert.Null(_runtime.Externalities.Get([9]));
    }

    [Fact]
    public void References_KeepAnAccountAliveAndNoLonger()
    {
        _runtime.RunToBlock(1);
        Assert.Equal(DispatchError.NoProviders, Pallet.IncConsumers(Alice).Error);
        Pallet.IncProviders(Alice);
        Assert.Equal([new Event.NewAccount(Alice)], _runtime.Events);

        Assert.False(Pallet.IncConsumers(Alice).IsError);
        Assert.False(Pallet.IncConsumers(Alice).IsError);
        Assert.Equal(DispatchError.TooManyConsumers, Pallet.IncConsumers(Alice).Error);
        Assert.False(Pallet.CanDecProvider(Alice));
        Assert.Equal(DispatchError.ConsumerRemaining, Pallet.DecProviders(Alice).Error);

        Pallet.IncProviders(Alice);
        Assert.True(Pallet.CanDecProvider(Alice));
        Assert.False(Pallet.DecProviders(Alice).IsError);
        Pallet.DecConsumers(Alice);
        Pallet.DecConsumers(Alice);
        _runtime.ClearEvents();
        Assert.False(Pallet.DecProviders(Alice).IsError);

        Assert.Equal([new Event.KilledAccount(Alice)], _runtime.Events);
        Assert.False(Pallet.Account.Contains(Alice));
    }

    // Source: frame_system's tests, stored_map_works and provider_ref_handover_to_self_sufficient_ref_works.
    [Fact]
    public void Sufficients_KeepAnAccountWithoutProviders_ButBearNoConsumers()
    {
        _runtime.RunToBlock(1);
        Pallet.IncSufficients(Alice);
        Assert.Equal([new Event.NewAccount(Alice)], _runtime.Events);
        Assert.Equal(DispatchError.NoProviders, Pallet.IncConsumers(Alice).Error);
        Pallet.IncProviders(Alice);
        Pallet.IncSufficients(Alice);
        Assert.Single(_runtime.Events);

        Assert.Null(Pallet.DecProviders(Alice).Error);
        Pallet.DecSufficients(Alice);
        Assert.Equal((0u, 1u), (Pallet.Get(Alice).Providers, Pallet.Get(Alice).Sufficients));
        Pallet.DecSufficients(Alice);

        Assert.Equal(new Event.KilledAccount(Alice), _runtime.Events.Last());
        Assert.False(Pallet.Exists(Alice));
    }

    [Fact]
    public void Consumers_BlockTheLastProvider_EvenOfASufficientAccount()
    {
        Pallet.IncProviders(Alice);
        Pallet.IncSufficients(Alice);
        Assert.True(Pallet.CanAccrueConsumers(Alice, 2));
        Assert.False(Pallet.CanAccrueConsumers(Alice, 3));
        Assert.False(Pallet.CanAccrueConsumers(Alice, uint.MaxValue));
        Assert.Null(Pallet.IncConsumers(Alice).Error);
        Assert.False(Pallet.CanAccrueConsumers(Alice, 2));

        Assert.Equal(DispatchError.ConsumerRemaining, Pallet.DecProviders(Alice).Error);
        Pallet.DecConsumers(Alice);
        Assert.Null(Pallet.DecProviders(Alice).Error);
        Assert.Equal(0u, Pallet.Get(Alice).Providers);
        Assert.True(Pallet.Exists(Alice));
    }

    [Fact]
    public void Topics_FileEventsByBlockAndIndex()
    {
        H256 topic = Hashing.Blake2_256([1]);
        Pallet.NumberValue.Set(7);
        Pallet.DepositEvent(new(0, new Event.NewAccount(Alice)), []);
        Pallet.DepositEvent(new(0, new Event.NewAccount(Alice)), [topic]);

        Assert.Equal((7u, 1u), Assert.Single(Pallet.EventTopics.GetOrDefault(topic)));
        Assert.Equal(2u, Pallet.EventCount.Get());
        Assert.Equal(Phase.Initialization, Pallet.Events.Get()[1].Phase);
        Pallet.ResetEvents();
        Assert.False(Pallet.EventTopics.Contains(topic));
        Assert.False(Pallet.Events.Exists);
    }

    [Fact]
    public void Events_AtGenesis_AreNotKept()
    {
        Pallet.DepositEvent(new(0, new Event.NewAccount(Alice)), []);

        Assert.False(Pallet.Events.Exists);
    }

    [Fact]
    public void CheckWeight_KeepsClassesWithinTheirLimits()
    {
        BlockWeights limits = Pallet.BlockWeights;
        Transaction Of(Weight weight, DispatchClass dispatchClass, int length = 1) => new(Origin.Signed(Alice), _runtime.Of(new Call.MakeRemark([])), new(weight, default, dispatchClass, Pays.Yes), length, TransactionSource.InBlock);
        CheckWeight check = new(Pallet);
        Weight most = limits[DispatchClass.Normal].MaxExtrinsic!.Value;

        Assert.Null(check.Validate(Of(most - new Weight(0, 1), DispatchClass.Normal), new Validity()));
        Assert.Equal<TransactionValidityError?>(
            InvalidTransaction.ExhaustsResources, check.Validate(Of(most + new Weight(1, 0), DispatchClass.Normal), new Validity()));
        Assert.Equal<TransactionValidityError?>(InvalidTransaction.ExhaustsResources, check.Validate(Of(most, DispatchClass.Normal), new Validity())); // the length counts as proof
        Assert.Equal<TransactionValidityError?>(
            InvalidTransaction.ExhaustsResources, check.Validate(Of(default, DispatchClass.Normal, 100_001), new Validity()));

        // Normal transactions fill three quarters; operational ones still find their reserve, mandatory ones always fit.
        Pallet.BlockWeight.Set(default(ConsumedWeight).Add(DispatchClass.Normal, limits[DispatchClass.Normal].MaxTotal!.Value));
        Assert.Equal<TransactionValidityError?>(InvalidTransaction.ExhaustsResources, check.Prepare(Of(new(1, 1), DispatchClass.Normal)));
        Assert.Null(check.Prepare(Of(new(200_000_000_000, 1), DispatchClass.Operational)));
        Assert.Equal<TransactionValidityError?>(InvalidTransaction.ExhaustsResources, check.Prepare(Of(new(200_000_000_000, 1), DispatchClass.Operational)));
        Assert.Null(check.Prepare(Of(limits.MaxBlock, DispatchClass.Mandatory)));
    }

    [Fact]
    public void CheckWeight_GivesBackWhatWasNotUsed()
    {
        Transaction transaction = new(
            Origin.Signed(Alice), _runtime.Of(new Call.MakeRemark([])), new(new(100, 50), new(10, 5), DispatchClass.Normal, Pays.Yes), 1, TransactionSource.InBlock);
        CheckWeight check = new(Pallet);
        Assert.Null(check.Prepare(transaction));
        Assert.Equal(new Weight(110, 56), Pallet.BlockWeight.Get()[DispatchClass.Normal]);

        check.PostDispatch(transaction, new(new(60, 25), Pays.Yes));

        Assert.Equal(new Weight(60, 26), Pallet.BlockWeight.Get()[DispatchClass.Normal]);
        Assert.Equal(new Weight(50, 30), Pallet.ExtrinsicWeightReclaimed.Get());
    }
}
