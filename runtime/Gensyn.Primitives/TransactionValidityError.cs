using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>Why a transaction is not taken: it is invalid, or its validity is unknown.</summary>
/// <remarks>Source: sp_runtime::transaction_validity::TransactionValidityError. Exactly one of the two is there.</remarks>
public readonly record struct TransactionValidityError
{
    private readonly UnknownTransaction _unknown;
    private readonly InvalidTransaction _invalid;

    private TransactionValidityError(bool isUnknown, InvalidTransaction invalid, UnknownTransaction unknown)
    {
        IsUnknown = isUnknown;
        _invalid = invalid;
        _unknown = unknown;
    }

    /// <summary>Encodes the kind and its reason.</summary>
    public static Codec<TransactionValidityError> Codec { get; } = new TransactionValidityErrorCodec();

    /// <summary>Whether the validity is unknown.</summary>
    public bool IsUnknown { get; }

    /// <summary>Why the transaction is invalid, or null when that is unknown.</summary>
    public InvalidTransaction? Invalid => IsUnknown ? null : _invalid;

    /// <summary>Why the validity is unknown, or null when the transaction is invalid.</summary>
    public UnknownTransaction? Unknown => IsUnknown ? _unknown : null;

    /// <summary>What Substrate nodes tell clients.</summary>
    public string Text => IsUnknown ? _unknown.Text : _invalid.Text;

    /// <summary>The error of an invalid transaction.</summary>
    public static implicit operator TransactionValidityError(InvalidTransaction invalid) => new(isUnknown: false, invalid, default);

    /// <summary>The error of a transaction of unknown validity.</summary>
    public static implicit operator TransactionValidityError(UnknownTransaction unknown) => new(isUnknown: true, default, unknown);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private sealed class TransactionValidityErrorCodec : Codec<TransactionValidityError>
    {
        public override TypeInfo Type { get; } = new("sp_runtime::transaction_validity::TransactionValidityError", [], static () => new TypeDefinition.Variant(
        [
            new("Invalid", 0, [new(null, InvalidTransaction.Codec.Type, "InvalidTransaction")]),
            new("Unknown", 1, [new(null, UnknownTransaction.Codec.Type, "UnknownTransaction")]),
        ]));

        public override int MinEncodedLen => 2;

        public override int? MaxEncodedLen => 3;

        public override void Encode(TransactionValidityError value, ref ScaleWriter writer)
        {
            writer.WriteBool(value.IsUnknown);
            if (value.IsUnknown) UnknownTransaction.Codec.Encode(value._unknown, ref writer);
            else InvalidTransaction.Codec.Encode(value._invalid, ref writer);
        }

        public override TransactionValidityError Decode(ref ScaleReader reader) =>
            reader.ReadBool() ? UnknownTransaction.Codec.Decode(ref reader) : InvalidTransaction.Codec.Decode(ref reader);
    }
}
