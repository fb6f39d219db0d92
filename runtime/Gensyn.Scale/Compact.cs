namespace Gensyn.Scale;

/// <summary>A value in the compact form, for places that take no <see cref="CompactAttribute"/>: items of lists, tuples and options.</summary>
/// <typeparam name="T">What [Compact] takes: an unsigned integer, a [Scale] record around one, or the unit.</typeparam>
public readonly record struct Compact<T>(T Value) : IComparable<Compact<T>>
{
    /// <summary>The value in the compact form.</summary>
    public static implicit operator Compact<T>(T value) => new(value);

    /// <summary>The value as it is.</summary>
    public static implicit operator T(Compact<T> compact) => compact.Value;

    /// <inheritdoc/>
    public int CompareTo(Compact<T> other) => Comparer<T>.Default.Compare(Value, other.Value);
}
