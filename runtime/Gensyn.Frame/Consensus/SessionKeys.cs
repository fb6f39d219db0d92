using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>The keys of a validator, one for each of its duties: to seal blocks is the only one.</summary>
/// <remarks>Source: sp_runtime::impl_opaque_keys!, as polkadot-sdk's parachain template uses it.</remarks>
/// <param name="Aura">The key that its blocks are sealed with.</param>
public readonly record struct SessionKeys(AuraId Aura)
{
    // The proof of a key is its signature over these letters and the owner. Source: sp_core::proof_of_possession::statement_of_ownership.
    private static readonly byte[] Statement = "POP_"u8.ToArray();

    /// <summary>Encodes the keys one after the other.</summary>
    public static Codec<SessionKeys> Codec { get; } = new SessionKeysCodec();

    /// <summary>What the keys are for, in their order.</summary>
    public static ImmutableArray<KeyTypeId> KeyTypes => [KeyTypeId.Aura];

    /// <summary>What an owner's keys sign to prove that their secrets are known.</summary>
    public static byte[] StatementOf(ReadOnlySpan<byte> owner) => [.. Statement, .. owner];

    /// <summary>The key for a purpose; empty where there is none.</summary>
    public byte[] Raw(KeyTypeId type) => type == KeyTypeId.Aura ? Aura.Key.ToArray() : [];

    /// <summary>Whether a proof holds one signature of every key, in order and nothing else, over the statement of their owner.</summary>
    public bool IsOwnershipProof(ReadOnlySpan<byte> owner, ReadOnlySpan<byte> proof, IExternalities externalities) =>
        proof.Length == 64 && externalities.VerifySignature(SignatureScheme.Sr25519, proof, StatementOf(owner), Aura.Key.Span);

    private sealed class SessionKeysCodec : BitwiseCodec<SessionKeys>
    {
        public override TypeInfo Type { get; } = new("gensyn_runtime::SessionKeys", [], static () => new TypeDefinition.Composite(
            [new("aura", AuraId.Codec.Type, "<Aura as $crate::BoundToRuntimeAppPublic>::Public")]));
    }
}
