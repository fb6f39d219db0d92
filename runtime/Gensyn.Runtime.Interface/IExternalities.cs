using Gensyn.Primitives;

namespace Gensyn.Runtime.Interface;

/// <summary>Signature schemes of the host, numbered like <see cref="MultiSignatureKind"/>.</summary>
public enum SignatureScheme : byte
{
    /// <summary>Ed25519, ZIP-215 rules.</summary>
    Ed25519 = 0,

    /// <summary>Schnorrkel over ristretto255, context <c>substrate</c>.</summary>
    Sr25519 = 1,

    /// <summary>Secp256k1 with recovery, over the BLAKE2b-256 hash of the message.</summary>
    Ecdsa = 2,

    /// <summary>Secp256k1 with recovery, over the Keccak-256 hash of the message.</summary>
    Eth = 3,
}

/// <summary>What the host gives a runtime while it executes: one view of the state, and the host functions.</summary>
/// <remarks>Source: Polkadot host API. One object serves one execution and is used by one thread.</remarks>
public interface IExternalities : IChildStorage
{
    /// <summary>The value under a key, or null. The array belongs to the host: do not write to it.</summary>
    byte[]? Get(ReadOnlySpan<byte> key);

    /// <summary>Sets a value. The array is kept: do not write to it afterwards.</summary>
    void Set(ReadOnlySpan<byte> key, byte[] value);

    /// <summary>Removes a key.</summary>
    void Remove(ReadOnlySpan<byte> key);

    /// <summary>Whether a key has a value.</summary>
    bool Contains(ReadOnlySpan<byte> key);

    /// <summary>Adds an encoded item to an encoded list, in time that does not depend on the list's length.</summary>
    void Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> encodedItem);

    /// <summary>The smallest key after this one, or null.</summary>
    byte[]? NextKey(ReadOnlySpan<byte> key);

    /// <summary>Removes keys with a prefix: all that only the overlay has, and at most this many of the state below.</summary>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="limit">How many keys of the state below may be looked at; null for all.</param>
    /// <param name="cursor">Where an earlier call stopped; null to begin at the first key.</param>
    RemovalResult ClearPrefix(ReadOnlySpan<byte> prefix, uint? limit = null, byte[]? cursor = null);

    /// <summary>Opens a layer of changes.</summary>
    void BeginTransaction();

    /// <summary>Keeps the changes of the innermost layer.</summary>
    void CommitTransaction();

    /// <summary>Drops the changes of the innermost layer.</summary>
    void RollbackTransaction();

    /// <summary>The root of the state with all changes so far.</summary>
    H256 StorageRoot(StateVersion version);

    /// <summary>The root of a list: keys are compact indices.</summary>
    H256 OrderedRoot(IReadOnlyList<byte[]> values, StateVersion version);

    /// <summary>Whether a signature is good. The signer is a public key, and an account of 32 bytes where the scheme recovers the key.</summary>
    bool VerifySignature(SignatureScheme scheme, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signer);

    /// <summary>The node's keys; null in a block and wherever else the outcome must be the same on every machine.</summary>
    IKeystore? Keystore => null;

    /// <summary>Bytes of proof recorded so far, or null when nothing records.</summary>
    ulong? ProofSize { get; }

    /// <summary>Writes to the node's log.</summary>
    void Log(RuntimeLogLevel level, string target, string message);
}

/// <summary>How much a log line matters.</summary>
public enum RuntimeLogLevel : byte
{
    /// <summary>Something failed.</summary>
    Error = 1,

    /// <summary>Something is odd.</summary>
    Warn = 2,

    /// <summary>News.</summary>
    Info = 3,

    /// <summary>Detail.</summary>
    Debug = 4,
}
