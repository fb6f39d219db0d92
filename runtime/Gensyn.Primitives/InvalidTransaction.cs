using System.Globalization;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>Reasons of <see cref="InvalidTransaction"/>, by index.</summary>
public enum InvalidTransactionKind : byte
{
    /// <summary>The call is not expected here.</summary>
    Call = 0,

    /// <summary>The fee cannot be paid.</summary>
    Payment = 1,

    /// <summary>The nonce is ahead of the account's.</summary>
    Future = 2,

    /// <summary>The nonce was used.</summary>
    Stale = 3,

    /// <summary>The signature is bad.</summary>
    BadProof = 4,

    /// <summary>The era began before the oldest known block.</summary>
    AncientBirthBlock = 5,

    /// <summary>The block has no room left.</summary>
    ExhaustsResources = 6,

    /// <summary>A reason of the runtime's own.</summary>
    Custom = 7,

    /// <summary>A mandatory call failed.</summary>
    BadMandatory = 8,

    /// <summary>A mandatory call came through the pool.</summary>
    MandatoryValidation = 9,

    /// <summary>The address cannot sign.</summary>
    BadSigner = 10,

    /// <summary>What the signature covers cannot be made.</summary>
    IndeterminateImplicit = 11,

    /// <summary>No extension made an origin.</summary>
    UnknownOrigin = 12,
}

/// <summary>Why a transaction cannot enter a block.</summary>
/// <remarks>Source: sp_runtime::transaction_validity::InvalidTransaction.</remarks>
public readonly record struct InvalidTransaction
{
    private InvalidTransaction(InvalidTransactionKind kind, byte code = 0)
    {
        Kind = kind;
        Code = code;
    }

    /// <summary>Encodes the index, and the code of a custom reason.</summary>
    public static Codec<InvalidTransaction> Codec { get; } = new InvalidTransactionCodec();

    /// <summary>The call is not expected here.</summary>
    public static InvalidTransaction Call => new(InvalidTransactionKind.Call);

    /// <summary>The fee cannot be paid.</summary>
    public static InvalidTransaction Payment => new(InvalidTransactionKind.Payment);

    /// <summary>The nonce is ahead of the account's.</summary>
    public static InvalidTransaction Future => new(InvalidTransactionKind.Future);

    /// <summary>The nonce was used.</summary>
    public static InvalidTransaction Stale => new(InvalidTransactionKind.Stale);

    /// <summary>The signature is bad.</summary>
    public static InvalidTransaction BadProof => new(InvalidTransactionKind.BadProof);

    /// <summary>The era began before the oldest known block.</summary>
    public static InvalidTransaction AncientBirthBlock => new(InvalidTransactionKind.AncientBirthBlock);

    /// <summary>The block has no room left.</summary>
    public static InvalidTransaction ExhaustsResources => new(InvalidTransactionKind.ExhaustsResources);

    /// <summary>A mandatory call failed.</summary>
    public static InvalidTransaction BadMandatory => new(InvalidTransactionKind.BadMandatory);

    /// <summary>A mandatory call came through the pool.</summary>
    public static InvalidTransaction MandatoryValidation => new(InvalidTransactionKind.MandatoryValidation);

    /// <summary>The address cannot sign.</summary>
    public static InvalidTransaction BadSigner => new(InvalidTransactionKind.BadSigner);

    /// <summary>What the signature covers cannot be made.</summary>
    public static InvalidTransaction IndeterminateImplicit => new(InvalidTransactionKind.IndeterminateImplicit);

    /// <summary>No extension made an origin.</summary>
    public static InvalidTransaction UnknownOrigin => new(InvalidTransactionKind.UnknownOrigin);

    /// <summary>The reason.</summary>
    public InvalidTransactionKind Kind { get; }

    /// <summary>The number of a custom reason, otherwise zero.</summary>
    public byte Code { get; }

    /// <summary>What Substrate nodes tell clients.</summary>
    public string Text => Kind switch
    {
        InvalidTransactionKind.Custom => string.Create(CultureInfo.InvariantCulture, $"Custom error: {Code}"),
        InvalidTransactionKind.Call => "Transaction call is not expected",
        InvalidTransactionKind.Payment => "Inability to pay some fees (e.g. account balance too low)",
        InvalidTransactionKind.Future => "Transaction will be valid in the future",
        InvalidTransactionKind.Stale => "Transaction is outdated",
        InvalidTransactionKind.BadProof => "Transaction has a bad signature",
        InvalidTransactionKind.AncientBirthBlock => "Transaction has an ancient birth block",
        InvalidTransactionKind.ExhaustsResources => "Transaction would exhaust the block limits",
        InvalidTransactionKind.BadMandatory => "A call was labelled as mandatory, but resulted in an Error.",
        InvalidTransactionKind.MandatoryValidation => "Transaction dispatch is mandatory; transactions must not be validated.",
        InvalidTransactionKind.BadSigner => "Invalid signing address",
        InvalidTransactionKind.IndeterminateImplicit => "The implicit data was unable to be calculated",
        _ => "The transaction extension did not authorize any origin",
    };

    /// <summary>A reason of the runtime's own.</summary>
    public static InvalidTransaction Custom(byte code) => new(InvalidTransactionKind.Custom, code);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private sealed class InvalidTransactionCodec : Codec<InvalidTransaction>
    {
        public override TypeInfo Type { get; } = new("sp_runtime::transaction_validity::InvalidTransaction", [], static () => new TypeDefinition.Variant(
        [
            new("Call", 0, []),
            new("Payment", 1, []),
            new("Future", 2, []),
            new("Stale", 3, []),
            new("BadProof", 4, []),
            new("AncientBirthBlock", 5, []),
            new("ExhaustsResources", 6, []),
            new("Custom", 7, [new(null, Codecs.U8.Type, "u8")]),
            new("BadMandatory", 8, []),
            new("MandatoryValidation", 9, []),
            new("BadSigner", 10, []),
            new("IndeterminateImplicit", 11, []),
            new("UnknownOrigin", 12, []),
        ]));

        public override int? MaxEncodedLen => 2;

        public override void Encode(InvalidTransaction value, ref ScaleWriter writer)
        {
            writer.WriteByte((byte)value.Kind);
            if (value.Kind == InvalidTransactionKind.Custom) writer.WriteByte(value.Code);
        }

        public override InvalidTransaction Decode(ref ScaleReader reader)
        {
            InvalidTransactionKind kind = (InvalidTransactionKind)reader.ReadByte();
            if (kind > InvalidTransactionKind.UnknownOrigin) reader.Fail();
            byte code = kind == InvalidTransactionKind.Custom ? reader.ReadByte() : (byte)0;
            return reader.Failed ? default : new InvalidTransaction(kind, code);
        }
    }
}
