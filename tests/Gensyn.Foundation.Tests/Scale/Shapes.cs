using System.Collections.Immutable;
using System.Numerics;
using Gensyn.Scale;

namespace Gensyn.Foundation.Tests.Scale;

/// <summary>Integers of every fixed width.</summary>
[Scale]
public readonly partial record struct Integers(
    byte A, sbyte B, ushort C, short D, uint E, int F, ulong G, long H, UInt128 I, Int128 J, U256 K);

/// <summary>A newtype, for Rust's CompactAs.</summary>
[Scale]
public readonly partial record struct Height(ulong Item);

/// <summary>Compact integers of every width, alone and inside other types.</summary>
[Scale]
public sealed partial record Compacts(
    [Compact] byte A, [Compact] ushort B, [Compact] uint C, [Compact] ulong D, [Compact] UInt128 E, [Compact] BigInteger F, [Compact] ValueTuple G,
    [Compact] Height H, ImmutableArray<Compact<uint>> I, Compact<Height>? J);

/// <summary>A record without fields.</summary>
[Scale]
public readonly partial record struct Nothing;

/// <summary>Lists with and without bounds, of items with and without bytes.</summary>
[Scale]
public sealed partial record Lists(
    [MaxLength(5)] ImmutableArray<ushort> Bounded, [FixedLength(3)] ImmutableArray<Height> Fixed, [FixedLength(4)] byte[] Bytes,
    ImmutableArray<ImmutableArray<string>> Nested, ImmutableArray<ValueTuple> Units, ImmutableArray<Nothing> Nothings, [MaxLength(9)] string Text,
    [MaxLength(7)] byte[] Few, [FixedLength(2)] ImmutableArray<byte[]> Blobs);

/// <summary>A plain enum.</summary>
[Scale]
public enum Colour : byte
{
    /// <summary>Index 0.</summary>
    Red,

    /// <summary>Index 7.</summary>
    Blue = 7,
}

/// <summary>Options, results and tuples.</summary>
[Scale]
public sealed partial record Choices(
    bool? A, OptionBool B, string? C, Result<uint, string> D, Result<byte, byte> E, (byte, (ushort, bool)?) F, ValueTuple<uint> G,
    (byte A, sbyte B, bool C, ushort D, uint E, Colour F, short G, (byte, byte) H) H, Colour I, ImmutableArray<bool?> J);

/// <summary>Maps, sets and bits.</summary>
[Scale]
public sealed partial record Collections(
    ImmutableSortedDictionary<string, uint> A, ImmutableSortedSet<(short, bool)> B, [MaxLength(3)] ImmutableSortedSet<uint> C,
    [MaxLength(2)] ImmutableSortedDictionary<byte[], Colour> D, BitVec<byte, Lsb0> E, BitVec<ulong, Msb0> F);

/// <summary>A generic record.</summary>
[Scale]
public readonly partial record struct Pair<TFirst, TSecond>(TFirst First, ImmutableArray<TSecond> Second);

/// <summary>A generic enum.</summary>
[Scale]
public abstract partial record Maybe<T>
{
    /// <summary>Nothing.</summary>
    [Variant(0)]
    public sealed record None : Maybe<T>;

    /// <summary>Something.</summary>
    [Variant(3)]
    public sealed record Some(T Item) : Maybe<T>;
}

/// <summary>Generics inside generics.</summary>
[Scale]
public sealed partial record Generics(Pair<uint, Pair<string, Colour>> A, Maybe<Maybe<Height>> B, Maybe<(byte, bool)>? C);

/// <summary>An enum that holds itself.</summary>
[Scale]
public abstract partial record Tree
{
    /// <summary>An end.</summary>
    [Variant(0)]
    public sealed record Leaf(uint Item) : Tree;

    /// <summary>Many.</summary>
    [Variant(1)]
    public sealed record Branch(ImmutableArray<Tree> Item) : Tree;

    /// <summary>One: Rust's Box.</summary>
    [Variant(2)]
    public sealed record Boxed(Tree Item) : Tree;
}

/// <summary>A struct of fixed size, whose lists allocate nothing but their array.</summary>
[Scale]
public readonly partial record struct Point(uint X, ulong Y, bool Z);

/// <summary>A struct of reference types, whose default has null where they belong.</summary>
[Scale]
public readonly partial record struct References(
    [FixedLength(2)] byte[] A, [FixedLength(2)] ImmutableArray<ushort> B, string C, [MaxLength(3)] string D, ImmutableArray<string> E, byte[] F,
    ImmutableSortedSet<uint> G, ImmutableSortedDictionary<uint, bool> H, string? I);
