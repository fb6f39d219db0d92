using Gensyn.Crypto;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>Who an account is: 32 bytes, a public key or a hash of one.</summary>
public readonly record struct AccountId(H256 Bytes) : IComparable<AccountId>
{
    /// <summary>An account of these 32 bytes.</summary>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public AccountId(ReadOnlySpan<byte> bytes)
        : this(new H256(bytes))
    {
    }

    /// <summary>Encodes the account as its 32 bytes.</summary>
    public static Codec<AccountId> Codec { get; } = new AccountIdCodec();

    /// <summary>Reads an SS58 address of any network, or <c>0x</c> and 64 hexadecimal digits.</summary>
    public static bool TryParse(string? text, out AccountId account)
    {
        if (text is not null && text.StartsWith("0x", StringComparison.Ordinal) && H256.TryParse(text, out H256 bytes))
        {
            account = new AccountId(bytes);
            return true;
        }

        bool good = Ss58.TryDecode(text, out byte[]? decoded, out _) && decoded.Length == 32;
        account = good ? new AccountId(decoded) : default;
        return good;
    }

    /// <summary>The account's SS58 address on the network with this prefix.</summary>
    public string ToAddress(ushort prefix = Ss58.GenericPrefix) => Ss58.Encode(Bytes.Span, prefix);

    /// <inheritdoc/>
    public int CompareTo(AccountId other) => Bytes.CompareTo(other.Bytes);

    /// <summary><c>0x</c> and 64 hexadecimal digits; an address needs a network's prefix.</summary>
    public override string ToString() => Bytes.ToString();

    private sealed class AccountIdCodec : BitwiseCodec<AccountId>
    {
        public override TypeInfo Type { get; } = new("sp_core::crypto::AccountId32", [], static () =>
            new TypeDefinition.Composite([new(null, TypeInfo.Array(Codecs.U8.Type, 32), "[u8; 32]")]));
    }
}
