using System.Collections.Immutable;
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
        // These types are generic in Rust, and clients match them with their parameters.
        public override TypeInfo Type { get; } = AmountTypes.IdAmount(RuntimeHoldReason.Codec.Type);

        public override int MinEncodedLen => RuntimeHoldReason.Codec.MinEncodedLen + 16;

        public override int? MaxEncodedLen => EncodedLength.Sum(RuntimeHoldReason.Codec.MaxEncodedLen, 16);

        public override void Encode(HoldAmount value, ref ScaleWriter writer)
        {
            RuntimeHoldReason.Codec.Encode(value.Id, ref writer);
            writer.WriteU128(value.Amount);
        }

        public override HoldAmount Decode(ref ScaleReader reader) => new(RuntimeHoldReason.Codec.Decode(ref reader), reader.ReadU128());
    }
}

/// <summary>How much is frozen for a reason.</summary>
public readonly record struct FreezeAmount(RuntimeFreezeReason Id, UInt128 Amount)
{
    /// <summary>Encodes the reason and the amount.</summary>
    public static Codec<FreezeAmount> Codec { get; } = new FreezeAmountCodec();

    private sealed class FreezeAmountCodec : Codec<FreezeAmount>
    {
        public override TypeInfo Type { get; } = AmountTypes.IdAmount(RuntimeFreezeReason.Codec.Type);

        public override int MinEncodedLen => RuntimeFreezeReason.Codec.MinEncodedLen + 16;

        public override int? MaxEncodedLen => EncodedLength.Sum(RuntimeFreezeReason.Codec.MaxEncodedLen, 16);

        public override void Encode(FreezeAmount value, ref ScaleWriter writer)
        {
            RuntimeFreezeReason.Codec.Encode(value.Id, ref writer);
            writer.WriteU128(value.Amount);
        }

        public override FreezeAmount Decode(ref ScaleReader reader) => new(RuntimeFreezeReason.Codec.Decode(ref reader), reader.ReadU128());
    }
}

/// <summary>How much is reserved under a name.</summary>
public readonly record struct ReserveData(LockIdentifier Id, UInt128 Amount)
{
    /// <summary>Encodes the name and the amount.</summary>
    public static Codec<ReserveData> Codec { get; } = new ReserveDataCodec();

    private sealed class ReserveDataCodec : Codec<ReserveData>
    {
        public override TypeInfo Type { get; } = new(
            "pallet_balances::types::ReserveData",
            [new("ReserveIdentifier", LockIdentifier.Codec.Type), new("Balance", Codecs.U128.Type)],
            static () => new TypeDefinition.Composite([new("id", LockIdentifier.Codec.Type, "ReserveIdentifier"), new("amount", Codecs.U128.Type, "Balance")]));

        public override int MinEncodedLen => 8 + 16;

        public override int? MaxEncodedLen => MinEncodedLen;

        public override void Encode(ReserveData value, ref ScaleWriter writer)
        {
            LockIdentifier.Codec.Encode(value.Id, ref writer);
            writer.WriteU128(value.Amount);
        }

        public override ReserveData Decode(ref ScaleReader reader) => new(LockIdentifier.Codec.Decode(ref reader), reader.ReadU128());
    }
}

/// <summary>A lock on an account's money.</summary>
/// <param name="Id">Its name, of which an account has one lock at most.</param>
/// <param name="Amount">What the account may not fall below.</param>
/// <param name="Reasons">What it was set for; nothing looks at it any more.</param>
public readonly record struct BalanceLock(LockIdentifier Id, UInt128 Amount, Reasons Reasons)
{
    /// <summary>Encodes the fields in order.</summary>
    public static Codec<BalanceLock> Codec { get; } = new BalanceLockCodec();

    private sealed class BalanceLockCodec : Codec<BalanceLock>
    {
        public override TypeInfo Type { get; } = new(
            "pallet_balances::types::BalanceLock", [new("Balance", Codecs.U128.Type)], static () => new TypeDefinition.Composite(
                [
                    new("id", LockIdentifier.Codec.Type, "LockIdentifier"),
                    new("amount", Codecs.U128.Type, "Balance"),
                    new("reasons", ReasonsCodec.Instance.Type, "Reasons"),
                ]));

        public override int MinEncodedLen => 8 + 16 + 1;

        public override int? MaxEncodedLen => MinEncodedLen;

        public override void Encode(BalanceLock value, ref ScaleWriter writer)
        {
            LockIdentifier.Codec.Encode(value.Id, ref writer);
            writer.WriteU128(value.Amount);
            ReasonsCodec.Instance.Encode(value.Reasons, ref writer);
        }

        public override BalanceLock Decode(ref ScaleReader reader) =>
            new(LockIdentifier.Codec.Decode(ref reader), reader.ReadU128(), ReasonsCodec.Instance.Decode(ref reader));
    }
}

/// <summary>The locks of an account: a list that may be longer than it should (FRAME's WeakBoundedVec).</summary>
public readonly struct BalanceLocks(ImmutableArray<BalanceLock> items)
{
    private static readonly Codec<ImmutableArray<BalanceLock>> List = Codecs.Vec(BalanceLock.Codec);

    /// <summary>The locks, in the order in which they were set.</summary>
    public ImmutableArray<BalanceLock> Items => items.IsDefault ? [] : items;

    /// <summary>Encodes a list that should have at most so many items; longer ones encode and decode all the same.</summary>
    public static Codec<BalanceLocks> CodecOf(int maximum) => new BalanceLocksCodec(maximum);

    private sealed class BalanceLocksCodec(int maximum) : Codec<BalanceLocks>
    {
        public override TypeInfo Type { get; } = new(
            "bounded_collections::weak_bounded_vec::WeakBoundedVec",
            [new("T", BalanceLock.Codec.Type), new("S", null)],
            static () => new TypeDefinition.Composite([new(null, List.Type, "Vec<T>")]));

        public override int? MaxEncodedLen => EncodedLength.List(BalanceLock.Codec.MaxEncodedLen, maximum);

        public override void Encode(BalanceLocks value, ref ScaleWriter writer) => List.Encode(value.Items, ref writer);

        public override BalanceLocks Decode(ref ScaleReader reader) => new(List.Decode(ref reader));
    }
}

/// <summary>What a lock was set for.</summary>
[Scale("pallet_balances::types::Reasons")]
public enum Reasons : byte
{
    /// <summary>Paying transaction fees.</summary>
    Fee = 0,

    /// <summary>Anything else.</summary>
    Misc = 1,

    /// <summary>Anything at all.</summary>
    All = 2,
}

/// <summary>Which way the issuance is adjusted.</summary>
[Scale("pallet_balances::types::AdjustmentDirection")]
public enum AdjustmentDirection : byte
{
    /// <summary>Up.</summary>
    Increase = 0,

    /// <summary>Down.</summary>
    Decrease = 1,
}

/// <summary>What happened that cannot happen.</summary>
[Scale("pallet_balances::pallet::UnexpectedKind")]
public enum UnexpectedKind : byte
{
    /// <summary>A balance was changed by what should not change it.</summary>
    BalanceUpdated = 0,

    /// <summary>An account could not be written.</summary>
    FailedToMutateAccount = 1,
}

/// <summary>What the runtime decides for this pallet.</summary>
/// <param name="ExistentialDeposit">The least that keeps an account open.</param>
/// <param name="MaxLocks">How many locks an account should have at most.</param>
/// <param name="MaxReserves">How many names may reserve money of one account.</param>
/// <param name="MaxHolds">How many reasons may hold money of one account: as many as the runtime's pallets have.</param>
/// <param name="MaxFreezes">How many reasons may freeze money of one account: as many as the runtime's pallets have.</param>
/// <param name="Weights">The cost of each call.</param>
public sealed record BalancesConfig(UInt128 ExistentialDeposit, uint MaxLocks, uint MaxReserves, uint MaxHolds, uint MaxFreezes, IBalancesWeights Weights);

internal static class AmountTypes
{
    internal static TypeInfo IdAmount(TypeInfo id) => new(
        "frame_support::traits::tokens::misc::IdAmount",
        [new("Id", id), new("Balance", Codecs.U128.Type)],
        () => new TypeDefinition.Composite([new("id", id, "Id"), new("amount", Codecs.U128.Type, "Balance")]));
}
