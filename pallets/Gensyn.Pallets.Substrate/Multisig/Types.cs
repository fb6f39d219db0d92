using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Multisig;

/// <summary>A place in the chain: an extrinsic, by the height of its block and its index there.</summary>
public readonly record struct Timepoint(uint Height, uint Index)
{
    /// <summary>Encodes the height and the index.</summary>
    public static Codec<Timepoint> Codec { get; } = new TimepointCodec();

    private sealed class TimepointCodec : Codec<Timepoint>
    {
        // These types are generic in Rust, and clients match them with their parameters.
        public override TypeInfo Type { get; } = new("pallet_multisig::Timepoint", [new("BlockNumber", Codecs.U32.Type)], static () =>
            new TypeDefinition.Composite([new("height", Codecs.U32.Type, "BlockNumber"), new("index", Codecs.U32.Type, "u32")]));

        public override int MinEncodedLen => 4 + 4;

        public override int? MaxEncodedLen => MinEncodedLen;

        public override void Encode(Timepoint value, ref ScaleWriter writer)
        {
            writer.WriteU32(value.Height);
            writer.WriteU32(value.Index);
        }

        public override Timepoint Decode(ref ScaleReader reader) => new(reader.ReadU32(), reader.ReadU32());
    }
}

/// <summary>An open operation of a multisig account.</summary>
/// <param name="When">The extrinsic that opened it.</param>
/// <param name="Deposit">What is reserved of the depositor until it ends.</param>
/// <param name="Depositor">Who opened it: the first to approve.</param>
/// <param name="Approvals">Who approved so far, the depositor among them, in the order of accounts.</param>
public sealed record MultisigOperation(Timepoint When, UInt128 Deposit, AccountId Depositor, ImmutableArray<AccountId> Approvals)
{
    /// <summary>Encodes the fields in order, with at most so many approvals.</summary>
    public static Codec<MultisigOperation> CodecOf(int maxApprovals) => new MultisigOperationCodec(maxApprovals);

    private sealed class MultisigOperationCodec(int maxApprovals) : Codec<MultisigOperation>
    {
        private readonly Codec<ImmutableArray<AccountId>> _approvals = Codecs.BoundedVec(AccountId.Codec, maxApprovals);

        public override TypeInfo Type => new(
            "pallet_multisig::Multisig",
            [new("BlockNumber", Codecs.U32.Type), new("Balance", Codecs.U128.Type), new("AccountId", AccountId.Codec.Type), new("MaxApprovals", null)],
            () => new TypeDefinition.Composite(
            [
                new("when", Timepoint.Codec.Type, "Timepoint<BlockNumber>"),
                new("deposit", Codecs.U128.Type, "Balance"),
                new("depositor", AccountId.Codec.Type, "AccountId"),
                new("approvals", _approvals.Type, "BoundedVec<AccountId, MaxApprovals>"),
            ]));

        public override int? MaxEncodedLen => EncodedLength.Sum(Timepoint.Codec.MaxEncodedLen, 16, AccountId.Codec.MaxEncodedLen, _approvals.MaxEncodedLen);

        public override void Encode(MultisigOperation value, ref ScaleWriter writer)
        {
            Timepoint.Codec.Encode(value.When, ref writer);
            writer.WriteU128(value.Deposit);
            AccountId.Codec.Encode(value.Depositor, ref writer);
            _approvals.Encode(value.Approvals, ref writer);
        }

        public override MultisigOperation Decode(ref ScaleReader reader) =>
            new(Timepoint.Codec.Decode(ref reader), reader.ReadU128(), AccountId.Codec.Decode(ref reader), _approvals.Decode(ref reader));
    }
}

/// <summary>The BLAKE2b-256 hash of an encoded call: plain bytes in metadata.</summary>
public readonly record struct CallHash(H256 Bytes)
{
    /// <summary>Encodes the hash as its 32 bytes.</summary>
    public static Codec<CallHash> Codec { get; } = new CallHashCodec();

    private sealed class CallHashCodec : Codec<CallHash>
    {
        public override TypeInfo Type { get; } = TypeInfo.Array(Codecs.U8.Type, 32);

        public override int MinEncodedLen => H256.Codec.MinEncodedLen;

        public override int? MaxEncodedLen => H256.Codec.MaxEncodedLen;

        public override void Encode(CallHash value, ref ScaleWriter writer) => writer.WriteBytes(value.Bytes.Span);

        public override CallHash Decode(ref ScaleReader reader) => new(H256.Codec.Decode(ref reader));
    }
}

/// <summary>What the runtime decides for this pallet.</summary>
/// <param name="DepositBase">What an open operation reserves.</param>
/// <param name="DepositFactor">What it reserves on top for each approval it needs.</param>
/// <param name="MaxSignatories">How many accounts a multisig account may have.</param>
/// <param name="AccountAccess">The weight of reading and writing the account that the call is made from.</param>
/// <param name="Weights">The cost of each call.</param>
public sealed record MultisigConfig(UInt128 DepositBase, UInt128 DepositFactor, uint MaxSignatories, Weight AccountAccess, IMultisigWeights Weights);
