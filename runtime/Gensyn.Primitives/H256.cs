using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>A 32-byte hash.</summary>
[InlineArray(32)]
public struct H256 : IEquatable<H256>, IComparable<H256>
{
    private byte _first;

    /// <summary>The hash of these 32 bytes' worth of content, as they are.</summary>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public H256(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 32) throw new ArgumentException("A hash has 32 bytes.", nameof(bytes));
        bytes.CopyTo(this);
    }

    /// <summary>Encodes the hash as its 32 bytes.</summary>
    public static Codec<H256> Codec { get; } = new H256Codec();

    /// <summary>32 zero bytes.</summary>
    public static H256 Zero => default;

    /// <summary>The bytes, readable in place.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> Span => MemoryMarshal.CreateReadOnlySpan(in _first, 32);

    /// <summary>Equality of all bytes.</summary>
    public static bool operator ==(H256 left, H256 right) => left.Equals(right);

    /// <summary>Inequality of any byte.</summary>
    public static bool operator !=(H256 left, H256 right) => !left.Equals(right);

    /// <summary>Reads 64 hexadecimal digits, with or without <c>0x</c>.</summary>
    public static bool TryParse(string? text, out H256 hash)
    {
        hash = default;
        if (text is null) return false;
        ReadOnlySpan<char> digits = text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text;
        return digits.Length == 64 && Convert.FromHexString(digits, hash, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    /// <summary>The bytes, copied.</summary>
    public readonly byte[] ToArray() => Span.ToArray();

    /// <inheritdoc/>
    public readonly bool Equals(H256 other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is H256 other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => MemoryMarshal.Read<int>(Span);

    /// <inheritdoc/>
    public readonly int CompareTo(H256 other) => Span.SequenceCompareTo(other.Span);

    /// <summary><c>0x</c> and 64 lower-case hexadecimal digits.</summary>
    public override readonly string ToString() => "0x" + Convert.ToHexStringLower(Span);

    private sealed class H256Codec : BitwiseCodec<H256>
    {
        public override TypeInfo Type { get; } = new("primitive_types::H256", [], static () =>
            new TypeDefinition.Composite([new(null, TypeInfo.Array(Codecs.U8.Type, 32), "[u8; 32]")]));
    }
}
