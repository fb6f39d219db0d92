using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Testing;

/// <summary>Writes random encoded values of any type that metadata describes: mostly small numbers, known accounts and short lists.</summary>
/// <param name="random">Where they come from.</param>
/// <param name="runtime">Whose calls and reasons they may name.</param>
/// <param name="accounts">The accounts that they mostly name.</param>
/// <param name="isWanted">Which calls they may hold.</param>
internal sealed class RandomValues(Random random, MockRuntime runtime, ImmutableArray<AccountId> accounts, Func<PalletCall, bool> isWanted)
{
    private const int Tries = 50;
    private const int DeepestCall = 3;

    private static readonly string MultiAddressKey = MultiAddress.Codec.Type.Key;

    /// <summary>A random call of any pallet, or null when none of many tries decoded.</summary>
    public RuntimeCall? Call(int depth = 0)
    {
        ImmutableArray<Pallet> pallets = [.. runtime.Pallets.Where(static p => p.CallCodec is not null)];
        for (int i = 0; i < Tries; i++)
        {
            Pallet pallet = pallets[random.Next(pallets.Length)];
            ScaleWriter writer = new(64);
            writer.WriteByte(pallet.Index);
            if (!TryWrite(pallet.CallCodec!.Type, ref writer, depth)) continue;
            if (RuntimeCall.Codec.TryDecode(writer.ToArray(), out RuntimeCall call, runtime) && isWanted(call.Call)) return call;
        }

        return null;
    }

    /// <summary>One of the accounts, or rarely another.</summary>
    public AccountId Account() => random.Next(10) == 0 ? DevAccounts.Number(random.Next(3)) : accounts[random.Next(accounts.Length)];

    /// <summary>Writes a value; false where the type has none, or none that is known here.</summary>
    private bool TryWrite(TypeInfo type, ref ScaleWriter writer, int depth)
    {
        if (type.Key == AccountId.Codec.Type.Key)
        {
            AccountId.Codec.Encode(Account(), ref writer);
            return true;
        }

        if (type.Key == MultiAddressKey && random.Next(10) != 0)
        {
            MultiAddress.Codec.Encode(Account(), ref writer);
            return true;
        }

        if (type.Key == RuntimeTypes.Call.Key) return TryWriteCall(ref writer, depth);
        if (type.Key == RuntimeTypes.HoldReason.Key) return TryWriteReason(static p => p.HoldReasons, ref writer);
        if (type.Key == RuntimeTypes.FreezeReason.Key) return TryWriteReason(static p => p.FreezeReasons, ref writer);
        switch (type.Definition)
        {
            case TypeDefinition.Composite composite:
                return TryWriteFields(composite.Fields, ref writer, depth);
            case TypeDefinition.Variant variant:
                if (variant.Variants.IsEmpty) return false;
                TypeVariant chosen = variant.Variants[random.Next(variant.Variants.Length)];
                writer.WriteByte(chosen.Index);
                return TryWriteFields(chosen.Fields, ref writer, depth);
            case TypeDefinition.Sequence sequence:
                int count = random.Next(random.Next(8) == 0 ? 20 : 4);
                writer.WriteCompact((uint)count);
                return TryWriteMany(sequence.Item, count, ref writer, depth);
            case TypeDefinition.Array array:
                return TryWriteMany(array.Item, (int)array.Length, ref writer, depth);
            case TypeDefinition.Tuple tuple:
                foreach (TypeInfo item in tuple.Items)
                {
                    if (!TryWrite(item, ref writer, depth)) return false;
                }

                return true;
            case TypeDefinition.Primitive primitive:
                WritePrimitive(primitive.Type, ref writer);
                return true;
            case TypeDefinition.Compact compact:
                return TryWriteCompact(compact.Integer, ref writer);
            default:
                return false;
        }
    }

    private bool TryWriteFields(ImmutableArray<TypeField> fields, ref ScaleWriter writer, int depth)
    {
        foreach (TypeField field in fields)
        {
            if (!TryWrite(field.Type, ref writer, depth)) return false;
        }

        return true;
    }

    private bool TryWriteMany(TypeInfo item, int count, ref ScaleWriter writer, int depth)
    {
        for (int i = 0; i < count; i++)
        {
            if (!TryWrite(item, ref writer, depth)) return false;
        }

        return true;
    }

    private bool TryWriteCall(ref ScaleWriter writer, int depth)
    {
        RuntimeCall? call = depth < DeepestCall ? Call(depth + 1) : runtime.Of(new FrameSystemPallet.Call.RemarkWithEvent([]));
        if (call is not null) RuntimeCall.Codec.Encode(call, ref writer);
        return call is not null;
    }

    private bool TryWriteReason(Func<Pallet, TypeInfo?> reasons, ref ScaleWriter writer)
    {
        ImmutableArray<Pallet> pallets = [.. runtime.Pallets.Where(p => reasons(p) is not null)];
        if (pallets.IsEmpty) return false;
        Pallet pallet = pallets[random.Next(pallets.Length)];
        writer.WriteByte(pallet.Index);
        return TryWrite(reasons(pallet)!, ref writer, depth: 0);
    }

    private bool TryWriteCompact(TypeInfo integer, ref ScaleWriter writer)
    {
        switch (integer.Definition)
        {
            case TypeDefinition.Primitive primitive:
                writer.WriteCompact(Number(BitsOf(primitive.Type)));
                return true;
            case TypeDefinition.Tuple { Items.IsEmpty: true }:
                return true;
            case TypeDefinition.Composite { Fields: [TypeField field] }:
                return TryWriteCompact(field.Type, ref writer);
            default:
                return false;
        }
    }

    private void WritePrimitive(PrimitiveType type, ref ScaleWriter writer)
    {
        switch (type)
        {
            case PrimitiveType.Bool:
                writer.WriteBool(random.Next(2) == 0);
                break;
            case PrimitiveType.Str:
                writer.WriteString(new string('x', random.Next(8)));
                break;
            case PrimitiveType.Char:
                writer.WriteU32((uint)random.Next('a', 'z'));
                break;
            default:
                int bytes = BitsOf(type) / 8;
                Span<byte> little = stackalloc byte[32];
                System.Buffers.Binary.BinaryPrimitives.WriteUInt128LittleEndian(little, Number(BitsOf(type)));
                writer.WriteBytes(little[..bytes]);
                break;
        }
    }

    /// <summary>A number of so many bits: mostly a small one, often one at an edge.</summary>
    private UInt128 Number(int bits)
    {
        UInt128 largest = bits >= 128 ? UInt128.MaxValue : (UInt128.One << bits) - 1;
        UInt128 number = random.Next(16) switch
        {
            0 => 0,
            1 => 1,
            < 8 => (UInt128)random.Next(100),
            < 12 => (UInt128)random.NextInt64(10_000),
            12 => largest,
            13 => largest - (UInt128)random.Next(20),
            14 => UInt128.One << random.Next(Math.Min(bits, 128)),
            _ => new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()),
        };
        return number & largest;
    }

    private static int BitsOf(PrimitiveType type) => type switch
    {
        PrimitiveType.U8 or PrimitiveType.I8 => 8,
        PrimitiveType.U16 or PrimitiveType.I16 => 16,
        PrimitiveType.U32 or PrimitiveType.I32 => 32,
        PrimitiveType.U64 or PrimitiveType.I64 => 64,
        PrimitiveType.U128 or PrimitiveType.I128 => 128,
        PrimitiveType.U256 or PrimitiveType.I256 => 256,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an integer."),
    };
}
