using System.Collections.Immutable;
using Gensyn.Frame.Benchmarking;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.TransactionPayment;

/// <content>What paying costs. Source of the case: polkadot-sdk substrate/frame/transaction-payment/src/benchmarking.rs.</content>
public sealed partial class TransactionPaymentPallet : IBenchmarkedPallet
{
    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host) =>
    [
        // With a tip, and a call that gives back a part of the fee.
        new("charge_transaction_payment", () =>
        {
            UInt128 endowed = UInt128.One << 100;
            host.Endow(host.Caller, endowed);
            ChargeTransactionPayment extension = new(this) { Tip = 1 };
            return BenchmarkRun.Of(extension, host.Caller, host.Nothing(), () => !currency.CanPay(host.Caller, endowed));
        }),
    ];
}
