using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Aura;
using Gensyn.Pallets.Substrate.Timestamp;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Xunit;
using static Gensyn.Pallets.Tests.ConsensusTestRuntime;

namespace Gensyn.Pallets.Tests;

public sealed class AuraPalletTests
{
    // Source of the rules: polkadot-sdk substrate/frame/aura/src/tests.rs, pallet_requires_slot_to_increase_unless_allowed and its neighbours.
    [Theory]
    [InlineData(false, 5ul, 6ul, null)]
    [InlineData(false, 5ul, 5ul, "Slot must increase")]
    [InlineData(false, 5ul, 4ul, "Slot must not decrease")]
    [InlineData(true, 5ul, 5ul, null)]
    [InlineData(true, 5ul, 4ul, "Slot must not decrease")]
    public void OnInitialize_DemandsThatSlotsGoOn(bool allowMultiple, ulong first, ulong second, string? refusal)
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime(allowMultiple).With(Alice, Bob);
        runtime.Open(1, first);

        if (refusal is null) runtime.Open(3, second);
        else Assert.Equal(refusal, Assert.Throws<RuntimeException>(() => runtime.Open(3, second)).Message);

        Assert.Equal(new Slot(refusal is null ? second : first), runtime.Aura.CurrentSlot.Get());
    }

    [Fact]
    public void OnInitialize_WithoutASlot_LeavesTheLastOne()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice);
        runtime.Open(1, 7);
        runtime.FrameSystem.Digest.Set(new([new DigestItem.PreRuntime(new("BABE"u8), [9, 0, 0, 0, 0, 0, 0, 0]), new DigestItem.PreRuntime(EngineId.Aura, [1, 2])]));

        runtime.Aura.OnInitialize(3);

        Assert.Equal(new Slot(7), runtime.Aura.CurrentSlot.Get());
        Assert.Null(runtime.Aura.FindAuthor(runtime.FrameSystem.Digest.Get()));
    }

    [Fact]
    public void OnInitialize_OfADisabledAuthor_Traps()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice, Bob, Charlie);
        runtime.Open(1, 6);
        Assert.True(runtime.Session.DisableIndex(1));

        Assert.Contains("Validator with index 1 is disabled", Assert.Throws<RuntimeException>(() => runtime.Open(3, 7)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OnInitialize_BeforeAnyAuthorities_TakesTheSlotAndNamesNobody()
    {
        ConsensusTestRuntime runtime = new();

        runtime.Open(1, 6);

        Assert.Equal(new Slot(6), runtime.Aura.CurrentSlot.Get());
        Assert.Null(runtime.Aura.FindAuthor(runtime.FrameSystem.Digest.Get()));
        Assert.Equal("Authorities must be non-empty.", runtime.Aura.TryState());
    }

    [Theory]
    [InlineData(6ul, 0u)]
    [InlineData(7ul, 1u)]
    [InlineData(ulong.MaxValue, 0u)] // 3 · 6148914691236517205
    public void FindAuthor_TakesTurns(ulong slot, uint index)
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice, Bob, Charlie);

        Assert.Equal(index, runtime.Aura.FindAuthor(new([new Slot(slot).ToDigestItem()])));
    }

    [Fact]
    public void Timestamp_MustBeInTheSlot()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime(allowMultiple: true).With(Alice);
        runtime.Open(1, 2);

        foreach ((ulong time, bool fits) in ((ulong, bool)[])[(11_999, false), (12_000, true), (17_999, true), (18_000, false)])
        {
            runtime.Timestamp.Now.Remove();
            runtime.Timestamp.DidUpdate.Remove();
            if (fits) runtime.AssertOk(Origin.None, new TimestampPallet.Call.Set(time));
            else Assert.Equal("Timestamp slot must match `CurrentSlot`", Assert.Throws<RuntimeException>(() => runtime.Timestamp.Set(Origin.None, time)).Message);
        }
    }

    [Fact]
    public void ChangeAuthorities_TellsThoseWhoFollow()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice);
        runtime.Open(1, 1);

        runtime.Aura.ChangeAuthorities([Id(Bob), Id(Charlie)]);

        Assert.Equal([Id(Bob), Id(Charlie)], runtime.Aura.Authorities.Get().ToArray());
        // Source: the compatibility checklist, section 4.7: 04 "aura" and the bytes of ConsensusLog::AuthoritiesChange, index 1.
        Assert.Equal(["0461757261" + "0901" + "01" + "08" + Convert.ToHexStringLower(Bob.PublicKey) + Convert.ToHexStringLower(Charlie.PublicKey)], runtime.Logs);
    }

    [Fact]
    public void ChangeAuthorities_ToNone_IsIgnored()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice);
        H256 before = runtime.StateRoot;

        runtime.Aura.ChangeAuthorities([]);

        Assert.Equal(before, runtime.StateRoot);
    }

    [Fact]
    public void OnNewSession_OfMoreThanThereMayBe_TakesTheFirst()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime(maxAuthorities: 2).With(Alice);

        runtime.Aura.OnNewSession(changed: true, [Id(Charlie), Id(Bob), Id(Alice)]);

        Assert.Equal([Id(Charlie), Id(Bob)], runtime.Aura.Authorities.Get().ToArray());
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void OnNewSession_WithoutAChange_IsSilent(bool changed, bool others)
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice);
        runtime.Open(1, 1);

        runtime.Aura.OnNewSession(changed, others ? [Id(Bob)] : [Id(Alice)]);

        Assert.Equal([Id(Alice)], runtime.Aura.Authorities.Get().ToArray());
        Assert.Empty(runtime.Logs);
    }

    [Fact]
    public void OnDisabled_TellsThoseWhoFollow()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice, Bob);
        runtime.Open(1, 1);

        runtime.Session.DisableIndex(0);

        Assert.Equal(["0461757261" + "14" + "02" + "00000000"], runtime.Logs);
    }

    [Fact]
    public void Genesis_Twice_IsRefused()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice);

        Assert.Contains("already initialized", Assert.Throws<ArgumentException>(() => runtime.Aura.Genesis([Id(Bob)])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ConsensusTestRuntime(maxAuthorities: 1).Aura.Genesis([Id(Bob), Id(Alice)]));
        ImmutableArray<AuraId> none = [];
        runtime.Aura.Genesis(none);
        Assert.Equal([Id(Alice)], runtime.Aura.Authorities.Get().ToArray());
    }

    [Fact]
    public void TryState_SeesADisabledAuthor()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice, Bob);
        runtime.Open(1, 2);
        Assert.Null(runtime.Aura.TryState());

        runtime.Session.DisableIndex(0);
        Assert.NotNull(runtime.Aura.TryState());
        runtime.Session.ReenableIndex(0);
        Assert.Null(runtime.Aura.TryState());
    }

    [Fact]
    public void OnInitialize_WeighsWhatWasMeasured()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime(allowMultiple: true).With(Alice);
        Weight measured = new AuraWeights(new DbWeight(1, 1)).OnInitialize();
        runtime.Open(1, 4);

        Assert.Equal(measured, runtime.Aura.OnInitialize(1));
        Assert.Equal(measured, new ConsensusTestRuntime().Aura.OnInitialize(1));
    }

    [Fact]
    public void Authorities_AreBoundedByTheConfiguration()
    {
        ConsensusTestRuntime runtime = new(maxAuthorities: 3);

        Assert.Equal(1 + (3 * 32), runtime.Aura.Authorities.Info.MaxSize);
        Assert.Throws<ArgumentException>(() => runtime.Aura.Authorities.Set([Id(Alice), Id(Bob), Id(Charlie), Id(Alice)]));
    }

    [Fact]
    public void IntegrityTest_WantsSlotsToLast()
    {
        Assert.Null(new ConsensusTestRuntime().Aura.IntegrityTest());
        Assert.NotNull(new ConsensusTestRuntime(slotDuration: 0).Aura.IntegrityTest());
    }

    // Source: the compatibility checklist, section 5.1: twox128 of the names.
    [Fact]
    public void Storage_HasSubstratesKeysAndBytes()
    {
        ConsensusTestRuntime runtime = new ConsensusTestRuntime().With(Alice);
        runtime.Open(1, 0x1708498e20);

        Assert.Equal("57f8dc2f5ab09467896f47300f0424385e0621c4869aa60c02be9adcc98a0d1d", Convert.ToHexStringLower(runtime.Aura.Authorities.Key));
        Assert.Equal("57f8dc2f5ab09467896f47300f04243806155b3cd9a8c9e5e9a23fd5dc13a5ed", Convert.ToHexStringLower(runtime.Aura.CurrentSlot.Key));
        Assert.Equal("04" + Convert.ToHexStringLower(Alice.PublicKey), Convert.ToHexStringLower(runtime.Externalities.Get(runtime.Aura.Authorities.Key)!));
        Assert.Equal("208e490817000000", Convert.ToHexStringLower(runtime.Externalities.Get(runtime.Aura.CurrentSlot.Key)!));
    }

    // Vector: the digest of a block in polkadot-js' fixture SignedBlock.004.
    [Fact]
    public void Slot_IsReadFromARealDigest()
    {
        byte[] bytes = Convert.FromHexString("0661757261208e08491700000000");
        Assert.True(DigestItem.Codec.TryDecode(bytes, out DigestItem item));

        Assert.Equal(new Slot(0x1749088e), Slot.Of(new([item])));
        Assert.Equal(item, new Slot(0x1749088e).ToDigestItem());
    }
}
