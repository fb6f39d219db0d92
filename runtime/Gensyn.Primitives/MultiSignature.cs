using System.Runtime.CompilerServices;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>The kinds of signature an extrinsic may carry.</summary>
public enum MultiSignatureKind : byte
{
    /// <summary>Ed25519, 64 bytes.</summary>
    Ed25519 = 0,

    /// <summary>Schnorrkel over ristretto255, 64 bytes.</summary>
    Sr25519 = 1,

    /// <summary>Secp256k1 with recovery over a BLAKE2b hash, 65 bytes.</summary>
    Ecdsa = 2,

    /// <summary>Secp256k1 with recovery over a Keccak hash, 65 bytes.</summary>
    Eth = 3,
}

/// <summary>A signature of any kind; two are equal when their bytes are.</summary>
/// <remarks>Source: sp_runtime::MultiSignature.</remarks>
public sealed record MultiSignature
{
    // In the object itself: a block holds one for each transaction.
    private readonly Room _bytes;

    /// <summary>A signature of this kind.</summary>
    /// <exception cref="ArgumentException">The kind has signatures of another length.</exception>
    public MultiSignature(MultiSignatureKind kind, ReadOnlySpan<byte> bytes)
    {
        if (kind > MultiSignatureKind.Eth || bytes.Length != Size(kind)) throw new ArgumentException("The signature's length is not its kind's.", nameof(bytes));
        Kind = kind;
        bytes.CopyTo(_bytes);
    }

    /// <summary>Encodes the kind and the bytes.</summary>
    public static Codec<MultiSignature> Codec { get; } = new MultiSignatureCodec();

    /// <summary>The kind.</summary>
    public MultiSignatureKind Kind { get; }

    /// <summary>The signature itself.</summary>
    public ReadOnlySpan<byte> Bytes => ((ReadOnlySpan<byte>)_bytes)[..Size(Kind)];

    /// <inheritdoc/>
    public bool Equals(MultiSignature? other) => other is not null && Kind == other.Kind && Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, _bytes[0], _bytes[1], _bytes[2], _bytes[3]);

    [InlineArray(65)]
    private struct Room
    {
        private byte _first;
    }

    private static int Size(MultiSignatureKind kind) => kind >= MultiSignatureKind.Ecdsa ? 65 : 64;

    private sealed class MultiSignatureCodec : Codec<MultiSignature>
    {
        public override TypeInfo Type { get; } = new("sp_runtime::MultiSignature", [], static () => new TypeDefinition.Variant(
        [
            new("Ed25519", 0, [new(null, TypeInfo.Array(Codecs.U8.Type, 64), "ed25519::Signature")]),
            new("Sr25519", 1, [new(null, TypeInfo.Array(Codecs.U8.Type, 64), "sr25519::Signature")]),
            new("Ecdsa", 2, [new(null, TypeInfo.Array(Codecs.U8.Type, 65), "ecdsa::Signature")]),
            new("Eth", 3, [new(null, TypeInfo.Array(Codecs.U8.Type, 65), "ecdsa::KeccakSignature")]),
        ]));

        public override int MinEncodedLen => 65;

        public override int? MaxEncodedLen => 66;

        public override void Encode(MultiSignature value, ref ScaleWriter writer)
        {
            writer.WriteByte((byte)value.Kind);
            writer.WriteBytes(value.Bytes);
        }

        public override MultiSignature Decode(ref ScaleReader reader)
        {
            MultiSignatureKind kind = (MultiSignatureKind)reader.ReadByte();
            if (kind > MultiSignatureKind.Eth) reader.Fail();
            ReadOnlySpan<byte> bytes = reader.ReadBytes(Size(kind));
            return reader.Failed ? new MultiSignature(MultiSignatureKind.Ed25519, new byte[64]) : new MultiSignature(kind, bytes);
        }
    }
}
