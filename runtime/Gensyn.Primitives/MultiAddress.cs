using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>The ways to name an account in a call or extrinsic.</summary>
/// <remarks>Source: sp_runtime::MultiAddress with no account indices.</remarks>
public abstract record MultiAddress
{
    private MultiAddress()
    {
    }

    /// <summary>Encodes the variant and its bytes.</summary>
    public static Codec<MultiAddress> Codec { get; } = new MultiAddressCodec();

    /// <summary>The address of an account by its id.</summary>
    public static implicit operator MultiAddress(AccountId account) => new Id(account);

    /// <summary>An account id, the only kind that looks up here.</summary>
    public sealed record Id(AccountId Account) : MultiAddress;

    /// <summary>An account index, of a runtime that has none.</summary>
    public sealed record Index : MultiAddress;

    /// <summary>Bytes without meaning here.</summary>
    public sealed record Raw(byte[] Payload) : MultiAddress
    {
        /// <inheritdoc/>
        public bool Equals(Raw? other) => other is not null && Payload.AsSpan().SequenceEqual(other.Payload);

        /// <inheritdoc/>
        public override int GetHashCode() => Payload.Length;
    }

    /// <summary>32 bytes that are not an account id.</summary>
    public sealed record Address32(H256 Bytes) : MultiAddress;

    /// <summary>20 bytes, as Ethereum uses.</summary>
    public sealed record Address20(byte[] Bytes) : MultiAddress
    {
        /// <inheritdoc/>
        public bool Equals(Address20? other) => other is not null && Bytes.AsSpan().SequenceEqual(other.Bytes);

        /// <inheritdoc/>
        public override int GetHashCode() => Bytes.Length;
    }

    private sealed class MultiAddressCodec : Codec<MultiAddress>
    {
        public override TypeInfo Type { get; } = new(
            "sp_runtime::multiaddress::MultiAddress",
            [new("AccountId", AccountId.Codec.Type), new("AccountIndex", TypeInfo.Tuple())],
            static () => new TypeDefinition.Variant(
            [
                new("Id", 0, [new(null, AccountId.Codec.Type, "AccountId")]),
                new("Index", 1, [new(null, TypeInfo.Compact(TypeInfo.Tuple()), "AccountIndex")]),
                new("Raw", 2, [new(null, Codecs.Bytes.Type, "Vec<u8>")]),
                new("Address32", 3, [new(null, TypeInfo.Array(Codecs.U8.Type, 32), "[u8; 32]")]),
                new("Address20", 4, [new(null, TypeInfo.Array(Codecs.U8.Type, 20), "[u8; 20]")]),
            ]));

        public override void Encode(MultiAddress value, ref ScaleWriter writer)
        {
            switch (value)
            {
                case Id id:
                    writer.WriteByte(0);
                    AccountId.Codec.Encode(id.Account, ref writer);
                    break;
                case Raw raw:
                    writer.WriteByte(2);
                    writer.WriteByteString(raw.Payload);
                    break;
                case Address32 address:
                    writer.WriteByte(3);
                    H256.Codec.Encode(address.Bytes, ref writer);
                    break;
                case Address20 address:
                    writer.WriteByte(4);
                    writer.WriteBytes(address.Bytes);
                    break;
                default:
                    writer.WriteByte(1);
                    break;
            }
        }

        public override MultiAddress Decode(ref ScaleReader reader)
        {
            switch (reader.ReadByte())
            {
                case 0:
                    return new Id(AccountId.Codec.Decode(ref reader));
                case 1:
                    return new Index();
                case 2:
                    return new Raw(reader.ReadByteString().ToArray());
                case 3:
                    return new Address32(H256.Codec.Decode(ref reader));
                case 4:
                    return new Address20(reader.ReadBytes(20).ToArray());
                default:
                    reader.Fail();
                    return new Index();
            }
        }
    }
}
