using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>How an extrinsic presents itself, in the upper bits of its first byte.</summary>
public enum Preamble : byte
{
    /// <summary>Neither signed nor extended: an inherent, or what its pallet vouches for itself.</summary>
    Bare = 0b00,

    /// <summary>Extended, with its proof of origin among the extensions.</summary>
    General = 0b01,

    /// <summary>Signed and extended: a transaction of a wallet.</summary>
    Signed = 0b10,
}

/// <summary>An extrinsic as it stands in a block: decoded once, not yet believed.</summary>
/// <remarks>
/// The received bytes are kept: their hash names the transaction, and the received bytes of the call are what was signed.
/// Source: sp_runtime::generic::UncheckedExtrinsic. Decodes versions 4 (bare, signed) and 5 (bare, general); writes signed as 4, bare as 5.
/// </remarks>
public sealed class UncheckedExtrinsic
{
    private const byte LegacyVersion = 4;
    private const byte Version = 5;

    /// <summary>The only version of the transaction extensions there is so far.</summary>
    internal const byte ExtensionVersion = 0;

    // The longest signed payload that is signed as it is; a longer one is hashed (sp_runtime::generic::SignedPayload).
    private const int LongestPlainPayload = 256;
    private const int HashLength = 32;

    // On the stack; most transactions fit.
    private const int Room = 512;

    private readonly Range _callRange;
    private readonly Range _extensionRange;

    private UncheckedExtrinsic(
        byte[] bytes,
        Preamble preamble,
        MultiAddress? address,
        MultiSignature? signature,
        TransactionExtensions extensions,
        RuntimeCall call,
        Range extensionRange,
        Range callRange)
    {
        Bytes = bytes;
        Preamble = preamble;
        Address = address;
        Signature = signature;
        Extensions = extensions;
        Call = call;
        _extensionRange = extensionRange;
        _callRange = callRange;
    }

    /// <summary>The received bytes, length prefix included. Do not write to them.</summary>
    public byte[] Bytes { get; }

    /// <summary>How the extrinsic presents itself.</summary>
    public Preamble Preamble { get; }

    /// <summary>Who claims to have signed; null unless signed.</summary>
    public MultiAddress? Address { get; }

    /// <summary>The signature; null unless signed.</summary>
    public MultiSignature? Signature { get; }

    /// <summary>The extensions with what they decoded.</summary>
    public TransactionExtensions Extensions { get; }

    /// <summary>What is called.</summary>
    public RuntimeCall Call { get; }

    /// <summary>Decodes an extrinsic with its length prefix, which must span exactly the rest; never throws.</summary>
    /// <param name="bytes">The extrinsic; kept, so do not write to it afterwards.</param>
    /// <param name="calls">What decodes the runtime's calls.</param>
    /// <param name="extensions">The runtime's extensions.</param>
    /// <param name="extrinsic">The result.</param>
    public static bool TryDecode(byte[] bytes, object calls, ExtensionFactory extensions, [NotNullWhen(true)] out UncheckedExtrinsic? extrinsic)
    {
        extrinsic = null;
        ScaleReader reader = new(bytes, calls);
        int length = reader.ReadLength();
        if (reader.Failed || length != reader.Remaining || length == 0) return false;

        byte first = reader.ReadByte();
        Preamble preamble = (Preamble)(first >> 6);
        bool known = (preamble, first & 0b11_1111) is
            (Preamble.Bare, LegacyVersion or Version) or (Preamble.Signed, LegacyVersion) or (Preamble.General, Version);
        if (!known) return false;

        MultiAddress? address = null;
        MultiSignature? signature = null;
        if (preamble == Preamble.Signed)
        {
            address = MultiAddress.Codec.Decode(ref reader);
            signature = MultiSignature.Codec.Decode(ref reader);
        }

        if (preamble == Preamble.General && reader.ReadByte() != ExtensionVersion) return false;
        TransactionExtensions parts = extensions();
        int extensionStart = bytes.Length - reader.Remaining;
        if (preamble != Preamble.Bare) parts.Decode(ref reader);
        int callStart = bytes.Length - reader.Remaining;
        RuntimeCall call = RuntimeCall.Codec.Decode(ref reader);
        if (reader.Failed || reader.Remaining != 0) return false;

        extrinsic = new(bytes, preamble, address, signature, parts, call, extensionStart..callStart, callStart..);
        return true;
    }

    /// <summary>An inherent extrinsic of this call.</summary>
    public static byte[] EncodeBare(RuntimeCall call)
    {
        ScaleWriter body = new(stackalloc byte[Room]);
        body.WriteByte(Version);
        RuntimeCall.Codec.Encode(call, ref body);
        return WithLength(body.Written);
    }

    /// <summary>A general transaction of these parts: nobody signs it, its extensions say who calls.</summary>
    public static byte[] EncodeGeneral(TransactionExtensions extensions, RuntimeCall call)
    {
        ScaleWriter body = new(stackalloc byte[Room]);
        body.WriteByte(((byte)Preamble.General << 6) | Version);
        body.WriteByte(ExtensionVersion);
        extensions.Encode(ref body);
        RuntimeCall.Codec.Encode(call, ref body);
        return WithLength(body.Written);
    }

    /// <summary>A signed transaction of these parts.</summary>
    public static byte[] EncodeSigned(MultiAddress address, MultiSignature signature, TransactionExtensions extensions, RuntimeCall call)
    {
        ScaleWriter body = new(stackalloc byte[Room]);
        body.WriteByte(((byte)Preamble.Signed << 6) | LegacyVersion);
        MultiAddress.Codec.Encode(address, ref body);
        MultiSignature.Codec.Encode(signature, ref body);
        extensions.Encode(ref body);
        RuntimeCall.Codec.Encode(call, ref body);
        return WithLength(body.Written);
    }

    /// <summary>What a wallet signs for a call: call, explicit and implicit data, hashed when longer than 256 bytes.</summary>
    public static TransactionValidityError? SignedPayload(RuntimeCall call, TransactionExtensions extensions, out byte[] payload)
    {
        ScaleWriter writer = new(256);
        RuntimeCall.Codec.Encode(call, ref writer);
        extensions.Encode(ref writer);
        TransactionValidityError? refused = extensions.EncodeImplicit(ref writer);
        payload = ToSign(writer.Written, stackalloc byte[HashLength]).ToArray();
        return refused;
    }

    /// <summary>Checks the signature over the received bytes, and tells who signed.</summary>
    /// <returns>Why the extrinsic is refused, or null.</returns>
    [SkipLocalsInit]
    public TransactionValidityError? CheckSignature(IExternalities externalities, out AccountId signer)
    {
        signer = default;
        if (Address is not { } address || Signature is not { } signature) return InvalidTransaction.BadProof;
        // Of the five address kinds only the plain account has a meaning on this chain.
        if (address is not MultiAddress.Id { Account: AccountId account }) return UnknownTransaction.CannotLookup;
        signer = account;

        ScaleWriter writer = new(stackalloc byte[Room]);
        writer.WriteBytes(Bytes.AsSpan(_callRange));
        writer.WriteBytes(Bytes.AsSpan(_extensionRange));
        if (Extensions.EncodeImplicit(ref writer) is { } refused) return refused;
        ReadOnlySpan<byte> payload = ToSign(writer.Written, stackalloc byte[HashLength]);
        bool good = externalities.VerifySignature((SignatureScheme)signature.Kind, signature.Bytes, payload, signer.Bytes.Span);
        return good ? null : InvalidTransaction.BadProof;
    }

    private static ReadOnlySpan<byte> ToSign(ReadOnlySpan<byte> payload, Span<byte> hash)
    {
        if (payload.Length <= LongestPlainPayload) return payload;
        Hashing.Blake2_256(payload).Span.CopyTo(hash);
        return hash;
    }

    private static byte[] WithLength(ReadOnlySpan<byte> body)
    {
        byte[] extrinsic = new byte[EncodedLength.OfCompact((uint)body.Length) + body.Length];
        ScaleWriter writer = new(extrinsic);
        writer.WriteByteString(body);
        return extrinsic;
    }
}
