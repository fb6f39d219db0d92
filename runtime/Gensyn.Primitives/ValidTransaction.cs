using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>What the pool needs to know of a transaction that may enter a block.</summary>
/// <remarks>Source: sp_runtime::transaction_validity::ValidTransaction.</remarks>
public sealed record ValidTransaction(ulong Priority, ImmutableArray<byte[]> Requires, ImmutableArray<byte[]> Provides, ulong Longevity, bool Propagate)
{
    /// <summary>Encodes the fields in order.</summary>
    public static Codec<ValidTransaction> Codec { get; } = new ValidTransactionCodec();

    /// <summary>Valid for ever, with no tags.</summary>
    public static ValidTransaction Default { get; } = new(0, ImmutableArray<byte[]>.Empty, ImmutableArray<byte[]>.Empty, ulong.MaxValue, Propagate: true);

    /// <summary>The conjunction of two verdicts: priorities add up, tags join, the shorter life counts.</summary>
    public ValidTransaction CombineWith(ValidTransaction other) => new(
        Priority > ulong.MaxValue - other.Priority ? ulong.MaxValue : Priority + other.Priority,
        Requires.AddRange(other.Requires),
        Provides.AddRange(other.Provides),
        Math.Min(Longevity, other.Longevity),
        Propagate && other.Propagate);

    private sealed class ValidTransactionCodec : Codec<ValidTransaction>
    {
        private readonly Codec<ImmutableArray<byte[]>> _tags = Codecs.Vec(Codecs.Bytes);

        public override TypeInfo Type { get; } = new("sp_runtime::transaction_validity::ValidTransaction", [], static () =>
        {
            TypeInfo tags = TypeInfo.Sequence(Codecs.Bytes.Type);
            return new TypeDefinition.Composite(
            [
                new("priority", Codecs.U64.Type, "TransactionPriority"),
                new("requires", tags, "Vec<TransactionTag>"),
                new("provides", tags, "Vec<TransactionTag>"),
                new("longevity", Codecs.U64.Type, "TransactionLongevity"),
                new("propagate", Codecs.Bool.Type, "bool"),
            ]);
        });

        public override int MinEncodedLen => 19;

        public override void Encode(ValidTransaction value, ref ScaleWriter writer)
        {
            writer.WriteU64(value.Priority);
            _tags.Encode(value.Requires, ref writer);
            _tags.Encode(value.Provides, ref writer);
            writer.WriteU64(value.Longevity);
            writer.WriteBool(value.Propagate);
        }

        public override ValidTransaction Decode(ref ScaleReader reader) =>
            new(reader.ReadU64(), _tags.Decode(ref reader), _tags.Decode(ref reader), reader.ReadU64(), reader.ReadBool());
    }
}
