using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.Sudo;
using Gensyn.Pallets.Substrate.Timestamp;
using Gensyn.Pallets.Substrate.TransactionPayment;
using Gensyn.Pallets.Substrate.Utility;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;
using BalancesCall = Gensyn.Pallets.Substrate.Balances.BalancesPallet.Call;
using SystemCall = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Call;

namespace Gensyn.Runtime.Tests.Blocks;

public sealed class BlockTests
{
    private static readonly AccountId Bob = TestChain.Account(TestChain.Bob);
    private static readonly AccountId Treasury = PalletAccounts.Of("py/trsry");

    private readonly TestChain _chain = new();

    [Fact]
    public void Author_ThenExecute_GivesTheSameRoots()
    {
        (Block empty, _) = _chain.Author();
        Assert.Equal(empty.Header.StateRoot, TestChain.Execute(empty, _chain.Previous!));

        (Block full, ImmutableArray<byte[]> results) = _chain.Author(
            _chain.Sign(TestChain.Alice, new BalancesCall.TransferAllowDeath(Bob, 5 * RuntimeConstants.Unit)),
            _chain.Sign(TestChain.Bob, new SystemCall.RemarkWithEvent([1, 2, 3])),
            _chain.Sign(TestChain.Alice, new BalancesCall.TransferAllowDeath(Bob, UInt128.One << 62), nonce: 1));

        Assert.Equal(4, full.Extrinsics.Length);
        Assert.Equal([0, 0], results[0]);
        Assert.Equal([0, 0], results[1]);
        Assert.Equal([0, 0], results[2]);
        Assert.Equal([0, 1, 7, 0], results[3]); // applied, failed: Token(FundsUnavailable)
        Assert.Equal(full.Header.StateRoot, TestChain.Execute(full, _chain.Previous!));
    }

    [Theory]
    [InlineData("state")]
    [InlineData("extrinsics")]
    [InlineData("digest")]
    [InlineData("parent")]
    [InlineData("number")]
    [InlineData("body")]
    public void Execute_WhenTheHeaderLies_Traps(string lie)
    {
        _chain.Author();
        (Block block, _) = _chain.Author(_chain.Sign(TestChain.Alice, new SystemCall.MakeRemark([1])));
        BlockHeader header = block.Header;
        H256 wrong = Hashing.Blake2_256([1]);
        Block lying = lie switch
        {
            "state" => block with { Header = header with { StateRoot = wrong } },
            "extrinsics" => block with { Header = header with { ExtrinsicsRoot = wrong } },
            "digest" => block with { Header = header with { Digest = header.Digest.With(new DigestItem.Other([1])) } },
            "parent" => block with { Header = header with { ParentHash = wrong } },
            "number" => block with { Header = header with { Number = 7 } },
            _ => block with { Extrinsics = block.Extrinsics.RemoveAt(1) },
        };

        Assert.Throws<RuntimeException>(() => TestChain.Execute(lying, _chain.Previous!));
    }

    [Fact]
    public void Author_TheEventsOfATransfer_ComeInSubstratesOrder()
    {
        _chain.Author(_chain.Sign(TestChain.Alice, new BalancesCall.TransferAllowDeath(Bob, RuntimeConstants.Unit), tip: 7));

        EventRecord[] records = [.. _chain.Events.Where(static e => e.Phase == Phase.ApplyExtrinsic(1))];
        Assert.Equal(
            [typeof(BalancesPallet.Event.Withdraw), typeof(BalancesPallet.Event.Transfer), typeof(BalancesPallet.Event.Deposit), typeof(BalancesPallet.Event.Deposit), typeof(TransactionPaymentPallet.Event.TransactionFeePaid), typeof(FrameSystemPallet.Event.ExtrinsicSuccess)],
            records.Select(static e => e.Event.Event.GetType()));
        TransactionPaymentPallet.Event.TransactionFeePaid paid = (TransactionPaymentPallet.Event.TransactionFeePaid)records[4].Event.Event;
        // The fee is the treasury's, the tip the author's.
        Assert.Equal(new BalancesPallet.Event.Deposit(Treasury, paid.ActualFee - 7), records[2].Event.Event);
        Assert.Equal(new BalancesPallet.Event.Deposit(TestChain.Account(TestChain.Alice), 7), records[3].Event.Event);
        Assert.Equal<UInt128>(7, paid.Tip);
    }

    [Fact]
    public void Author_TheInherentsEvent_HasTheBytesOfSubstrate()
    {
        _chain.Author();

        byte[] events = _chain.State.Get(new GensynRuntime(new OverlayExternalities(_chain.State)).FrameSystem.Events.Key)!;
        string hex = Convert.ToHexStringLower(events);
        // One record: ApplyExtrinsic(0), pallet 0, event 0, weight, Mandatory, Pays Yes, no topics.
        Assert.StartsWith("04" + "0000000000" + "0000", hex, StringComparison.Ordinal);
        Assert.EndsWith("02" + "00" + "00", hex, StringComparison.Ordinal);
    }

    [Fact]
    public void Author_AFailedCall_KeepsOnlyFeeAndNonce()
    {
        _chain.Author();
        UInt128 before = _chain.View.Balances.Balance(TestChain.Account(TestChain.Alice));
        UInt128 treasury = _chain.View.Balances.Balance(Treasury);
        byte[] failing = _chain.Sign(TestChain.Alice, new UtilityPallet.Call.BatchAll([
            _chain.Of(new BalancesCall.TransferAllowDeath(Bob, RuntimeConstants.Unit)),
            _chain.Of(new BalancesCall.TransferAllowDeath(Bob, UInt128.MaxValue)),
        ]));

        _chain.Author(failing);

        TransactionPaymentPallet.Event.TransactionFeePaid paid = _chain.Events.Select(static e => e.Event.Event).OfType<TransactionPaymentPallet.Event.TransactionFeePaid>().Single();
        Assert.Equal(before - paid.ActualFee, _chain.View.Balances.Balance(TestChain.Account(TestChain.Alice)));
        Assert.Equal(treasury + paid.ActualFee, _chain.View.Balances.Balance(Treasury));
        Assert.Equal(UInt128.One << 60, _chain.View.Balances.Balance(Bob));
        Assert.Equal(1u, _chain.NonceOf(TestChain.Alice));
        Assert.IsType<FrameSystemPallet.Event.ExtrinsicFailed>(_chain.Events[^1].Event.Event);
        Assert.DoesNotContain(_chain.Events, static e => e.Event.Event is BalancesPallet.Event.Transfer);
    }

    [Fact]
    public void Author_ARefusedTransaction_LeavesNoTrace()
    {
        _chain.Author();
        byte[] good = _chain.Sign(TestChain.Alice, new SystemCall.MakeRemark([1]));
        byte[] bad = _chain.Sign(TestChain.Alice, new SystemCall.MakeRemark([1]), tamper: static payload => [.. payload, 0]);
        TestChain other = new();
        other.Author();

        (Block with, ImmutableArray<byte[]> results) = _chain.Author(bad, good);
        (Block without, _) = other.Author(good);

        Assert.Equal([1, 0, 4], results[1]); // Invalid(BadProof)
        Assert.Equal(without.Header, with.Header);
    }

    [Theory]
    [InlineData("00")] // empty
    [InlineData("0c0500ff")] // no such call
    [InlineData("1105000000")] // a longer length than there is
    public void Author_AfterABodyThatTraps_GoesOnAsIfItHadNotBeen(string hex)
    {
        TestChain other = new();
        OverlayExternalities state = new(_chain.State);
        TestChain.Call("Core_initialize_block", state, BlockHeader.Codec.ToBytes(new(_chain.Genesis, 1, default, default, TestChain.DigestOf(1))));
        Assert.Throws<RuntimeException>(() => TestChain.Call("BlockBuilder_apply_extrinsic", state, Convert.FromHexString(hex)));
        byte[] inherent = UncheckedExtrinsic.EncodeBare(_chain.Of(new TimestampPallet.Call.Set(1_700_000_001_000)));
        Assert.Equal([0, 0], TestChain.Call("BlockBuilder_apply_extrinsic", state, inherent));

        byte[] header = TestChain.Call("BlockBuilder_finalize_block", state);

        Assert.Equal(0, state.OpenTransactions);
        Assert.Equal(BlockHeader.Codec.ToBytes(other.Author().Block.Header), header);
    }

    [Fact]
    public void Author_AReplayedTransaction_IsStale()
    {
        byte[] once = _chain.Sign(TestChain.Alice, new SystemCall.MakeRemark([1]));
        (_, ImmutableArray<byte[]> first) = _chain.Author(once, once);
        (_, ImmutableArray<byte[]> later) = _chain.Author(once);

        Assert.Equal([0, 0], first[1]);
        Assert.Equal([1, 0, 3], first[2]);
        Assert.Equal([1, 0, 3], later[1]);
        Assert.Equal(InvalidTransaction.Stale, _chain.Validate(once).Error!.Value.Invalid);
    }

    [Fact]
    public void Author_ANonceAhead_IsOfTheFuture()
    {
        (_, ImmutableArray<byte[]> results) = _chain.Author(_chain.Sign(TestChain.Alice, new SystemCall.MakeRemark([1]), nonce: 1));

        Assert.Equal([1, 0, 2], results[1]);
    }

    [Fact]
    public void Author_WithoutTheTime_Traps()
    {
        OverlayExternalities state = new(_chain.State);
        TestChain.Call("Core_initialize_block", state, BlockHeader.Codec.ToBytes(new(_chain.Genesis, 1, default, default, Digest.Empty)));

        Assert.Throws<RuntimeException>(() => TestChain.Call("BlockBuilder_finalize_block", state));
    }

    [Fact]
    public void Execute_AnInherentAfterATransaction_Traps()
    {
        (Block block, _) = _chain.Author(_chain.Sign(TestChain.Alice, new SystemCall.MakeRemark([1])));
        Block turned = block with { Extrinsics = [block.Extrinsics[1], block.Extrinsics[0]] };

        Assert.Contains("Invalid inherent position for extrinsic at index 1", Assert.Throws<RuntimeException>(() => TestChain.Execute(turned, _chain.Previous!)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Author_ABareCallThatIsNoInherent_IsRefused()
    {
        byte[] bare = UncheckedExtrinsic.EncodeBare(_chain.Of(new BalancesCall.TransferAllowDeath(Bob, 1)));
        // System judges bare calls of its own, and knows of no reason for this one.
        byte[] remark = UncheckedExtrinsic.EncodeBare(_chain.Of(new SystemCall.MakeRemark([1])));
        (_, ImmutableArray<byte[]> results) = _chain.Author(bare, remark);

        Assert.Equal([1, 1, 1], results[1]); // Unknown(NoUnsignedValidator)
        Assert.Equal([1, 0, 0], results[2]); // Invalid(Call)
        Assert.Equal(UnknownTransaction.NoUnsignedValidator, _chain.Validate(bare).Error!.Value.Unknown);
        Assert.Equal(InvalidTransaction.Call, _chain.Validate(remark).Error!.Value.Invalid);
    }

    [Fact]
    public void Author_ASignedTimestamp_IsRefused()
    {
        byte[] signed = _chain.Sign(TestChain.Alice, new TimestampPallet.Call.Set(1));
        (_, ImmutableArray<byte[]> results) = _chain.Author(signed);

        Assert.Equal([1, 0, 8], results[1]); // Invalid(BadMandatory)
        Assert.Equal(InvalidTransaction.MandatoryValidation, _chain.Validate(signed).Error!.Value.Invalid);
    }

    [Fact]
    public void Author_LeavesNothingOfTheBlockBehind()
    {
        _chain.Author(_chain.Sign(TestChain.Alice, new SystemCall.MakeRemark([1])));
        GensynRuntime view = _chain.View;

        Assert.Null(_chain.State.Get(":extrinsic_index"u8));
        Assert.Null(_chain.State.Get(":intrablock_entropy"u8));
        Assert.False(view.FrameSystem.ExecutionPhase.Exists);
        Assert.False(view.FrameSystem.BlockSize.Exists);
        Assert.False(view.FrameSystem.ExtrinsicCount.Exists);
        Assert.False(view.FrameSystem.InherentsAppliedFlag.Exists);
        Assert.False(view.FrameSystem.ExtrinsicData.Contains(0));
        Assert.False(view.Timestamp.DidUpdate.Exists);
        Assert.Equal(_chain.Genesis, view.FrameSystem.HashOf(0));
        Assert.Equal(1u, view.FrameSystem.Number);
        Assert.True(view.FrameSystem.Events.DecodeLength() > 0);
    }

    [Fact]
    public void Author_Sudo_ActsAsRootAndCostsNothing()
    {
        UInt128 before = _chain.View.Balances.Balance(TestChain.Account(TestChain.Alice));
        (_, ImmutableArray<byte[]> results) = _chain.Author(
            _chain.Sign(TestChain.Alice, new SudoPallet.Call.Sudo(_chain.Of(new SystemCall.SetStorage([("key"u8.ToArray(), "value"u8.ToArray())])))),
            _chain.Sign(TestChain.Bob, new SudoPallet.Call.Sudo(_chain.Of(new SystemCall.KillStorage(["key"u8.ToArray()])))));

        Assert.Equal([0, 0], results[1]);
        Assert.Equal([0, 1, 3, 15, 0, 0, 0, 0], results[2]); // Module(15, RequireSudo)
        Assert.Equal("value"u8.ToArray(), _chain.State.Get("key"u8));
        Assert.Equal(before, _chain.View.Balances.Balance(TestChain.Account(TestChain.Alice)));
    }

    [Fact]
    public void Author_BlockHashes_ArePrunedButGenesisStays()
    {
        OverlayExternalities state = new(_chain.State);
        GensynRuntime runtime = new(state);
        runtime.FrameSystem.NumberValue.Set(4097);
        runtime.FrameSystem.BlockHash.Set(0, _chain.Genesis);
        runtime.FrameSystem.BlockHash.Set(1, _chain.Genesis);
        runtime.FrameSystem.BlockHash.Set(2, _chain.Genesis);
        runtime.FrameSystem.Initialize(4098, _chain.Genesis, Digest.Empty);
        runtime.FrameSystem.Finalize();

        Assert.True(runtime.FrameSystem.BlockHash.Contains(0));
        Assert.False(runtime.FrameSystem.BlockHash.Contains(1));
        Assert.True(runtime.FrameSystem.BlockHash.Contains(2));
    }
}
