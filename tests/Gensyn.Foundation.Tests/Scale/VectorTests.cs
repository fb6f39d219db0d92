using System.Collections.Immutable;
using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Foundation.Tests.Scale;

/// <summary>The enum of parity-scale-codec's tests/mod.rs.</summary>
[Scale]
public abstract partial record EnumType
{
    /// <summary>At an index of its own.</summary>
    [Variant(15)]
    public sealed record A : EnumType;

    /// <summary>With fields.</summary>
    [Variant(1)]
    public sealed record B(uint Item1, ulong Item2) : EnumType;

    /// <summary>With named fields.</summary>
    [Variant(2)]
    public sealed record C(uint First, ulong Second) : EnumType;
}

/// <summary>The struct of parity-scale-codec's tests/mod.rs.</summary>
[Scale]
public sealed partial record TestType(uint A, ulong B, byte[] C);

/// <summary>Values that others have encoded.</summary>
public sealed class VectorTests
{
    private static readonly Codec<ImmutableSortedSet<uint>> _set = Codecs.Set(Codecs.U32);
    private static readonly ImmutableArray<string> _titles = ["Hamlet", "Война и мир", "三国演义", "أَلْف لَيْلَة وَلَيْلَة‎"];

    private static readonly Dictionary<string, Action<byte[]>> _cases = new(StringComparer.Ordinal)
    {
        ["string"] = Is(Codecs.Str, "Hello, World!"),
        ["vec_u8"] = Is(Codecs.Bytes, [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]),
        ["vec_i16"] = Is(Codecs.Vec(Codecs.I16), [0, 1, -1, 2, -2, 3, -3]),
        ["vec_option_i8"] = Is(Codecs.Vec(Codecs.Option(Codecs.I8)), [1, -1, null]),
        ["vec_option_bool"] = Is(Codecs.Vec(OptionBool.Codec), [true, false, (bool?)null]),
        ["vec_unit"] = Is(Codecs.Vec(Codecs.Unit), [default, default, default, default, default]),
        ["vec_string"] = Is(Codecs.Vec(Codecs.Str), _titles),
        ["bool_true"] = Is(Codecs.Bool, true),
        ["bool_false"] = Is(Codecs.Bool, false),
        ["array_empty"] = Is(Codecs.Array(Codecs.U32, 0), []),
        ["bits_u8_lsb_4_a"] = Is(BitVec<byte, Lsb0>.Codec, Bits<byte, Lsb0>("0011")),
        ["bits_u8_lsb_4_b"] = Is(BitVec<byte, Lsb0>.Codec, Bits<byte, Lsb0>("0111")),
        ["bits_u8_lsb_4_c"] = Is(BitVec<byte, Lsb0>.Codec, Bits<byte, Lsb0>("1111")),
        ["bits_u8_lsb_5"] = Is(BitVec<byte, Lsb0>.Codec, Bits<byte, Lsb0>("11111")),
        ["bits_u8_lsb_6"] = Is(BitVec<byte, Lsb0>.Codec, Bits<byte, Lsb0>("111110")),
        ["bits_u8_lsb_12"] = Is(BitVec<byte, Lsb0>.Codec, Bits<byte, Lsb0>("111110001101")),
        ["enum_unit"] = Is(EnumType.Codec, new EnumType.A()),
        ["enum_fields_1"] = Is(EnumType.Codec, new EnumType.B(1, 2)),
        ["enum_fields_2"] = Is(EnumType.Codec, new EnumType.C(1, 2)),
        ["struct"] = Is(TestType.Codec, new TestType(15, 9, "Hello world"u8.ToArray())),
        ["option_bool_none"] = Is(OptionBool.Codec, null),
        ["option_bool_true"] = Is(OptionBool.Codec, true),
        ["option_bool_false"] = Is(OptionBool.Codec, false),
        ["result_ok"] = Is(Codecs.Result(Codecs.U32, Codecs.Str), 0x04030201u),
        ["result_err"] = Is(Codecs.Result(Codecs.U32, Codecs.Str), "defg"),
        ["tuple_text_u32"] = Is(Codecs.Tuple(Codecs.Str, Codecs.U32), ("bazzing", 69u)),
        ["vec_text"] = Is(Codecs.Vec(Codecs.Str), ["1", "23", "345", "4567", "56789"]),
        ["vec_tuple"] = Is(Codecs.Vec(Codecs.Tuple(Codecs.U32, Codecs.U16)), [(0x2ccu, (ushort)0), (0x2ceu, (ushort)0x100)]),
        ["set_u32"] = Is(_set, [24, 80, 30, 2]),
        ["set_u32_empty"] = Is(_set, []),
        ["set_u32_pair"] = Is(_set, [2, 1]),
        ["u64"] = Is(Codecs.U64, 1234567ul),
        ["i64"] = Is(Codecs.I64, -1234L),
        // C# has no option of an option; a tuple of one, which takes no bytes, stands between them.
        ["option_nested_text"] = Is(
            Codecs.Option(Codecs.Tuple(Codecs.Option(Codecs.Tuple(Codecs.OptionRef(Codecs.Str))))), new ValueTuple<ValueTuple<string?>?>(new("BCD"))),
        ["enum_u32"] = Is(Codecs.Result(Codecs.Unit, Codecs.U32), 0x1234u),
        ["vec_u16"] = Is(Codecs.Vec(Codecs.U16), [4, 8, 15, 16, 23, 42]),
        ["u16"] = Is(Codecs.U16, (ushort)42),
        ["str_test"] = Is(Codecs.Str, "Test"),
        ["array_u8_4"] = Is(Codecs.FixedBytes(4), "babe"u8.ToArray()),
        ["w3f_1"] = Is(Codecs.Str, "1"),
        ["w3f_22"] = Is(Codecs.Str, "22"),
        ["w3f_333"] = Is(Codecs.Str, "333"),
        ["w3f_1234"] = Is(Codecs.Str, "1234"),
        ["w3f_alphabet"] = Is(Codecs.Str, "abcdefghijklmnopqrstuvwxyz"),
        ["option_plain_bool_none"] = Is(Codecs.Option(Codecs.Bool), null),
        ["option_plain_bool_false"] = Is(Codecs.Option(Codecs.Bool), false),
        ["option_plain_bool_true"] = Is(Codecs.Option(Codecs.Bool), true),
        ["map_u32_u32"] = Is(Codecs.Map(Codecs.U32, Codecs.U32), new Dictionary<uint, uint> { [2] = 2, [1] = 1 }.ToImmutableSortedDictionary()),
        ["map_text_order"] = Is(
            Codecs.Map(Codecs.Str, Codecs.U32), new Dictionary<string, uint> { ["b"] = 2, ["ab"] = 3, ["a"] = 1 }.ToImmutableSortedDictionary()),
        ["u128"] = Is(Codecs.U128, UInt128.MaxValue - 1),
        ["i128"] = Is(Codecs.I128, Int128.NegativeOne),
        ["u256"] = Is(U256.Codec, new U256(1, UInt128.One << 127)),
        ["bits_u16_msb"] = Is(BitVec<ushort, Msb0>.Codec, Bits<ushort, Msb0>("100000000")),
        ["bits_u32_msb"] = Is(BitVec<uint, Msb0>.Codec, Bits<uint, Msb0>("1" + new string('0', 33) + "1")),
        ["unit"] = Is(Codecs.Unit, default),
    };

    public static TheoryData<string, string> Rows
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (string[] row in VectorFile.Read("scale/codec.txt", 2)) rows.Add(row[0], row[1]);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Value_OfTheVector_HasItsBytesAndComesBack(string name, string hex) => _cases[name](VectorFile.Bytes(hex));

    [Fact]
    public void EveryCase_HasAVector() => Assert.Equal(_cases.Keys.Order(), VectorFile.Read("scale/codec.txt", 2).Select(static r => r[0]).Order());

    private static Action<byte[]> Is<T>(Codec<T> codec, T value) => expected =>
    {
        Assert.Equal(expected, codec.ToBytes(value));
        Assert.True(codec.TryDecode(expected, out T decoded));
        Assert.Equal(expected, codec.ToBytes(decoded));
        if (value is System.Collections.IEnumerable) Assert.Equivalent(value, decoded, strict: true);
        else if (value is not TestType) Assert.Equal(value, decoded);
    };

    private static BitVec<TStore, TOrder> Bits<TStore, TOrder>(string digits)
        where TStore : unmanaged
        where TOrder : struct, IBitOrder
        => new([.. digits.Select(static d => d == '1')]);
}
