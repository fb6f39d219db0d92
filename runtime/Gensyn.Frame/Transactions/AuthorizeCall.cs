using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Lets calls vouch for themselves: asks a call's pallet about a transaction that nobody vouches for yet.</summary>
/// <remarks>
/// The call then runs with <see cref="Origin.Authorized"/>. Weight declared for an answer that nobody asked for is given back. One object serves one
/// transaction. Source: frame_system::extensions::authorize_call.
/// </remarks>
public sealed class AuthorizeCall(FrameRuntime runtime) : TransactionExtension
{
    private static readonly TypeInfo Described =
        new("frame_system::extensions::authorize_call::AuthorizeCall", [], static () => new TypeDefinition.Composite([]));

    private Weight _unspent;

    /// <inheritdoc/>
    public override string Identifier => "AuthorizeCall";

    /// <inheritdoc/>
    public override TypeInfo Explicit => Described;

    /// <inheritdoc/>
    public override Weight WeightOf(RuntimeCall call) => runtime.PalletAt(call.Pallet)?.AuthorizeWeight(call.Call) ?? default;

    /// <inheritdoc/>
    public override TransactionValidityError? Validate(Transaction transaction, Validity validity)
    {
        RuntimeCall call = transaction.Call;
        if (transaction.IsAuthorized || runtime.PalletAt(call.Pallet)?.Authorize(call.Call, transaction.Source) is not { } answer)
        {
            _unspent = WeightOf(call);
            return null;
        }

        if (answer.Error is { } refused) return refused;
        _unspent = answer.Refund;
        validity.Join(answer.Valid);
        transaction.Origin = Origin.Authorized;
        return null;
    }

    /// <inheritdoc/>
    public override Weight PostDispatch(Transaction transaction, DispatchOutcome outcome) => _unspent;
}
