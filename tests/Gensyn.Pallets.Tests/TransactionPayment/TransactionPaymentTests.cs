using Gensyn.Frame;
using Gensyn.Pallets.Substrate.Balances;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Pallets.Substrate.TransactionPayment;
using Gensyn.Primitives;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Pallets.Tests;

// Vectors: polkadot-sdk substrate/frame/transaction-payment/src/tests.rs; the amounts are its own, in the order of its tests.
public sealed class TransactionPaymentTests
{
    private static readonly FixedU128 OneAndAHalf = FixedU128.FromRational(3, 2);

    [Fact]
    public void Charge_TakesTheFee_AndGivesBackWhatTheCallDidNotUse()
    {
        PaymentTestRuntime runtime = new(factor: 10, baseWeight: 5);

        Assert.Null(runtime.Run(1, Info(5, extension: 10), call: () => Meanwhile(() => Assert.Equal<UInt128>(100 - 5 - 5 - 10 - 10, runtime.Free(1)))));
        Assert.Equal<UInt128>(100 - 5 - 5 - 10 - 10, runtime.Free(1));
        Assert.Equal(new(5 + 5 + 10 + 10, 0), runtime.Collected);

        Assert.Null(runtime.Run(
            2, Info(100, extension: 10), tip: 5, call: () => Meanwhile(() => Assert.Equal<UInt128>(200 - 5 - 10 - 100 - 10 - 5, runtime.Free(2)), Used(50))));
        Assert.Equal<UInt128>(200 - 5 - 10 - 50 - 10 - 5, runtime.Free(2));
        Assert.Equal(new(30 + 5 + 10 + 50 + 10, 5), runtime.Collected);
    }

    [Fact]
    public void Charge_AtAnotherPrice_RefundsAtThatPrice()
    {
        PaymentTestRuntime runtime = new(factor: 10, baseWeight: 5, multiplier: OneAndAHalf);

        Assert.Null(runtime.Run(
            2, Info(100, extension: 10), tip: 5, call: () => Meanwhile(() => Assert.Equal<UInt128>(200 - 5 - 10 - 165 - 5, runtime.Free(2)), Used(50))));

        Assert.Equal<UInt128>(200 - 5 - 10 - (165 - 75) - 5, runtime.Free(2));
    }

    [Fact]
    public void Charge_OfTheLargestWeight_IsThatOfAWholeBlock()
    {
        PaymentTestRuntime runtime = new(factor: 1000, byteFee: 0);

        Assert.Null(runtime.Run(1, new(Weight.MaxValue, default, DispatchClass.Normal, Pays.Yes)));

        Assert.Equal<UInt128>(10_000 - 1024, runtime.Free(1));
    }

    [Fact]
    public void Validate_ForNothing_NeedsNoMoney()
    {
        PaymentTestRuntime runtime = new(factor: 0, baseWeight: 100);

        Assert.Null(runtime.Validate(1, Info(0, pays: Pays.No, dispatchClass: DispatchClass.Operational), length: 100).Refused);
        Assert.Equal<TransactionValidityError?>(InvalidTransaction.Payment, runtime.Validate(1, Info(0), length: 100).Refused);
    }

    [Fact]
    public void Charge_WhileCongested_LeavesTheLengthFeeAlone()
    {
        PaymentTestRuntime runtime = new(factor: 10, baseWeight: 5, multiplier: OneAndAHalf);

        Assert.Null(runtime.Run(1, Info(3), tip: 10));

        Assert.Equal<UInt128>(100 - 10 - 5 - 10 - (3 * 3 / 2), runtime.Free(1));
    }

    // The weight of the call does not matter here, only what becomes of it; more than a block costs as a block.
    [Theory]
    [InlineData(400ul)]
    [InlineData(5000ul)]
    public void Queries_TellThePartsOfTheFee(ulong weight)
    {
        PaymentTestRuntime runtime = new(baseWeight: 5, weightFee: 2, multiplier: OneAndAHalf);
        DispatchInfo info = Info(weight);
        UInt128 adjusted = Math.Min(weight, 1024) * 2 * 3 / 2;

        Assert.Equal(new(info.TotalWeight, DispatchClass.Normal, (5 * 2) + 77 + adjusted), runtime.Payment.DispatchInfoOf(77, info));
        Assert.Equal(new(info.TotalWeight, DispatchClass.Normal, 0), runtime.Payment.DispatchInfoOf(77, info, isFree: true));
        Assert.Equal(new(new InclusionFee(5 * 2, 77, adjusted), 0), runtime.Payment.FeeDetailsOf(77, info.TotalWeight, DispatchClass.Normal, Pays.Yes));
        Assert.Equal(new(null, 0), runtime.Payment.FeeDetailsOf(77, info.TotalWeight, DispatchClass.Normal, Pays.No));
    }

    [Theory]
    [InlineData(0u, 0ul, Pays.No, 10u, 10u)] // the tip alone
    [InlineData(0u, 0ul, Pays.Yes, 0u, 100u)] // the base alone
    [InlineData(0u, 0ul, Pays.Yes, 69u, 169u)]
    [InlineData(42u, 0ul, Pays.Yes, 0u, 520u)]
    [InlineData(0u, 1000ul, Pays.Yes, 0u, 1100u)]
    public void FeeOf_WithoutAMultiplier_IsTheSumOfItsParts(uint length, ulong weight, Pays pays, uint tip, uint expected)
    {
        PaymentTestRuntime runtime = new(factor: 0, baseWeight: 100, byteFee: 10);

        Assert.Equal(FixedU128.One, runtime.Payment.NextFeeMultiplier.Get());
        Assert.Equal<UInt128>(expected, runtime.Payment.FeeOf(length, new(weight, 0), DispatchClass.Operational, pays, tip));
    }

    [Theory]
    [InlineData(3u, 2u, 3u * 123 / 2)]
    [InlineData(1u, 2u, 123u / 2)]
    public void FeeOf_WithAMultiplier_ChangesOnlyTheWeightFee(uint numerator, uint denominator, uint weightFee)
    {
        PaymentTestRuntime runtime = new(factor: 0, baseWeight: 100, byteFee: 10, multiplier: FixedU128.FromRational(numerator, denominator));

        Assert.Equal<UInt128>(100, runtime.Payment.FeeOf(0, default, DispatchClass.Operational, Pays.Yes, tip: 0));
        Assert.Equal<UInt128>(100 + weightFee + 4560 + 789, runtime.Payment.FeeOf(456, new(123, 0), DispatchClass.Operational, Pays.Yes, tip: 789));
    }

    // Source: weight_to_fee takes the smaller of the weight and the whole block's, in each dimension.
    [Fact]
    public void WeightToFee_OfMoreThanABlock_IsThatOfABlock()
    {
        PaymentTestRuntime runtime = new(factor: 0, weightToFee: new BothDimensions(), blockProof: 1 << 20);
        Weight block = runtime.FrameSystem.BlockWeights.MaxBlock;

        foreach (Weight weight in (Weight[])[Weight.MaxValue, block, block with { ProofSize = 1 }, block with { RefTime = 1 }])
        {
            UInt128 time = Math.Min(weight.RefTime, block.RefTime), proof = Math.Min(weight.ProofSize, block.ProofSize);
            Assert.Equal((proof << 64) + time, runtime.Payment.WeightToFee(weight));
        }
    }

    private sealed class BothDimensions : IWeightToFee
    {
        public UInt128 ToFee(Weight weight) => ((UInt128)weight.ProofSize << 64) + weight.RefTime;
    }

    // Adapted: amounts have 128 bits here, 64 there.
    [Fact]
    public void FeeOf_TheLargestOfEverything_IsTheLargestAmount()
    {
        PaymentTestRuntime runtime = new(factor: 0, baseWeight: 100, byteFee: 10, multiplier: FixedU128.MaxValue);

        Assert.Equal(UInt128.MaxValue, runtime.Payment.FeeOf(uint.MaxValue, Weight.MaxValue, DispatchClass.Operational, Pays.Yes, UInt128.MaxValue));
        Assert.Equal(UInt128.MaxValue, new InclusionFee(UInt128.MaxValue, 1, 1).Total);
    }

    [Fact]
    public void Refund_OfAnAccountThatTheCallEnded_StaysWithTheFee()
    {
        PaymentTestRuntime runtime = new(factor: 10, baseWeight: 5);

        Assert.Null(runtime.Run(2, Info(100), tip: 5, call: () => Meanwhile(
            () =>
            {
                Assert.Equal<UInt128>(80, runtime.Free(2));
                runtime.AssertOk(Origin.Signed(PaymentTestRuntime.Account(2)), new BalancesPallet.Call.TransferAllowDeath(PaymentTestRuntime.Account(3), 80));
            },
            Used(50))));

        Assert.False(runtime.FrameSystem.Exists(PaymentTestRuntime.Account(2)));
        Assert.Equal(new(5 + 100 + 10, 5), runtime.Collected);
        Assert.Contains(new BalancesPallet.Event.Transfer(PaymentTestRuntime.Account(2), PaymentTestRuntime.Account(3), 80), runtime.Events);
        Assert.Contains(new FrameSystemPallet.Event.KilledAccount(PaymentTestRuntime.Account(2)), runtime.Events);
    }

    [Fact]
    public void Refund_OfAWeightAboveTheDeclared_IsNothing()
    {
        PaymentTestRuntime runtime = new(factor: 10, baseWeight: 5);

        Assert.Null(runtime.Run(2, Info(100), tip: 5, call: () => Used(101)));

        Assert.Equal<UInt128>(200 - 5 - 10 - 100 - 5, runtime.Free(2));
    }

    [Fact]
    public void Charge_ForNothing_MovesNothingAndSaysSo()
    {
        PaymentTestRuntime runtime = new(factor: 10, baseWeight: 5);

        Assert.Null(runtime.Run(69, Info(100, pays: Pays.No)));

        Assert.False(runtime.FrameSystem.Exists(PaymentTestRuntime.Account(69)));
        Assert.Equal([new TransactionPaymentPallet.Event.TransactionFeePaid(PaymentTestRuntime.Account(69), 0, 0)], runtime.Events);
    }

    [Fact]
    public void Refund_LeavesWhatTheActualWeightCosts()
    {
        PaymentTestRuntime runtime = new(factor: 10, baseWeight: 7, multiplier: FixedU128.FromRational(5, 4));

        Assert.Null(runtime.Run(2, Info(100, extension: 10), tip: 5, call: () => Used(33)));

        UInt128 paid = 7 + 10 + ((33 + 10) * 5 / 4) + 5;
        Assert.Equal(200 - paid, runtime.Free(2));
        Assert.Equal(new(PaymentTestRuntime.Account(2), paid, 5), runtime.Last<TransactionPaymentPallet.Event.TransactionFeePaid>());
    }

    [Theory]
    [InlineData(DispatchClass.Normal, 0u, 10ul)]
    [InlineData(DispatchClass.Normal, 5u, 60ul)]
    [InlineData(DispatchClass.Normal, 10u, 110ul)]
    [InlineData(DispatchClass.Operational, 0u, 5510ul)]
    [InlineData(DispatchClass.Operational, 5u, 5810ul)]
    [InlineData(DispatchClass.Operational, 10u, 6110ul)]
    public void Priority_GrowsWithTheTip_AndOfOperationalCallsWithTheFee(DispatchClass dispatchClass, uint tip, ulong priority)
    {
        PaymentTestRuntime runtime = new(factor: 100);

        Assert.Equal((null, priority), runtime.Validate(2, Info(100, dispatchClass: dispatchClass), tip));
    }

    [Fact]
    public void Priority_OfTheLargestTip_IsTheLargest()
    {
        PaymentTestRuntime runtime = new(factor: 100);
        runtime.Balances.Genesis([(PaymentTestRuntime.Account(77), UInt128.MaxValue - 1_000_000)]);

        Assert.Equal((null, ulong.MaxValue), runtime.Validate(77, Info(100, dispatchClass: DispatchClass.Operational), UInt128.MaxValue / 2));
    }

    // Its own vectors have no transaction that is limited by its bytes or its proof.
    [Theory]
    [InlineData(1ul, 0ul, 400_000, 9ul)] // 3,932,160 bytes of normal transactions to a block
    [InlineData(1ul, ulong.MaxValue / 3, 10, 3ul)]
    [InlineData(0ul, 0ul, 3, 1024ul)]
    [InlineData(5000ul, 0ul, 9_000_000, 1ul)]
    public void Priority_IsOfTheScarcestResource(ulong time, ulong proof, int length, ulong priority)
    {
        PaymentTestRuntime runtime = new(factor: 100, byteFee: 0);

        Assert.Equal((null, priority), runtime.Validate(2, new(new(time, proof), default, DispatchClass.Normal, Pays.Yes), length: length));
    }

    [Fact]
    public void Post_OfACallThatTurnsOutFree_KeepsTheTip()
    {
        PaymentTestRuntime runtime = new(factor: 10, baseWeight: 7, multiplier: FixedU128.FromRational(5, 4));

        Assert.Null(runtime.Run(2, Info(100), tip: 5, call: static () => DispatchResult.OkFree()));

        Assert.Equal<UInt128>(200 - 5, runtime.Free(2));
        Assert.Equal(new(0, 5), runtime.Collected);
    }

    [Fact]
    public void Genesis_TakesAMultiplier_AndIsOneWithout()
    {
        Assert.Equal(FixedU128.FromInteger(100), new PaymentTestRuntime(multiplier: FixedU128.FromInteger(100)).Payment.NextFeeMultiplier.Get());
        Assert.Equal(FixedU128.One, new PaymentTestRuntime().Payment.NextFeeMultiplier.Get());
        Assert.Equal(Releases.V2, new PaymentTestRuntime().Payment.StorageVersion.Get());
    }

    [Fact]
    public void Credit_HoldsTheFeeWithoutTheTip_WhileTheCallRuns()
    {
        PaymentTestRuntime runtime = new(factor: 10, baseWeight: 5);

        Assert.Null(runtime.Run(2, Info(20), tip: 7, call: () => Meanwhile(() =>
        {
            Assert.Equal<UInt128>(5 + 10 + 20, runtime.Payment.RemainingTxFee);
            // Source: twox128 of the two names, and the amount.
            byte[]? stored = runtime.Externalities.Get(Convert.FromHexString("3f1467a096bcd71a5b6a0c8155e208100cc287492ef5475a4197b7ed4d36b3f6"));
            Assert.Equal("23" + new string('0', 30), Convert.ToHexStringLower(stored.AsSpan()));
            Assert.Equal("A fee was withdrawn and never settled.", runtime.Payment.TryState());
        })));

        Assert.Null(runtime.Payment.TryState());
        Assert.False(runtime.Payment.TxPaymentCredit.Exists);
    }

    // Source: the metadata of polkadot-sdk's parachain template, TransactionPayment.TxPaymentCredit: scale-info skips the callbacks' types.
    [Fact]
    public void Credit_InTheMetadata_IsAnImbalanceThatIsNotDropped()
    {
        TypeInfo credit = FeeCredit.Codec.Type;
        TypeField inner = Assert.Single(Assert.IsType<TypeDefinition.Composite>(credit.Definition).Fields);
        TypeField amount = Assert.Single(Assert.IsType<TypeDefinition.Composite>(inner.Type.Definition).Fields);

        Assert.Equal("frame_support::traits::storage::NoDrop", credit.Path);
        Assert.Equal(("T", inner.Type.Key), (Assert.Single(credit.Parameters).Name, credit.Parameters[0].Type?.Key));
        Assert.Equal((null, "T"), (inner.Name, inner.TypeName));
        Assert.Equal("frame_support::traits::tokens::fungible::imbalance::Imbalance", inner.Type.Path);
        Assert.Equal([("B", "U128"), ("OnDrop", null), ("OppositeOnDrop", null)], inner.Type.Parameters.Select(static one => (one.Name, one.Type?.Key)));
        Assert.Equal(("amount", "U128", "B"), (amount.Name, amount.Type.Key, amount.TypeName));
    }

    [Fact]
    public void Credit_CanBeUsedAndAddedTo_ButNotOverdrawn()
    {
        PaymentTestRuntime runtime = new(factor: 10);
        UInt128 issued = runtime.Balances.TotalIssuance.Get();

        Assert.Null(runtime.Run(2, Info(20), call: () => Meanwhile(
            () =>
            {
                Assert.False(runtime.Payment.TryWithdrawTxFee(31));
                Assert.True(runtime.Payment.TryWithdrawTxFee(12));
                Assert.Equal<UInt128>(18, runtime.Payment.RemainingTxFee);
                runtime.Payment.DepositTxFee(12);
                Assert.Equal<UInt128>(30, runtime.Payment.RemainingTxFee);
                Assert.True(runtime.Payment.TryWithdrawTxFee(15));
                runtime.Balances.Rescind(15);
            },
            Used(0))));

        // 15 of the 30 were used by the call, 10 are the fee in the end, and 5 come back.
        Assert.Equal<UInt128>(200 - 15 - 10, runtime.Free(2));
        Assert.Equal(new(10, 0), runtime.Collected);
        Assert.Equal(issued - 15 - 10, runtime.Balances.TotalIssuance.Get());
    }

    [Fact]
    public void Credit_ThatWasOverdrawn_IsCollectedAsFarAsItGoes()
    {
        PaymentTestRuntime runtime = new(factor: 10);

        Assert.Null(runtime.Run(2, Info(20), tip: 3, call: () => Meanwhile(() => Assert.True(runtime.Payment.TryWithdrawTxFee(25)))));

        Assert.Equal(new(5, 3), runtime.Collected);
    }

    [Fact]
    public void Prepare_WithoutASigner_ChargesNobody()
    {
        PaymentTestRuntime runtime = new(factor: 10);
        ChargeTransactionPayment charge = new(runtime.Payment) { Tip = 5 };
        Transaction transaction = new(Origin.None, runtime.Of(new BalancesPallet.Call.TransferAllowDeath(PaymentTestRuntime.Account(2), 69)), Info(20), 10, TransactionSource.External);
        H256 before = runtime.StateRoot;

        Assert.Null(charge.Validate(transaction, new()));
        Assert.Null(charge.Prepare(transaction));
        charge.PostDispatch(transaction, default);

        Assert.Equal(before, runtime.StateRoot);
        Assert.Empty(runtime.Events);
    }

    private static DispatchInfo Info(ulong weight, ulong extension = 0, DispatchClass dispatchClass = DispatchClass.Normal, Pays pays = Pays.Yes) =>
        new(new(weight, 0), new(extension, 0), dispatchClass, pays);

    private static DispatchResult Used(ulong weight) => DispatchResult.OkWithWeight(new Weight(weight, 0));

    private static DispatchResult Meanwhile(Action action, DispatchResult result = default)
    {
        action();
        return result;
    }
}
