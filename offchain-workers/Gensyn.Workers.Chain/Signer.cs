using System.Security.Cryptography;
using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Workers.Chain;

/// <summary>What a transaction is signed for, besides its call.</summary>
/// <param name="SpecVersion">Version of the runtime.</param>
/// <param name="TransactionVersion">Version of the transaction format.</param>
/// <param name="Genesis">Hash of block 0.</param>
/// <param name="Era">How long the transaction is valid.</param>
/// <param name="Checkpoint">Hash of the block that the era starts at.</param>
/// <param name="Nonce">The account's transactions so far.</param>
public readonly record struct SigningData(uint SpecVersion, uint TransactionVersion, H256 Genesis, Era Era, H256 Checkpoint, uint Nonce);

/// <summary>An account that can sign transactions.</summary>
public sealed class Signer
{
    /// <summary>The network prefix of this chain's addresses.</summary>
    public const ushort AddressPrefix = 42;

    private readonly Sr25519KeyPair _keys;

    private Signer(Sr25519KeyPair keys)
    {
        _keys = keys;
        Account = new AccountId(keys.PublicKey);
        Address = Ss58.Encode(keys.PublicKey, AddressPrefix);
    }

    /// <summary>The account.</summary>
    public AccountId Account { get; }

    /// <summary>The account as people write it.</summary>
    public string Address { get; }

    /// <summary>The account of a secret URI: <c>//Alice</c>, a BIP-39 phrase or a hexadecimal seed, with junctions and a password.</summary>
    /// <exception cref="FormatException">The URI is malformed; the message says how, without any part of it.</exception>
    public static Signer FromUri(string uri) => new(Sr25519KeyPair.FromUri(uri));

    /// <summary>The signed extrinsic of a call, with its length prefix.</summary>
    public byte[] Sign(RuntimeCall call, SigningData data)
    {
        TransactionExtensions extensions = new([new WalletExtension(data)]);
        UncheckedExtrinsic.SignedPayload(call, extensions, out byte[] payload);
        Span<byte> randomness = stackalloc byte[32];
        RandomNumberGenerator.Fill(randomness);
        byte[] signature = _keys.Sign(payload, randomness);
        return UncheckedExtrinsic.EncodeSigned(new MultiAddress.Id(Account), new MultiSignature(MultiSignatureKind.Sr25519, signature), extensions, call);
    }

    /// <summary>What all extensions of the runtime together put into the extrinsic and into the payload, in their order.</summary>
    private sealed class WalletExtension(SigningData data) : TransactionExtension
    {
        public override string Identifier => "Wallet";

        public override void Encode(ref ScaleWriter writer)
        {
            Era.Codec.Encode(data.Era, ref writer);
            writer.WriteCompact(data.Nonce);
            writer.WriteCompact(UInt128.Zero); // No tip.
            writer.WriteByte(0); // CheckMetadataHash: disabled.
        }

        public override TransactionValidityError? EncodeImplicit(ref ScaleWriter writer)
        {
            writer.WriteU32(data.SpecVersion);
            writer.WriteU32(data.TransactionVersion);
            writer.WriteBytes(data.Genesis.Span);
            writer.WriteBytes(data.Checkpoint.Span);
            writer.WriteByte(0); // No metadata hash.
            return null;
        }
    }
}
