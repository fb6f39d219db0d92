using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Pallets.Substrate.Balances;

/// <summary>How much is held for a reason.</summary>
public readonly record struct HoldAmount(RuntimeHoldReason Id, UInt128 Amount)
{
    /// <summary>Encodes the reason and the amount.</summary>
    public static Codec<HoldAmount> Codec { get; } = new HoldAmountCodec();

    private sealed class HoldAmountCodec : Codec<HoldAmount>
    {
        // The type is generic in Rust, and clients match it with its parameters.
        public override TypeInfo Type { get; } = new(
            "frame_support::traits::tokens::misc::IdAmount",
            [new("Id", RuntimeHoldReason.Codec.Type), new("Balance", Codecs.U128.Type)],
            static () => new TypeDefinition.Composite([new("id", RuntimeHoldReason.Codec.Type, "Id"), new("amount", Codecs.U128.Type, "Balance")]));

        public override void Encode(HoldAmount value, ref ScaleWriter writer)
        {
            RuntimeHoldReason.Codec.Encode(value.Id, ref writer);
            writer.WriteU128(value.Amount);
        }

        public override HoldAmount Decode(ref ScaleReader reader) => new(RuntimeHoldReason.Codec.Decode(ref reader), reader.ReadU128());
    }
}

/// <summary>What the runtime decides for this pallet.</summary>
/// <param name="ExistentialDeposit">The least that keeps an account open.</param>
/// <param name="MaxHolds">How many reasons may hold money of one account.</param>
/// <param name="Weights">The cost of each call.</param>
public sealed record BalancesConfig(UInt128 ExistentialDeposit, int MaxHolds, IBalancesWeights Weights);
