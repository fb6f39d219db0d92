using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Leaves out another extension, the one that takes fees, for calls that say that they cost none.</summary>
/// <remarks>
/// Clients see the other extension only. One object serves one transaction. Source: pallet_skip_feeless_payment, whose event is left out: it would need a
/// pallet that the parachain template does not have.
/// </remarks>
public sealed class SkipCheckIfFeeless(FrameRuntime runtime, TransactionExtension inner) : TransactionExtension
{
    private bool _skips;

    /// <summary>The extension that is left out.</summary>
    public TransactionExtension Inner => inner;

    /// <inheritdoc/>
    public override string Identifier => inner.Identifier;

    /// <inheritdoc/>
    public override TypeInfo Explicit => inner.Explicit;

    /// <inheritdoc/>
    public override TypeInfo Implicit => inner.Implicit;

    /// <inheritdoc/>
    public override Weight Weight => inner.Weight;

    /// <inheritdoc/>
    public override Weight WeightOf(RuntimeCall call) => inner.WeightOf(call);

    /// <inheritdoc/>
    public override void Decode(ref ScaleReader reader) => inner.Decode(ref reader);

    /// <inheritdoc/>
    public override void Encode(ref ScaleWriter writer) => inner.Encode(ref writer);

    /// <inheritdoc/>
    public override TransactionValidityError? EncodeImplicit(ref ScaleWriter writer) => inner.EncodeImplicit(ref writer);

    /// <inheritdoc/>
    public override void Begin(Transaction transaction) => inner.Begin(transaction);

    /// <inheritdoc/>
    public override TransactionValidityError? Validate(Transaction transaction, Validity validity)
    {
        _skips = runtime.PalletAt(transaction.Call.Pallet)?.IsFeeless(transaction.Call.Call, transaction.Origin) ?? false;
        return _skips ? null : inner.Validate(transaction, validity);
    }

    /// <inheritdoc/>
    public override TransactionValidityError? Prepare(Transaction transaction) => _skips ? null : inner.Prepare(transaction);

    /// <inheritdoc/>
    public override Weight PostDispatch(Transaction transaction, DispatchOutcome outcome) => _skips ? default : inner.PostDispatch(transaction, outcome);

    /// <inheritdoc/>
    public override TransactionValidityError? ValidateBare(Transaction transaction, Validity validity) => inner.ValidateBare(transaction, validity);

    /// <inheritdoc/>
    public override TransactionValidityError? PrepareBare(Transaction transaction) => inner.PrepareBare(transaction);

    /// <inheritdoc/>
    public override void PostDispatchBare(Transaction transaction, DispatchOutcome outcome) => inner.PostDispatchBare(transaction, outcome);
}
