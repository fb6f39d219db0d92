using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>What a computation costs: picoseconds of time and bytes of proof (sp_weights, version 2).</summary>
public readonly record struct Weight(ulong RefTime, ulong ProofSize)
{
    /// <summary>Encodes both parts compactly.</summary>
    public static Codec<Weight> Codec { get; } = new WeightCodec();

    /// <summary>No cost.</summary>
    public static Weight Zero => default;

    /// <summary>The largest weight.</summary>
    public static Weight MaxValue => new(ulong.MaxValue, ulong.MaxValue);

    /// <summary>Sum of both parts, held at the maximum.</summary>
    public static Weight operator +(Weight left, Weight right) => new(Sum(left.RefTime, right.RefTime), Sum(left.ProofSize, right.ProofSize));

    /// <summary>Difference of both parts, held at zero.</summary>
    public static Weight operator -(Weight left, Weight right) =>
        new(left.RefTime > right.RefTime ? left.RefTime - right.RefTime : 0, left.ProofSize > right.ProofSize ? left.ProofSize - right.ProofSize : 0);

    /// <summary>Both parts times a count, held at the maximum.</summary>
    public static Weight operator *(Weight weight, ulong count) => new(Product(weight.RefTime, count), Product(weight.ProofSize, count));

    /// <summary>The larger of both parts, each by itself.</summary>
    public static Weight Max(Weight left, Weight right) => new(Math.Max(left.RefTime, right.RefTime), Math.Max(left.ProofSize, right.ProofSize));

    /// <summary>Whether any part is larger than the other's.</summary>
    public bool AnyGreaterThan(Weight other) => RefTime > other.RefTime || ProofSize > other.ProofSize;

    private static ulong Sum(ulong left, ulong right) => left > ulong.MaxValue - right ? ulong.MaxValue : left + right;

    private static ulong Product(ulong left, ulong right) => Math.BigMul(left, right, out ulong lower) == 0 ? lower : ulong.MaxValue;

    private sealed class WeightCodec : Codec<Weight>
    {
        public override TypeInfo Type { get; } = new("sp_weights::weight_v2::Weight", [], static () => new TypeDefinition.Composite(
            [new("ref_time", Codecs.CompactU64.Type, "u64"), new("proof_size", Codecs.CompactU64.Type, "u64")]));

        public override int MinEncodedLen => 2;

        public override int? MaxEncodedLen => 18;

        public override void Encode(Weight value, ref ScaleWriter writer)
        {
            writer.WriteCompact(value.RefTime);
            writer.WriteCompact(value.ProofSize);
        }

        public override Weight Decode(ref ScaleReader reader) => new(reader.ReadCompactU64(), reader.ReadCompactU64());
    }
}
