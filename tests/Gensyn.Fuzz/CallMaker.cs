using System.Collections.Immutable;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Runtime;
using Gensyn.Scale;

namespace Gensyn.Fuzz;

/// <summary>Makes the bytes of calls from what metadata says of their arguments: every call of every pallet, with arguments that often mean something.</summary>
internal sealed class CallMaker
{
    // Beyond this depth arguments that are calls are remarks: the deepest chains are made elsewhere.
    private const int MaxNesting = 4;

    private const int MaxItems = 5;

    private static readonly byte[] Remark = [0, 0, 0];

    // What root may do and the checks of this program then could not judge: writing state past the pallets, moving the key, forcing the issuance, and
    // freeing what pallets hold deposits in.
    private static readonly ImmutableHashSet<string> BeyondJudgement =
    [
        "System.set_storage", "System.kill_storage", "System.kill_prefix", "Sudo.set_key", "Sudo.remove_key", "Balances.force_adjust_total_issuance",
        "Balances.force_unreserve",
    ];

    private readonly FuzzRandom _random;
    private readonly IReadOnlyList<AccountId> _accounts;

    public CallMaker(GensynRuntime runtime, FuzzRandom random, IReadOnlyList<AccountId> accounts)
    {
        _random = random;
        _accounts = accounts;
        Calls =
        [
            .. from pallet in runtime.Pallets
               where pallet.Metadata.Calls is not null
               from variant in ((TypeDefinition.Variant)pallet.Metadata.Calls!.Definition).Variants
               select new CallShape(pallet.Index, $"{pallet.Name}.{variant.Name}", variant),
        ];
        RootCalls = [.. Calls.Where(static c => !BeyondJudgement.Contains(c.Name))];
    }

    /// <summary>Every call of the runtime.</summary>
    public ImmutableArray<CallShape> Calls { get; }

    /// <summary>The calls that root makes here.</summary>
    public ImmutableArray<CallShape> RootCalls { get; }

    /// <summary>A call with arguments.</summary>
    /// <param name="isRoot">Whether root makes it, or may make a call inside it.</param>
    public byte[] Make(bool isRoot)
    {
        ScaleWriter writer = new(256);
        Write(isRoot, depth: 0, ref writer);
        return writer.ToArray();
    }

    /// <summary>A call of this shape with arguments.</summary>
    public byte[] Make(CallShape shape, bool isRoot)
    {
        ScaleWriter writer = new(256);
        Write(shape, isRoot, depth: 0, ref writer);
        return writer.ToArray();
    }

    private void Write(bool isRoot, int depth, ref ScaleWriter writer)
    {
        if (depth > MaxNesting) writer.WriteBytes(Remark);
        else Write(_random.Pick(isRoot ? RootCalls : Calls), isRoot, depth, ref writer);
    }

    private void Write(CallShape shape, bool isRoot, int depth, ref ScaleWriter writer)
    {
        writer.WriteByte(shape.Pallet);
        writer.WriteByte(shape.Variant.Index);
        foreach (TypeField field in shape.Variant.Fields) Write(field.Type, isRoot, depth, ref writer);
    }

    private void Write(TypeInfo type, bool isRoot, int depth, ref ScaleWriter writer)
    {
        if (type.Key == RuntimeTypes.Call.Key)
        {
            Write(isRoot, depth + 1, ref writer);
            return;
        }

        if (type.Key == AccountId.Codec.Type.Key)
        {
            writer.WriteBytes(_random.Pick(_accounts).Bytes.Span);
            return;
        }

        switch (type.Definition)
        {
            case TypeDefinition.Composite composite:
                foreach (TypeField field in composite.Fields) Write(field.Type, isRoot, depth, ref writer);
                break;
            case TypeDefinition.Variant { Variants: { IsEmpty: false } variants }:
                // The first is often the one that means something: Id of an address, a plain amount.
                TypeVariant variant = _random.Chance(50) ? variants[0] : _random.Pick(variants);
                writer.WriteByte(variant.Index);
                foreach (TypeField field in variant.Fields) Write(field.Type, isRoot, depth, ref writer);
                break;
            case TypeDefinition.Sequence sequence:
                int count = _random.Chance(2) ? _random.Below(300) : _random.Below(MaxItems);
                // Long lists of things that hold calls would grow without bound.
                if (sequence.Item.Definition is not TypeDefinition.Primitive) count = Math.Min(count, MaxItems);
                writer.WriteCompact((uint)count);
                for (int i = 0; i < count; i++) Write(sequence.Item, isRoot, depth, ref writer);
                break;
            case TypeDefinition.Array array:
                for (uint i = 0; i < array.Length; i++) Write(array.Item, isRoot, depth, ref writer);
                break;
            case TypeDefinition.Tuple tuple:
                foreach (TypeInfo item in tuple.Items) Write(item, isRoot, depth, ref writer);
                break;
            case TypeDefinition.Compact { Integer.Definition: TypeDefinition.Primitive integer }:
                writer.WriteCompact(Integer(integer.Type));
                break;
            case TypeDefinition.Primitive { Type: PrimitiveType.Bool }:
                writer.WriteBool(_random.Chance(50));
                break;
            case TypeDefinition.Primitive { Type: PrimitiveType.Str }:
                writer.WriteString(_random.Pick(["", "a", "gensyn", "żółw"]));
                break;
            case TypeDefinition.Primitive primitive:
                Integer(primitive.Type, ref writer);
                break;
        }
    }

    private void Integer(PrimitiveType type, ref ScaleWriter writer)
    {
        UInt128 value = Integer(type);
        for (int i = 0; i < Width(type); i++) writer.WriteByte(i < 16 ? (byte)(value >> (8 * i)) : (byte)0);
    }

    // Small, about an existential deposit, about a unit, at the bound, anything.
    private UInt128 Integer(PrimitiveType type)
    {
        int width = Width(type);
        UInt128 most = width >= 16 ? UInt128.MaxValue : (UInt128.One << (8 * width)) - 1;
        UInt128 value = _random.Below(10) switch
        {
            0 or 1 or 2 => (UInt128)_random.Below(4),
            3 or 4 => RuntimeConstants.ExistentialDeposit + (UInt128)_random.Below(3) - 1,
            5 or 6 => RuntimeConstants.Unit * (UInt128)_random.Below(2000),
            7 => most - (UInt128)_random.Below(2),
            _ => new UInt128(_random.Next(), _random.Next()) >> _random.Below(128),
        };
        return value > most ? value & most : value;
    }

    private static int Width(PrimitiveType type) => type switch
    {
        PrimitiveType.U8 or PrimitiveType.I8 => 1,
        PrimitiveType.U16 or PrimitiveType.I16 => 2,
        PrimitiveType.U32 or PrimitiveType.I32 or PrimitiveType.Char => 4,
        PrimitiveType.U64 or PrimitiveType.I64 => 8,
        PrimitiveType.U128 or PrimitiveType.I128 => 16,
        _ => 32,
    };
}

/// <summary>What metadata says of one call.</summary>
internal sealed record CallShape(byte Pallet, string Name, TypeVariant Variant);
