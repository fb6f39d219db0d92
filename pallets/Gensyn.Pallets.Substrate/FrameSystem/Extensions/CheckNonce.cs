using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.FrameSystem;

/// <summary>Numbers an account's transactions: each is applied once and in order.</summary>
/// <remarks>Source: frame_system::extensions::check_nonce.</remarks>
public sealed class CheckNonce(FrameSystemPallet system) : TransactionExtension
{
    private static readonly TypeInfo Described =
        ExtensionTypes.Wrapping("frame_system::extensions::check_nonce::CheckNonce", Codecs.CompactU32.Type, "T::Nonce");

    /// <summary>The number of the transaction.</summary>
    public uint Nonce { get; set; }

    /// <inheritdoc/>
    public override string Identifier => "CheckNonce";

    /// <inheritdoc/>
    public override TypeInfo Explicit => Described;

    /// <inheritdoc/>
    public override Weight Weight => system.MeasuredWeights.CheckNonce();

    /// <inheritdoc/>
    public override void Decode(ref ScaleReader reader) => Nonce = reader.ReadCompactU32();

    /// <inheritdoc/>
    public override void Encode(ref ScaleWriter writer) => writer.WriteCompact(Nonce);

    /// <inheritdoc/>
    public override TransactionValidityError? Validate(Transaction transaction, Validity validity)
    {
        // What no account sends has no number: whoever vouches for it also keeps it from being repeated.
        if (transaction.Signer is not { } who) return null;
        AccountInfo account = system.Get(who);
        // Nobody pays for an account that does not exist.
        if (account is { Providers: 0, Sufficients: 0 }) return InvalidTransaction.Payment;
        if (Nonce < account.Nonce) return InvalidTransaction.Stale;
        if (!validity.IsWanted) return null;

        validity.Provide(Tag(who, Nonce));
        if (Nonce > account.Nonce) validity.Require(Tag(who, Nonce - 1));
        return null;
    }

    /// <inheritdoc/>
    public override TransactionValidityError? Prepare(Transaction transaction)
    {
        if (transaction.Signer is not { } who) return null;
        AccountInfo account = system.Get(who);
        if (Nonce > account.Nonce) return InvalidTransaction.Future;
        system.IncrementNonce(who, account);
        return null;
    }

    /// <inheritdoc/>
    public override Weight PostDispatch(Transaction transaction, DispatchOutcome outcome) => transaction.Signer is null ? Weight : default;

    private static byte[] Tag(AccountId who, uint nonce)
    {
        ScaleWriter writer = new(36);
        writer.WriteBytes(who.Bytes.Span);
        writer.WriteU32(nonce);
        return writer.ToArray();
    }
}
