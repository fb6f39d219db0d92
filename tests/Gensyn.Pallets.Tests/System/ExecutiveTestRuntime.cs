using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;
using Gensyn.Testing;

namespace Gensyn.Pallets.Tests;

/// <summary>System, a probe and an echo over an empty state, with extensions of one's choice: what the executive needs, and no more.</summary>
internal sealed class ExecutiveTestRuntime : FrameRuntime
{
    public static readonly BlockWeights Limits = BlockWeights.Build(new(10_000, 0), new(7, 0), new(1_000_000_000, 1_000_000), normalPercent: 75, initializePercent: 5);
    public static readonly RuntimeVersion Version = new("probe", "probe", 1, 5, 1, [], 1, 1);
    public static readonly H256 Parent = Hashing.Blake2_256([1]);

    private readonly ImmutableArray<TransactionExtension> _extensions;

    public ExecutiveTestRuntime(Func<ExecutiveTestRuntime, TransactionExtension[]>? extensions = null, Func<ulong>? proofSize = null)
        : base(new OverlayExternalities(new MemoryState(), AnySignature.Instance, proofSize: proofSize))
    {
        DbWeight db = new(1, 1);
        System = new(At(0), new(Limits, new(new(100_000, 100_000, 100_000), null), 16, db, Version, 42, MaxConsumers: 2, new FrameSystemWeights(db)));
        ProbeConfig probes = new(Trace, () => System.BlockWeight.Get().Total);
        Probe = new(At(5), probes);
        Echo = new(At(9), probes);
        Compose(System, Probe, Echo);
        _extensions = [.. extensions?.Invoke(this) ?? []];
    }

    public List<string> Trace { get; } = [];

    public FrameSystemPallet System { get; }

    public ProbePallet Probe { get; }

    public EchoPallet Echo { get; }

    /// <summary>What <see cref="FrameRuntime.AllowsCall"/> refuses.</summary>
    public Predicate<RuntimeCall> Refuses { get; set; } = static _ => false;

    public OverlayExternalities State => (OverlayExternalities)Externalities;

    public IEnumerable<PalletEvent> Events => System.Events.Get().Select(static record => record.Event.Event);

    protected override IBlockSystem BlockSystem => System;

    public override TransactionExtensions Extensions() => new(_extensions);

    protected override bool AllowsCall(RuntimeCall call) => !Refuses(call);

    public static RuntimeCall Of(PalletCall call) => new(call is FrameSystemPallet.Call ? (byte)0 : (byte)5, call);

    public static byte[] Bare(PalletCall call) => UncheckedExtrinsic.EncodeBare(Of(call));

    /// <summary>A signed transaction; <see cref="AnySignature"/> takes any signature but one of zeros.</summary>
    public byte[] Signed(AccountId who, PalletCall call, bool good = true) => UncheckedExtrinsic.EncodeSigned(
        who, new MultiSignature(MultiSignatureKind.Sr25519, [.. Enumerable.Repeat(good ? (byte)1 : (byte)0, 64)]), Extensions(), Of(call));

    public byte[] General(PalletCall call) => UncheckedExtrinsic.EncodeGeneral(Extensions(), Of(call));

    public ExecutiveTestRuntime Open() => OpenWith();

    public ExecutiveTestRuntime OpenWith(params ImmutableArray<DigestItem> digest)
    {
        Executive.InitializeBlock(new(Parent, System.Number + 1, default, default, new Digest(digest)));
        return this;
    }

    /// <summary>What validation says, without leaving anything behind.</summary>
    public (ValidTransaction? Valid, TransactionValidityError? Error) Validate(byte[] extrinsic, TransactionSource source = TransactionSource.External)
    {
        State.BeginTransaction();
        TransactionValidityError? error = Executive.ValidateTransaction(source, extrinsic, Parent, out ValidTransaction valid);
        State.RollbackTransaction();
        return (error is null ? valid : null, error);
    }

    private sealed class AnySignature : ISignatureVerifier
    {
        public static readonly AnySignature Instance = new();

        public bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer) => signature[0] != 0;
    }
}

/// <summary>An extension whose steps a test writes.</summary>
internal sealed class TestExtension(string name) : TransactionExtension
{
    public List<string>? Trace { get; init; }

    public byte[] Sent { get; init; } = [];

    public byte[] SignedOnly { get; init; } = [];

    public TransactionValidityError? Unknown { get; init; }

    public Weight Declared { get; init; }

    public Weight Unspent { get; init; }

    public Func<Transaction, Validity, TransactionValidityError?> OnValidate { get; init; } = static (_, _) => null;

    public Func<TransactionValidityError?> OnPrepare { get; init; } = static () => null;

    public DispatchOutcome Outcome { get; private set; }

    public override string Identifier => name;

    public override Weight Weight => Declared;

    public override void Decode(ref ScaleReader reader)
    {
        if (!reader.ReadBytes(Sent.Length).SequenceEqual(Sent)) reader.Fail();
    }

    public override void Encode(ref ScaleWriter writer) => writer.WriteBytes(Sent);

    public override TransactionValidityError? EncodeImplicit(ref ScaleWriter writer)
    {
        writer.WriteBytes(SignedOnly);
        return Unknown;
    }

    public override void Begin(Transaction transaction) => Trace?.Add($"{name} begin");

    public override TransactionValidityError? Validate(Transaction transaction, Validity validity)
    {
        Trace?.Add($"{name} validate");
        return OnValidate(transaction, validity);
    }

    public override TransactionValidityError? Prepare(Transaction transaction)
    {
        Trace?.Add($"{name} prepare");
        return OnPrepare();
    }

    public override Weight PostDispatch(Transaction transaction, DispatchOutcome outcome)
    {
        Trace?.Add($"{name} settle");
        Outcome = outcome;
        return Unspent;
    }

    public override TransactionValidityError? ValidateBare(Transaction transaction, Validity validity)
    {
        Trace?.Add($"{name} validate bare");
        return null;
    }

    public override TransactionValidityError? PrepareBare(Transaction transaction)
    {
        Trace?.Add($"{name} prepare bare");
        return null;
    }

    public override void PostDispatchBare(Transaction transaction, DispatchOutcome outcome) => Trace?.Add($"{name} settle bare");
}
