using System.Collections.Immutable;

namespace Gensyn.Scale;

/// <content>The codecs of types made of others.</content>
public static partial class Codecs
{
    private const string Bounded = "bounded_collections::";

    /// <summary>A list: <c>Vec&lt;T&gt;</c>.</summary>
    public static Codec<ImmutableArray<T>> Vec<T>(Codec<T> item) => new VecCodec<T>(TypeInfo.Sequence(item.Type), item, int.MaxValue);

    /// <summary>A list of at most this many items: <c>BoundedVec&lt;T&gt;</c>.</summary>
    public static Codec<ImmutableArray<T>> BoundedVec<T>(Codec<T> item, int maximum) => new VecCodec<T>(BoundedVecOf(item.Type), item, maximum);

    /// <summary>A list of exactly this many items: <c>[T; N]</c>.</summary>
    public static Codec<ImmutableArray<T>> Array<T>(Codec<T> item, int length) => new ArrayCodec<T>(item, length);

    /// <summary>A map in the order of its keys: <c>BTreeMap&lt;K, V&gt;</c>.</summary>
    public static Codec<ImmutableSortedDictionary<TKey, TValue>> Map<TKey, TValue>(Codec<TKey> key, Codec<TValue> value)
        where TKey : notnull
        => new MapCodec<TKey, TValue>(MapOf(key.Type, value.Type), key, value, int.MaxValue);

    /// <summary>A map of at most this many entries: <c>BoundedBTreeMap&lt;K, V&gt;</c>.</summary>
    public static Codec<ImmutableSortedDictionary<TKey, TValue>> BoundedMap<TKey, TValue>(Codec<TKey> key, Codec<TValue> value, int maximum)
        where TKey : notnull
        => new MapCodec<TKey, TValue>(
            new TypeInfo(
                Bounded + "bounded_btree_map::BoundedBTreeMap",
                [new("K", key.Type), new("V", value.Type), new("S", null)],
                () => new TypeDefinition.Composite([new(null, MapOf(key.Type, value.Type), "BTreeMap<K, V>")])),
            key, value, maximum);

    /// <summary>A set in order: <c>BTreeSet&lt;T&gt;</c>.</summary>
    public static Codec<ImmutableSortedSet<T>> Set<T>(Codec<T> item) => new SetCodec<T>(SetOf(item.Type), item, int.MaxValue);

    /// <summary>A set of at most this many items: <c>BoundedBTreeSet&lt;T&gt;</c>.</summary>
    public static Codec<ImmutableSortedSet<T>> BoundedSet<T>(Codec<T> item, int maximum) => new SetCodec<T>(
        new TypeInfo(
            Bounded + "bounded_btree_set::BoundedBTreeSet",
            [new("T", item.Type), new("S", null)],
            () => new TypeDefinition.Composite([new(null, SetOf(item.Type), "BTreeSet<T>")])),
        item, maximum);

    /// <summary>A value type that may be absent: <c>Option&lt;T&gt;</c>.</summary>
    public static Codec<T?> Option<T>(Codec<T> item)
        where T : struct
        => new OptionCodec<T>(OptionOf(item.Type), item);

    /// <summary>A reference type that may be absent: <c>Option&lt;T&gt;</c>.</summary>
    public static Codec<T?> OptionRef<T>(Codec<T> item)
        where T : class
        => new OptionRefCodec<T>(OptionOf(item.Type), item);

    /// <summary>A value or an error: <c>Result&lt;T, E&gt;</c>.</summary>
    public static Codec<Result<TValue, TError>> Result<TValue, TError>(Codec<TValue> value, Codec<TError> error) => new ResultCodec<TValue, TError>(
        new TypeInfo("Result", [new("T", value.Type), new("E", error.Type)], () => new TypeDefinition.Variant(
            [new("Ok", 0, [new(null, value.Type)]), new("Err", 1, [new(null, error.Type)])])),
        value, error);

    /// <summary>One item.</summary>
    public static Codec<ValueTuple<T1>> Tuple<T1>(Codec<T1> c1) => new Tuple1Codec<T1>(c1);

    /// <summary>A pair.</summary>
    public static Codec<(T1 First, T2 Second)> Tuple<T1, T2>(Codec<T1> c1, Codec<T2> c2) => new Tuple2Codec<T1, T2>(c1, c2);

    /// <summary>A triple.</summary>
    public static Codec<(T1 First, T2 Second, T3 Third)> Tuple<T1, T2, T3>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3) =>
        new Tuple3Codec<T1, T2, T3>(c1, c2, c3);

    /// <summary>Four items.</summary>
    public static Codec<(T1, T2, T3, T4)> Tuple<T1, T2, T3, T4>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4) =>
        new Tuple4Codec<T1, T2, T3, T4>(c1, c2, c3, c4);

    /// <summary>Five items.</summary>
    public static Codec<(T1, T2, T3, T4, T5)> Tuple<T1, T2, T3, T4, T5>(
        Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4, Codec<T5> c5) =>
        new Tuple5Codec<T1, T2, T3, T4, T5>(c1, c2, c3, c4, c5);

    /// <summary>Six items.</summary>
    public static Codec<(T1, T2, T3, T4, T5, T6)> Tuple<T1, T2, T3, T4, T5, T6>(
        Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4, Codec<T5> c5, Codec<T6> c6) =>
        new Tuple6Codec<T1, T2, T3, T4, T5, T6>(c1, c2, c3, c4, c5, c6);

    /// <summary>Seven items.</summary>
    public static Codec<(T1, T2, T3, T4, T5, T6, T7)> Tuple<T1, T2, T3, T4, T5, T6, T7>(
        Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4, Codec<T5> c5, Codec<T6> c6, Codec<T7> c7) =>
        new Tuple7Codec<T1, T2, T3, T4, T5, T6, T7>(c1, c2, c3, c4, c5, c6, c7);

    /// <summary>Eight items.</summary>
    public static Codec<(T1, T2, T3, T4, T5, T6, T7, T8)> Tuple<T1, T2, T3, T4, T5, T6, T7, T8>(
        Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4, Codec<T5> c5, Codec<T6> c6, Codec<T7> c7, Codec<T8> c8) =>
        new Tuple8Codec<T1, T2, T3, T4, T5, T6, T7, T8>(c1, c2, c3, c4, c5, c6, c7, c8);

    private static TypeInfo OptionOf(TypeInfo item) => new("Option", [new("T", item)], () => new TypeDefinition.Variant(
        [new("None", 0, []), new("Some", 1, [new(null, item)])]));

    private static TypeInfo BoundedVecOf(TypeInfo item) => new(
        Bounded + "bounded_vec::BoundedVec", [new("T", item), new("S", null)],
        () => new TypeDefinition.Composite([new(null, TypeInfo.Sequence(item), "Vec<T>")]));

    private static TypeInfo MapOf(TypeInfo key, TypeInfo value) => new("BTreeMap", [new("K", key), new("V", value)], () =>
        new TypeDefinition.Composite([new(null, TypeInfo.Sequence(TypeInfo.Tuple(key, value)))]));

    private static TypeInfo SetOf(TypeInfo item) => new("BTreeSet", [new("T", item)], () =>
        new TypeDefinition.Composite([new(null, TypeInfo.Sequence(item))]));
}
