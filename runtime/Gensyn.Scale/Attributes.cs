namespace Gensyn.Scale;

/// <summary>Asks the generator for a codec: a record encodes its primary constructor's fields in order.</summary>
/// <remarks>
/// An <c>abstract record</c> with nested <see cref="VariantAttribute"/> records is a SCALE enum; a C# <c>enum : byte</c> is one without fields.
/// The generated type has <c>static Codec&lt;T&gt; Codec</c>; for a C# enum that is <c>XCodec.Instance</c>, and a generic type has
/// <c>static Codec&lt;X&lt;T&gt;&gt; CodecOf(Codec&lt;T&gt;)</c>.
/// </remarks>
/// <param name="path">The Rust path that clients know the type by, such as <c>sp_weights::weight_v2::Weight</c>; by default made from the namespace.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class ScaleAttribute(string? path = null) : Attribute
{
    /// <summary>The type's path in metadata.</summary>
    public string? Path { get; } = path;
}

/// <summary>Gives a nested record of an enum its index on the wire.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class VariantAttribute(byte index) : Attribute
{
    /// <summary>The byte that stands before the variant's fields.</summary>
    public byte Index { get; } = index;
}

/// <summary>Encodes an unsigned integer, or a [Scale] record around one, in the compact form.</summary>
/// <remarks>For items of lists, tuples and options there is <see cref="Compact{T}"/>.</remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class CompactAttribute : Attribute;

/// <summary>Bounds a list, byte string, text, map or set; decoding refuses more, and metadata calls it a BoundedVec or the like.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class MaxLengthAttribute(int length) : Attribute
{
    /// <summary>The most items that decode.</summary>
    public int Length { get; } = length;
}

/// <summary>Fixes the length of a list or byte string, which then encodes without a count: <c>[T; N]</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class FixedLengthAttribute(int length) : Attribute
{
    /// <summary>How many items there are.</summary>
    public int Length { get; } = length;
}

/// <summary>Names a field's type as Rust spells it, for clients that show or match it.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.ReturnValue)]
public sealed class TypeNameAttribute(string name) : Attribute
{
    /// <summary>The name shown.</summary>
    public string Name { get; } = name;
}
