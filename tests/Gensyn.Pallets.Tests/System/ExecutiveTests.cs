using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Xunit;
using Call = Gensyn.Pallets.Tests.ProbePallet.Call;
using Event = Gensyn.Pallets.Substrate.FrameSystem.FrameSystemPallet.Event;

namespace Gensyn.Pallets.Tests;

/// <summary>Blocks from opening to header, as polkadot-sdk's frame_executive runs them.</summary>
public sealed class ExecutiveTests
{
    private static readonly AccountId Alice = SubstrateTestRuntime.Alice;

    private readonly ExecutiveTestRuntime _runtime = new();

    // Source: the order of frame_executive::Executive::execute_block.
    [Fact]
    public void Block_RunsItsHooksInSubstratesOrder()
    {
        _runtime.Open();
        Apply(ExecutiveTestRuntime.Bare(new Call.State(1)));
        Apply(_runtime.Signed(Alice, new Call.Write(1, Fails: false)));
        _runtime.Executive.FinalizeBlock();

        // The base block and two pallets' on_initialize leave this much for on_poll, and that what it leaves for on_idle. Of three pallets the one at
        // 1 (the block) modulo 3 is idle first.
        const ulong left = 1_000_000_000 - (10_000 + 2000);
        Assert.Equal(
            [
                "Probe initialize 10000", "Echo initialize 11000",
                $"Probe poll {left}", $"Echo poll {left - 200}",
                $"Probe idle {left - 250}", $"Echo idle {left - 280}",
                "Probe finalize", "Echo finalize",
            ],
            _runtime.Trace);
        // Hooks are mandatory weight; without CheckWeight no extrinsic counts.
        Assert.Equal(new Weight(10_000 + 2000 + 250 + 40, 0), _runtime.System.BlockWeight.Get()[DispatchClass.Mandatory]);
    }

    [Fact]
    public void Block_WithoutTransactions_StillEndsItsInherents()
    {
        _runtime.Open();
        Assert.False(_runtime.System.InherentsApplied);

        _runtime.Executive.FinalizeBlock();

        Assert.Contains("Probe poll 999988000", _runtime.Trace);
    }

    [Fact]
    public void Block_WithoutWeightLeft_RunsNeitherPollNorIdle()
    {
        _runtime.Open();
        _runtime.System.RegisterExtraWeight(new(0, 1_000_000), DispatchClass.Mandatory);

        _runtime.Executive.FinalizeBlock();

        Assert.DoesNotContain(_runtime.Trace, static line => line.Contains("poll", StringComparison.Ordinal) || line.Contains("idle", StringComparison.Ordinal));
    }

    // Source: frame_support::traits::OnIdle of tuples: the pallet that goes first is the block's number modulo the number of pallets.
    [Fact]
    public void Idle_AnotherPalletGoesFirstInEachBlock()
    {
        string[][] idles = new string[3][];
        for (int i = 0; i < 3; i++)
        {
            _runtime.Open();
            _runtime.Trace.Clear();
            _runtime.Executive.FinalizeBlock();
            idles[i] = [.. _runtime.Trace.Where(static line => line.Contains("idle", StringComparison.Ordinal)).Select(static line => line.Split(' ')[0])];
        }

        // System, at 0, has no such hook: blocks 1, 2 and 3 begin with the probe, with the echo, and with System.
        Assert.Equal([["Probe", "Echo"], ["Echo", "Probe"], ["Probe", "Echo"]], idles);
    }

    [Fact]
    public void Apply_AnInherent_DoesNotEndTheInherents_AndATransactionDoes()
    {
        _runtime.Open();
        Apply(ExecutiveTestRuntime.Bare(new Call.State(1)));
        Assert.False(_runtime.System.InherentsApplied);

        Assert.Equal<TransactionValidityError?>(InvalidTransaction.BadProof, _runtime.Executive.ApplyExtrinsic(_runtime.Signed(Alice, new Call.Write(1, false), good: false), out _));
        Assert.False(_runtime.System.InherentsApplied);

        Apply(_runtime.Signed(Alice, new Call.Write(1, false)));
        Assert.True(_runtime.System.InherentsApplied);
    }

    [Fact]
    public void Apply_AMandatoryCallThatFails_SpoilsTheBlock()
    {
        _runtime.Open();

        Assert.Equal<TransactionValidityError?>(InvalidTransaction.BadMandatory, _runtime.Executive.ApplyExtrinsic(ExecutiveTestRuntime.Bare(new Call.State(13)), out _));
        Assert.Equal<TransactionValidityError?>(InvalidTransaction.MandatoryValidation, _runtime.Validate(ExecutiveTestRuntime.Bare(new Call.State(1))).Error);
        Assert.Equal<TransactionValidityError?>(InvalidTransaction.BadProof, _runtime.Validate(_runtime.Signed(Alice, new Call.State(1), good: false)).Error);
    }

    [Fact]
    public void Execute_AnAuthoredBlock_Agrees_AndInherentsMustComeFirst()
    {
        ImmutableArray<byte[]> body = [ExecutiveTestRuntime.Bare(new Call.State(1)), _runtime.Signed(Alice, new Call.Write(1, false)), _runtime.Signed(Alice, new Call.Write(2, true))];
        _runtime.Open();
        foreach (byte[] extrinsic in body) Apply(extrinsic);
        BlockHeader header = _runtime.Executive.FinalizeBlock();

        new ExecutiveTestRuntime().Executive.ExecuteBlock(header, body);
        AssertTraps("Invalid inherent position for extrinsic at index 1", header, [body[1], body[0], body[2]]);
        AssertTraps("Invalid inherent position for extrinsic at index 2", header, [body[0], body[1], body[0]]);
        AssertTraps("Transaction has a bad signature", header, [body[0], _runtime.Signed(Alice, new Call.Write(1, false), good: false)]);
        AssertTraps("Number of digest items must match that calculated.", header with { Digest = header.Digest.With(new DigestItem.Other([1])) }, body);
        AssertTraps("Block number must be strictly increasing", header with { Number = 0 }, body);
        AssertTraps("Storage root must match that calculated", header with { StateRoot = default }, body);
        AssertTraps("Transaction trie root must be valid.", header with { ExtrinsicsRoot = default }, body);
    }

    [Fact]
    public void Execute_ADigestOfTheRuntime_IsComparedItemByItem()
    {
        _runtime.Open();
        _runtime.System.DepositLog(new DigestItem.Other([1]));
        Assert.Equal(Digest.Empty.With(new DigestItem.Other([1])), _runtime.Executive.FinalizeBlock().Digest);

        // A runtime that deposits nothing computes as many items as there are pre-runtime ones.
        DigestItem slot = new DigestItem.PreRuntime(EngineId.Aura, [1]);
        BlockHeader made = new ExecutiveTestRuntime().OpenWith(slot).Executive.FinalizeBlock();
        new ExecutiveTestRuntime().Executive.ExecuteBlock(made, []);
        AssertTraps("Number of digest items must match that calculated.", made with { Digest = new Digest([new DigestItem.Other([1])]) }, []);
    }

    [Fact]
    public void Execute_AnotherDigestItemThanTheRuntimes_Traps()
    {
        static ExecutiveTestRuntime Depositing() => new(static runtime =>
        [
            new TestExtension("log")
            {
                OnPrepare = () =>
                {
                    runtime.System.DepositLog(new DigestItem.Other([1]));
                    return null;
                },
            },
        ]);
        ExecutiveTestRuntime author = Depositing().Open();
        byte[] extrinsic = author.Signed(Alice, new Call.Write(1, Fails: false));
        Assert.Null(author.Executive.ApplyExtrinsic(extrinsic, out _));
        BlockHeader header = author.Executive.FinalizeBlock();

        Depositing().Executive.ExecuteBlock(header, [extrinsic]);
        BlockHeader other = header with { Digest = new Digest([new DigestItem.Other([2])]) };
        Assert.Equal(
            "Digest item must match that calculated.",
            Assert.Throws<RuntimeException>(() => Depositing().Executive.ExecuteBlock(other, [extrinsic])).Message);
    }

    [Fact]
    public void Finalize_RootsTheExtrinsicsAsTheyCame_AndKeepsNoneOfThem()
    {
        byte[][] body = [ExecutiveTestRuntime.Bare(new Call.State(1)), _runtime.Signed(Alice, new Call.Write(1, false)), _runtime.Signed(Alice, new Call.Write(2, true))];
        _runtime.Open();
        foreach (byte[] extrinsic in body) Apply(extrinsic);

        Assert.Equal(_runtime.State.OrderedRoot(body, StateVersion.V0), _runtime.Executive.FinalizeBlock().ExtrinsicsRoot);

        Assert.Empty(_runtime.System.ExtrinsicData.Entries());
        Assert.False(_runtime.System.ExtrinsicCount.Exists);
        Assert.False(_runtime.State.Contains(":extrinsic_index"u8));
    }

    [Fact]
    public void Events_AreOfOneBlock_AndSayWhenTheyHappened()
    {
        _runtime.Open();
        Apply(_runtime.Signed(Alice, new Call.Write(1, Fails: false)));
        Apply(_runtime.Signed(Alice, new Call.Write(2, Fails: false)));
        Assert.Equal(
            [Phase.ApplyExtrinsic(0), Phase.ApplyExtrinsic(0), Phase.ApplyExtrinsic(1), Phase.ApplyExtrinsic(1)],
            _runtime.System.Events.Get().Select(static record => record.Phase));
        _runtime.System.DepositEvent(new(5, new ProbePallet.Event.Wrote(3)), [H256.Zero]);
        _runtime.Executive.FinalizeBlock();
        Assert.Equal(5u, _runtime.System.EventCount.Get());

        _runtime.Open();

        Assert.Empty(_runtime.Events);
        Assert.Equal(0u, _runtime.System.EventCount.Get());
        Assert.Empty(_runtime.System.EventTopics.Entries());
    }

    [Fact]
    public void Validate_StandsInTheNextBlock()
    {
        List<(uint Block, H256 Parent)> seen = [];
        ExecutiveTestRuntime runtime = new(r =>
        [
            new TestExtension("look")
            {
                OnValidate = (_, _) =>
                {
                    seen.Add((r.System.Number, r.System.HashOf(r.System.Number - 1)));
                    return null;
                },
            },
        ]);
        runtime.Open().Executive.FinalizeBlock();

        Assert.Null(runtime.Validate(runtime.Signed(Alice, new Call.Write(1, false))).Error);

        Assert.Equal([(2u, ExecutiveTestRuntime.Parent)], seen);
        Assert.Equal(1u, runtime.System.Number);
    }

    // Source: frame_system::LastRuntimeUpgradeInfo::was_upgraded. The code is version 5 of "probe".
    [Theory]
    [InlineData(4u, "probe", true)]
    [InlineData(5u, "probe", false)]
    [InlineData(6u, "probe", false)]
    [InlineData(5u, "other", true)]
    [InlineData(6u, "other", true)]
    public void Runtime_IsUpgradedByAHigherVersionOrAnotherName(uint version, string name, bool expected)
    {
        Assert.True(_runtime.System.IsRuntimeUpgraded);
        _runtime.System.LastRuntimeUpgrade.Set(new(version, name));

        Assert.Equal(expected, _runtime.System.IsRuntimeUpgraded);
    }

    // Source: frame_system's initialize and deposit_log. A header without a digest has 98 bytes here, the digest of one slot 15.
    [Fact]
    public void BlockSize_BeginsWithTheHeader_AndGrowsWithItsDigest()
    {
        _runtime.OpenWith(new Slot(1).ToDigestItem());
        Assert.Equal(98u + 15, _runtime.System.BlockSize.Get());

        _runtime.System.DepositLog(new DigestItem.Other([1, 2, 3]));

        Assert.Equal(98u + 15 + 5, _runtime.System.BlockSize.Get());
    }

    [Fact]
    public void Open_WithAHeaderOfMoreThanAFifthOfABlock_Traps()
    {
        static DigestItem Filling(int bytes) => new DigestItem.PreRuntime(EngineId.Aura, new byte[bytes]);

        // 98, a count, a kind, an engine and four bytes of length.
        _runtime.OpenWith(Filling(20_000 - 98 - 10));
        Assert.Equal(
            "Header size (20001) exceeds max header size limit (20000)",
            Assert.Throws<RuntimeException>(() => new ExecutiveTestRuntime().OpenWith(Filling(20_000 - 98 - 9))).Message);
    }

    // Source: frame_support's construct_runtime, check_extrinsics; CheckInherentsResult is okay, fatal, errors.
    [Theory]
    [InlineData(new byte[] { 7 }, 7, "010000")]
    [InlineData(new byte[] { 7 }, 1, "0000" + "04" + "70726f6265666374" + "04" + "01")] // 1 is not fatal
    [InlineData(new byte[] { 7 }, 8, "0001" + "04" + "70726f6265666374" + "04" + "08")]
    [InlineData(new byte[0], 8, "010000")] // nobody knows better
    public void CheckInherents_TellsWhatIsWrong(byte[] known, byte stated, string expected)
    {
        InherentData data = known.Length == 0 ? InherentData.Empty : InherentData.Empty.With(ProbePallet.Fact, known);

        Assert.Equal(expected, Convert.ToHexStringLower(_runtime.Executive.CheckInherents([ExecutiveTestRuntime.Bare(new Call.State(stated))], data)));
    }

    [Fact]
    public void CheckInherents_WithoutOneThatIsRequired_IsFatal()
    {
        InherentData data = InherentData.Empty.With(ProbePallet.Fact, [7]);

        Assert.Equal("0001" + "04" + "70726f6265666374" + "04" + "63", Convert.ToHexStringLower(_runtime.Executive.CheckInherents([], data)));
        Assert.Equal(ExecutiveTestRuntime.Bare(new Call.State(7)), Assert.Single(_runtime.Executive.CreateInherents(data)));
    }

    [Fact]
    public void OffchainWorkers_SeeTheBlockAsTheNodeHasIt()
    {
        BlockHeader header = _runtime.OpenWith(new DigestItem.PreRuntime(EngineId.Aura, [1])).Executive.FinalizeBlock();
        DigestItem seal = new DigestItem.Seal(EngineId.Aura, [2]);
        BlockHeader sealedHeader = header with { Digest = header.Digest.With(seal) };
        _runtime.Trace.Clear();

        _runtime.Executive.RunOffchainWorkers(sealedHeader);

        Assert.Equal(["Probe offchain", "Echo offchain"], _runtime.Trace);
        Assert.Equal(sealedHeader.Digest, _runtime.System.Digest.Get());
        Assert.Equal(sealedHeader.Hash(), _runtime.System.HashOf(1));
    }

    [Fact]
    public void TryState_NamesThePallet()
    {
        Assert.Null(_runtime.Executive.TryState());
        _runtime.Probe.Written.Set(666, 1);
        Assert.Equal("Probe: a bad number", _runtime.Executive.TryState());
    }

    [Fact]
    public void Apply_ReportsWhatTheCallCost_AndWhetherItPays()
    {
        _runtime.Open();
        Apply(_runtime.Signed(Alice, new Call.Write(1, Fails: false)));
        Apply(_runtime.Signed(Alice, new Call.Write(2, Fails: true)));
        Apply(_runtime.Signed(Alice, new FrameSystemPallet.Call.RemarkWithEvent([])));

        Event[] results = [.. _runtime.Events.OfType<Event>().Where(static e => e is Event.ExtrinsicSuccess or Event.ExtrinsicFailed)];
        Assert.Equal(new Event.ExtrinsicSuccess(new(new(300 + 7, 30), DispatchClass.Normal, Pays.Yes)), results[0]);
        // An error, too, may cost less than declared and nothing at all.
        Assert.Equal(new Event.ExtrinsicFailed(DispatchError.Module(5, 0), new(new(400 + 7, 40), DispatchClass.Normal, Pays.No)), results[1]);
        Assert.Equal(1u, _runtime.Probe.Written.Get(1u));
        Assert.Null(_runtime.Probe.Written.Get(2u));
        Assert.Equal(3u, _runtime.System.ExtrinsicIndex);
    }

    private void Apply(byte[] extrinsic) => Assert.Null(_runtime.Executive.ApplyExtrinsic(extrinsic, out _));

    private static void AssertTraps(string message, BlockHeader header, ImmutableArray<byte[]> body)
    {
        string trapped = Assert.Throws<RuntimeException>(() => new ExecutiveTestRuntime().Executive.ExecuteBlock(header, body)).Message;
        Assert.Contains(message, trapped, StringComparison.Ordinal);
    }
}
