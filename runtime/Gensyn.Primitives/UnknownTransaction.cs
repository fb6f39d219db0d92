using System.Globalization;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>Reasons of <see cref="UnknownTransaction"/>, by index.</summary>
public enum UnknownTransactionKind : byte
{
    /// <summary>The address does not look up.</summary>
    CannotLookup = 0,

    /// <summary>No pallet validates this unsigned transaction.</summary>
    NoUnsignedValidator = 1,

    /// <summary>A reason of the runtime's own.</summary>
    Custom = 2,
}

/// <summary>Why it cannot be told whether a transaction may enter a block.</summary>
/// <remarks>Source: sp_runtime::transaction_validity::UnknownTransaction.</remarks>
public readonly record struct UnknownTransaction
{
    private UnknownTransaction(UnknownTransactionKind kind, byte code = 0)
    {
        Kind = kind;
        Code = code;
    }

    /// <summary>Encodes the index, and the code of a custom reason.</summary>
    public static Codec<UnknownTransaction> Codec { get; } = new UnknownTransactionCodec();

    /// <summary>The address does not look up.</summary>
    public static UnknownTransaction CannotLookup => new(UnknownTransactionKind.CannotLookup);

    /// <summary>No pallet validates this unsigned transaction.</summary>
    public static UnknownTransaction NoUnsignedValidator => new(UnknownTransactionKind.NoUnsignedValidator);

    /// <summary>The reason.</summary>
    public UnknownTransactionKind Kind { get; }

    /// <summary>The number of a custom reason, otherwise zero.</summary>
    public byte Code { get; }

    /// <summary>What Substrate nodes tell clients: the variant as Rust prints it.</summary>
    public string Text => Kind switch
    {
        UnknownTransactionKind.CannotLookup => "CannotLookup",
        UnknownTransactionKind.NoUnsignedValidator => "NoUnsignedValidator",
        _ => string.Create(CultureInfo.InvariantCulture, $"Custom({Code})"),
    };

    /// <summary>A reason of the runtime's own.</summary>
    public static UnknownTransaction Custom(byte code) => new(UnknownTransactionKind.Custom, code);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private sealed class UnknownTransactionCodec : Codec<UnknownTransaction>
    {
        public override TypeInfo Type { get; } = new("sp_runtime::transaction_validity::UnknownTransaction", [], static () => new TypeDefinition.Variant(
        [
            new("CannotLookup", 0, []),
            new("NoUnsignedValidator", 1, []),
            new("Custom", 2, [new(null, Codecs.U8.Type, "u8")]),
        ]));

        public override int? MaxEncodedLen => 2;

        public override void Encode(UnknownTransaction value, ref ScaleWriter writer)
        {
            writer.WriteByte((byte)value.Kind);
            if (value.Kind == UnknownTransactionKind.Custom) writer.WriteByte(value.Code);
        }

        public override UnknownTransaction Decode(ref ScaleReader reader)
        {
            UnknownTransactionKind kind = (UnknownTransactionKind)reader.ReadByte();
            if (kind > UnknownTransactionKind.Custom) reader.Fail();
            byte code = kind == UnknownTransactionKind.Custom ? reader.ReadByte() : (byte)0;
            return reader.Failed ? default : new UnknownTransaction(kind, code);
        }
    }
}
