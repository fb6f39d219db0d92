using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.Sudo;
using Gensyn.Pallets.Substrate.TransactionPayment;
using Gensyn.Pallets.Substrate.Utility;
using Gensyn.Primitives;
using Xunit;

namespace Gensyn.Runtime.Tests.Blocks;

/// <summary>Money is conserved through whole blocks: fees, holds, batches, failures and root's doings included.</summary>
public sealed class ConservationTests
{
    private static readonly Sr25519KeyPair[] Keys = [TestChain.Alice, TestChain.Bob, Sr25519KeyPair.FromUri("//Charlie"), Sr25519KeyPair.FromUri("//Nobody")];

    private static Gen<(byte, byte, byte, uint, ushort)> Steps =>
        from what in Gen.Choose(0, 255)
        from who in Gen.Choose(0, 3)
        from whom in Gen.Choose(0, 3)
        from much in Gen.Choose(0, 100_000)
        from tip in Gen.Choose(0, 1000)
        select ((byte)what, (byte)who, (byte)whom, (uint)much, (ushort)tip);

    [Fact]
    public void AnySequenceOfBlocks_KeepsEveryCoin_AndExecutesToTheSameRoot()
    {
        // Each transaction: what, who, whom, how much, tip.
        int dust = 0, failed = 0, paid = 0;
        Prop.ForAll(
            Steps.ArrayOf(6).ArrayOf(3).ToArbitrary(),
            blocks =>
            {
                TestChain chain = new();
                UInt128 genesis = chain.View.Balances.TotalIssuance.Get();
                foreach ((byte, byte, byte, uint, ushort)[] steps in blocks)
                {
                    UInt128 before = chain.View.Balances.TotalIssuance.Get();
                    Dictionary<Sr25519KeyPair, uint> sent = [];
                    List<byte[]> body = [];
                    foreach ((byte what, byte who, byte whom, uint much, ushort tip) in steps)
                    {
                        // Root's doings need its key.
                        Sr25519KeyPair key = what % 10 >= 8 ? TestChain.Alice : Keys[who % Keys.Length];
                        uint nonce = chain.NonceOf(key) + sent.GetValueOrDefault(key);
                        sent[key] = sent.GetValueOrDefault(key) + 1;
                        body.Add(chain.Sign(key, CallOf(chain, what, Keys[whom % Keys.Length], much), nonce, tip: tip));
                    }

                    (Block block, _) = chain.Author([.. body]);
                    Assert.Equal(block.Header.StateRoot, TestChain.Execute(block, chain.Previous!));
                    AssertEveryCoin(chain, before);
                    dust += chain.Events.Count(static e => e.Event.Event is BalancesPallet.Event.DustLost);
                    failed += chain.Events.Count(static e => e.Event.Event is FrameSystemPallet.Event.ExtrinsicFailed);
                    paid += chain.Events.Count(static e => e.Event.Event is TransactionPaymentPallet.Event.TransactionFeePaid);
                }

                Assert.True(chain.View.Balances.TotalIssuance.Get() <= genesis + Endowed(blocks));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

        // The property is worth something only where all of this happens.
        Assert.True(dust > 0 && failed > 0 && paid > 100, $"{dust} accounts lost dust, {failed} of {paid} transactions failed");
    }

    private static UInt128 Endowed((byte, byte, byte, uint, ushort)[][] blocks) => (UInt128)(uint)blocks.Sum(static b => b.Length) * uint.MaxValue * 1_000_000;

    private static PalletCall CallOf(TestChain chain, byte what, Sr25519KeyPair whom, uint much)
    {
        MultiAddress target = TestChain.Account(whom);
        UInt128 amount = (UInt128)much * 1_000_000;
        return (what % 10) switch
        {
            0 => new BalancesPallet.Call.TransferAllowDeath(target, amount),
            1 => new BalancesPallet.Call.TransferKeepAlive(target, amount),
            2 => new BalancesPallet.Call.TransferAll(target, KeepAlive: false),
            3 => new BalancesPallet.Call.Burn(amount, KeepAlive: true),
            4 => new StakingPallet.Call.Bond(amount * 1000),
            5 => new StakingPallet.Call.Unbond(amount * 500),
            6 => new UtilityPallet.Call.BatchAll(
                [chain.Of(new StakingPallet.Call.Bond(amount * 1000)), chain.Of(new BalancesPallet.Call.TransferAllowDeath(target, amount))]),
            8 => new SudoPallet.Call.Sudo(chain.Of(new BalancesPallet.Call.ForceTransfer(
                target, TestChain.Account(TestChain.Alice), AlmostAll(chain, TestChain.Account(whom), much)))),
            7 => new UtilityPallet.Call.ForceBatch(
                [chain.Of(new BalancesPallet.Call.TransferAll(target, KeepAlive: true)), chain.Of(new FrameSystemPallet.Call.MakeRemark([1]))]),
            _ => new SudoPallet.Call.Sudo(chain.Of(new BalancesPallet.Call.ForceSetBalance(target, amount))),
        };
    }

    // What leaves less than an account may keep.
    private static UInt128 AlmostAll(TestChain chain, AccountId who, uint much)
    {
        UInt128 free = chain.View.Balances.Balance(who);
        return free > much ? free - much : free;
    }

    // Sum over accounts = issuance; issuance = what it was - dust, burns and what could not be given away (+ what root set).
    private static void AssertEveryCoin(TestChain chain, UInt128 before)
    {
        GensynRuntime view = chain.View;
        UInt128 sum = 0;
        foreach ((AccountId _, AccountInfo account) in view.FrameSystem.Account.Entries()) sum += account.Data.Total;
        Assert.Null(view.Balances.TryState());

        Assert.Equal(view.Balances.TotalIssuance.Get(), sum);
        ImmutableArray<EventRecord> events = chain.Events;
        if (events.Any(static e => e.Event.Event is BalancesPallet.Event.BalanceSet)) return;
        UInt128 gone = 0;
        foreach (EventRecord record in events)
        {
            gone += record.Event.Event switch
            {
                BalancesPallet.Event.DustLost dust => dust.Amount,
                BalancesPallet.Event.Burned burned => burned.Amount,
                BalancesPallet.Event.BurnedHeld burned => burned.Amount,
                BalancesPallet.Event.Rescinded rescinded => rescinded.Amount,
                _ => 0,
            };
        }

        Assert.Equal(before, sum + gone);
    }
}
