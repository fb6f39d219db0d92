using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Why a call was refused: a runtime-wide reason, or one of a pallet's own errors (sp_runtime).</summary>
/// <param name="Kind">The variant.</param>
/// <param name="Detail">The pallet for <see cref="DispatchErrorKind.Module"/>; the inner error for the kinds that have one.</param>
/// <param name="Code">The pallet's own error, as four little-endian bytes of which FRAME uses the first.</param>
public readonly record struct DispatchError(DispatchErrorKind Kind, byte Detail = 0, uint Code = 0)
{
    /// <summary>Encodes the error as sp_runtime does.</summary>
    public static Codec<DispatchError> Codec { get; } = new DispatchErrorCodec();

    /// <summary>A reason without a name.</summary>
    public static DispatchError Other => new(DispatchErrorKind.Other);

    /// <summary>An account behind an address was not found.</summary>
    public static DispatchError CannotLookup => new(DispatchErrorKind.CannotLookup);

    /// <summary>The caller may not make this call.</summary>
    public static DispatchError BadOrigin => new(DispatchErrorKind.BadOrigin);

    /// <summary>Something still needs the account.</summary>
    public static DispatchError ConsumerRemaining => new(DispatchErrorKind.ConsumerRemaining);

    /// <summary>Nothing keeps the account alive.</summary>
    public static DispatchError NoProviders => new(DispatchErrorKind.NoProviders);

    /// <summary>Too much needs the account.</summary>
    public static DispatchError TooManyConsumers => new(DispatchErrorKind.TooManyConsumers);

    /// <summary>A resource is used up, such as the block's weight.</summary>
    public static DispatchError Exhausted => new(DispatchErrorKind.Exhausted);

    /// <summary>The state is not what the code expects.</summary>
    public static DispatchError Corruption => new(DispatchErrorKind.Corruption);

    /// <summary>A resource is not there now.</summary>
    public static DispatchError Unavailable => new(DispatchErrorKind.Unavailable);

    /// <summary>Root may not make this call.</summary>
    public static DispatchError RootNotAllowed => new(DispatchErrorKind.RootNotAllowed);

    /// <summary>The origin's filter does not let the call through.</summary>
    // System's error; System stands at index 0 in every runtime.
    public static DispatchError CallFiltered => Module(0, 5);

    /// <summary>An error of a pallet's own.</summary>
    public static DispatchError Module(byte pallet, byte error) => new(DispatchErrorKind.Module, pallet, error);

    /// <summary>An error of moving money.</summary>
    public static DispatchError Token(TokenError error) => new(DispatchErrorKind.Token, (byte)error);

    /// <summary>An error of arithmetic.</summary>
    public static DispatchError Arithmetic(ArithmeticError error) => new(DispatchErrorKind.Arithmetic, (byte)error);

    /// <summary>An error of nested storage layers.</summary>
    public static DispatchError Transactional(TransactionalError error) => new(DispatchErrorKind.Transactional, (byte)error);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        DispatchErrorKind.Module => $"Module(pallet {Detail}, error {Code})",
        DispatchErrorKind.Token => $"Token({(TokenError)Detail})",
        DispatchErrorKind.Arithmetic => $"Arithmetic({(ArithmeticError)Detail})",
        DispatchErrorKind.Transactional => $"Transactional({(TransactionalError)Detail})",
        DispatchErrorKind.Trie => $"Trie({Detail})",
        _ => Kind.ToString(),
    };

    private sealed class DispatchErrorCodec : Codec<DispatchError>
    {
        private const byte LastTrieError = 13;

        public override TypeInfo Type { get; } = new("sp_runtime::DispatchError", [], static () => new TypeDefinition.Variant(
        [
            new("Other", 0, []),
            new("CannotLookup", 1, []),
            new("BadOrigin", 2, []),
            new("Module", 3, [new(null, ModuleType, "ModuleError")]),
            new("ConsumerRemaining", 4, []),
            new("NoProviders", 5, []),
            new("TooManyConsumers", 6, []),
            new("Token", 7, [new(null, Plain("sp_runtime::TokenError", ["FundsUnavailable", "OnlyProvider", "BelowMinimum", "CannotCreate", "UnknownAsset",
                "Frozen", "Unsupported", "CannotCreateHold", "NotExpendable", "Blocked"]), "TokenError")]),
            new("Arithmetic", 8, [new(null, Plain("sp_arithmetic::ArithmeticError", ["Underflow", "Overflow", "DivisionByZero"]), "ArithmeticError")]),
            new("Transactional", 9, [new(null, Plain("sp_runtime::TransactionalError", ["LimitReached", "NoLayer"]), "TransactionalError")]),
            new("Exhausted", 10, []),
            new("Corruption", 11, []),
            new("Unavailable", 12, []),
            new("RootNotAllowed", 13, []),
            new("Trie", 14, [new(null, Plain("sp_runtime::proving_trie::TrieError", ["InvalidStateRoot", "IncompleteDatabase", "ValueAtIncompleteKey",
                "DecoderError", "InvalidHash", "DuplicateKey", "ExtraneousNode", "ExtraneousValue", "ExtraneousHashReference", "InvalidChildReference",
                "ValueMismatch", "IncompleteProof", "RootMismatch", "DecodeError"]), "TrieError")]),
        ]));

        private static TypeInfo ModuleType => new("sp_runtime::ModuleError", [], static () => new TypeDefinition.Composite(
            [new("index", Codecs.U8.Type, "u8"), new("error", TypeInfo.Array(Codecs.U8.Type, 4), "[u8; MAX_MODULE_ERROR_ENCODED_SIZE]")]));

        public override int? MaxEncodedLen => 6;

        public override void Encode(DispatchError value, ref ScaleWriter writer)
        {
            writer.WriteByte((byte)value.Kind);
            switch (value.Kind)
            {
                case DispatchErrorKind.Module:
                    writer.WriteByte(value.Detail);
                    writer.WriteU32(value.Code);
                    break;
                case DispatchErrorKind.Token or DispatchErrorKind.Arithmetic or DispatchErrorKind.Transactional or DispatchErrorKind.Trie:
                    writer.WriteByte(value.Detail);
                    break;
            }
        }

        public override DispatchError Decode(ref ScaleReader reader)
        {
            DispatchErrorKind kind = (DispatchErrorKind)reader.ReadByte();
            switch (kind)
            {
                case DispatchErrorKind.Module:
                    return new(kind, reader.ReadByte(), reader.ReadU32());
                case DispatchErrorKind.Token:
                    return new(kind, Inner(ref reader, (byte)TokenError.Blocked));
                case DispatchErrorKind.Arithmetic:
                    return new(kind, Inner(ref reader, (byte)ArithmeticError.DivisionByZero));
                case DispatchErrorKind.Transactional:
                    return new(kind, Inner(ref reader, (byte)TransactionalError.NoLayer));
                case DispatchErrorKind.Trie:
                    return new(kind, Inner(ref reader, LastTrieError));
                default:
                    if (kind > DispatchErrorKind.Trie) reader.Fail();
                    return new(kind);
            }
        }

        private static byte Inner(ref ScaleReader reader, byte last)
        {
            byte value = reader.ReadByte();
            if (value > last) reader.Fail();
            return value;
        }

        private static TypeInfo Plain(string path, string[] names) => new(path, [], () =>
            new TypeDefinition.Variant([.. names.Select(static (name, index) => new TypeVariant(name, (byte)index, []))]));
    }
}

/// <summary>The variants of a dispatch error, by index.</summary>
public enum DispatchErrorKind : byte
{
    /// <summary>A reason without a name.</summary>
    Other = 0,

    /// <summary>An account behind an address was not found.</summary>
    CannotLookup = 1,

    /// <summary>The caller may not make this call.</summary>
    BadOrigin = 2,

    /// <summary>A pallet's own error.</summary>
    Module = 3,

    /// <summary>Something still needs the account.</summary>
    ConsumerRemaining = 4,

    /// <summary>Nothing keeps the account alive.</summary>
    NoProviders = 5,

    /// <summary>Too much needs the account.</summary>
    TooManyConsumers = 6,

    /// <summary>Moving money failed.</summary>
    Token = 7,

    /// <summary>Arithmetic failed.</summary>
    Arithmetic = 8,

    /// <summary>Nesting of storage layers failed.</summary>
    Transactional = 9,

    /// <summary>A resource is used up.</summary>
    Exhausted = 10,

    /// <summary>The state is not what the code expects.</summary>
    Corruption = 11,

    /// <summary>A resource is not there now.</summary>
    Unavailable = 12,

    /// <summary>Root may not make this call.</summary>
    RootNotAllowed = 13,

    /// <summary>A proof failed.</summary>
    Trie = 14,
}

/// <summary>Why money did not move.</summary>
public enum TokenError : byte
{
    /// <summary>There is not enough of it.</summary>
    FundsUnavailable = 0,

    /// <summary>It is what keeps the account alive.</summary>
    OnlyProvider = 1,

    /// <summary>The account would end below the minimum.</summary>
    BelowMinimum = 2,

    /// <summary>The account cannot be created.</summary>
    CannotCreate = 3,

    /// <summary>The asset does not exist.</summary>
    UnknownAsset = 4,

    /// <summary>It is frozen.</summary>
    Frozen = 5,

    /// <summary>The asset cannot do that.</summary>
    Unsupported = 6,

    /// <summary>A hold cannot be made.</summary>
    CannotCreateHold = 7,

    /// <summary>The account must stay.</summary>
    NotExpendable = 8,

    /// <summary>The account may not receive.</summary>
    Blocked = 9,
}

/// <summary>Why a computation has no result.</summary>
public enum ArithmeticError : byte
{
    /// <summary>Below the smallest value.</summary>
    Underflow = 0,

    /// <summary>Above the largest value.</summary>
    Overflow = 1,

    /// <summary>Divided by zero.</summary>
    DivisionByZero = 2,
}

/// <summary>Why a storage layer could not be opened.</summary>
public enum TransactionalError : byte
{
    /// <summary>Too many layers are open.</summary>
    LimitReached = 0,

    /// <summary>No layer is open.</summary>
    NoLayer = 1,
}
