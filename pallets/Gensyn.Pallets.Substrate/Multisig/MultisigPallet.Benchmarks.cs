using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Frame.Benchmarking;
using Gensyn.Primitives;

namespace Gensyn.Pallets.Substrate.Multisig;

/// <content>What its calls cost. Source of the cases: polkadot-sdk substrate/frame/multisig/src/benchmarking.rs.</content>
public sealed partial class MultisigPallet : IBenchmarkedPallet
{
    private const uint LongestCall = 10_000;

    /// <inheritdoc/>
    public ImmutableArray<Benchmark> Benchmarks(IBenchmarkHost host)
    {
        BenchmarkComponent signatories = new("signatories", 2, MaxSignatories);
        BenchmarkComponent bytes = new("bytes", 0, LongestCall);
        return
        [
            new("as_multi_threshold_1", bytes, length =>
            {
                Case some = new(this, host, 2, length);
                return some.Run(some.First, new Call.AsMultiThreshold1(some.OthersOf(some.First), some.Inner), static () => true);
            }),
            new("as_multi_create", signatories, bytes, (count, length) =>
            {
                Case some = new(this, host, count, length);
                return some.Run(some.First, some.Approve(some.First, null), () => some.Approvals == 1);
            }),
            new("as_multi_approve", signatories with { Low = 3 }, bytes, (count, length) =>
            {
                Case some = new(this, host, count, length);
                some.Open(approvals: 1);
                return some.Run(some.Members[1], some.Approve(some.Members[1], some.When), () => some.Approvals == 2);
            }),
            new("as_multi_complete", signatories, bytes, (count, length) =>
            {
                Case some = new(this, host, count, length);
                some.Open(approvals: (int)count - 1);
                return some.Run(some.Members[^1], some.Approve(some.Members[^1], some.When), () => some.Approvals is null);
            }),
            new("approve_as_multi_create", signatories, count =>
            {
                Case some = new(this, host, count);
                return some.Run(some.First, some.ApproveHash(some.First, null), () => some.Approvals == 1);
            }),
            new("approve_as_multi_approve", signatories, count =>
            {
                Case some = new(this, host, count);
                some.Open(approvals: 1);
                return some.Run(some.Members[1], some.ApproveHash(some.Members[1], some.When), () => some.Approvals == 2);
            }),
            new("cancel_as_multi", signatories, count =>
            {
                Case some = new(this, host, count);
                some.Open(approvals: (int)count - 1);
                Call call = new Call.CancelAsMulti(some.Threshold, some.OthersOf(some.First), some.When, some.Hash);
                return some.Run(some.First, call, () => some.Approvals is null);
            }),
            new("poke_deposit", signatories, count =>
            {
                Case some = new(this, host, count);
                some.Open(approvals: (int)count - 1, deposit: DepositBase / 2);
                Call call = new Call.PokeDeposit(some.Threshold, some.OthersOf(some.First), some.Hash);
                return some.Run(some.First, call, () => some.Deposit == DepositOf(some.Threshold));
            }),
        ];
    }

    /// <summary>An operation of an account that needs all of its members.</summary>
    private sealed class Case
    {
        private readonly MultisigPallet _pallet;
        private readonly AccountId _account;

        public Case(MultisigPallet pallet, IBenchmarkHost host, uint signatories, uint bytes = 0)
        {
            _pallet = pallet;
            Members = [.. Enumerable.Range(0, (int)signatories).Select(i => i == 0 ? host.Caller : host.Account("member", (uint)i)).Order()];
            foreach (AccountId member in Members) host.Endow(member, pallet.DepositOf(Threshold) * 2);
            _account = MultiAccountId(Members, Threshold);
            Inner = host.Nothing(bytes);
            Hash = new(Hashing.Blake2_256(RuntimeCall.Codec.ToBytes(Inner)));
            When = new(pallet.Context.BlockNumber, 0);
        }

        public ImmutableArray<AccountId> Members { get; }

        public AccountId First => Members[0];

        public ushort Threshold => (ushort)Members.Length;

        public RuntimeCall Inner { get; }

        public CallHash Hash { get; }

        public Timepoint When { get; }

        public int? Approvals => _pallet.Multisigs.Get(_account, Hash)?.Approvals.Length;

        public UInt128? Deposit => _pallet.Multisigs.Get(_account, Hash)?.Deposit;

        public ImmutableArray<AccountId> OthersOf(AccountId member) => Members.Remove(member);

        /// <summary>Writes the operation with this many approvals, opened by the first member.</summary>
        public void Open(int approvals, UInt128? deposit = null)
        {
            UInt128 reserved = deposit ?? _pallet.DepositOf(Threshold);
            _ = _pallet.Reserve(First, reserved);
            _pallet.Multisigs.Set(_account, Hash, new(When, reserved, First, Members[..approvals]));
        }

        public Call Approve(AccountId member, Timepoint? when) => new Call.AsMulti(Threshold, OthersOf(member), when, Inner, Weight.MaxValue);

        public Call ApproveHash(AccountId member, Timepoint? when) => new Call.ApproveAsMulti(Threshold, OthersOf(member), when, Hash, Weight.Zero);

        public BenchmarkRun Run(AccountId member, Call call, Func<bool> verify) => BenchmarkRun.Of(_pallet.Context, Origin.Signed(member), call, verify);
    }

    private DispatchResult Reserve(AccountId who, UInt128 amount) => currency.Reserve(who, amount);
}
