using System.Buffers.Binary;
using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Node.Chain;

/// <summary>Whose turn it is to make a block on a chain that runs Aura, and whether a block made elsewhere is of the one whose turn it was.</summary>
/// <remarks>
/// Source: sc-consensus-aura, standalone.rs. An author names its slot in the digest and signs the hash of the finished header; that signature is the seal,
/// the digest's last item. The runtime never sees it.
/// </remarks>
/// <param name="host">Asks the runtime for its slots and authorities.</param>
/// <param name="keystore">The node's keys; null for a node that makes no sealed blocks.</param>
/// <param name="clock">Tells which slot it is.</param>
internal sealed class AuraSlots(ExecutionHost host, IKeystore? keystore, TimeProvider clock)
{
    private const int SignatureLength = 64;

    private static readonly RuntimeApiId Api = RuntimeApiId.Of("AuraApi");
    private static readonly Codec<ImmutableArray<H256>> Authorities = Codecs.Vec(H256.Codec);

    /// <summary>The turn in which a block with these inherents is made on a parent; null where the runtime has no Aura.</summary>
    /// <exception cref="OthersTurnException">It is the turn of somebody whose key is not here.</exception>
    /// <exception cref="RuntimeException">The runtime's slots are malformed, or the time is missing.</exception>
    public AuraTurn? Claim(H256 parent, InherentData inherents)
    {
        if (!RunsAura(parent)) return null;
        if (inherents.Get(InherentId.Timestamp) is not { Length: 8 } time) throw new RuntimeException("A block with a slot needs a time.");
        ulong slot = BinaryPrimitives.ReadUInt64LittleEndian(time) / DurationAt(parent);
        ImmutableArray<H256> authorities = AuthoritiesAt(parent);
        H256 author = AuthorOf(slot, authorities);
        if (keystore is not null && Holds(author)) return new AuraTurn(slot, author, keystore);
        throw authorities.Any(Holds)
            ? new OthersTurnException($"Slot {slot} is the turn of {author}.", holdsKey: true)
            : new OthersTurnException(
                $"Slot {slot} is the turn of {author}, whose key is not in the keystore. Start with --alice on the development chain, or call author_insertKey.",
                holdsKey: false);
    }

    /// <summary>Checks the seal of a block made elsewhere and takes it off: what is left is the header that the runtime made.</summary>
    /// <exception cref="RuntimeException">The seal is missing, malformed or not the author's, or the block is ahead of its time.</exception>
    public BlockHeader Unseal(BlockHeader header)
    {
        if (!RunsAura(header.ParentHash)) return header;
        ImmutableArray<DigestItem> logs = header.Digest.Logs;
        if (logs.IsEmpty) throw new RuntimeException("Header is unsealed.");
        if (logs[^1] is not DigestItem.Seal seal || seal.Engine != EngineId.Aura || seal.Payload.Length != SignatureLength)
        {
            throw new RuntimeException("Header has a malformed seal.");
        }

        BlockHeader made = header with { Digest = new Digest(logs.RemoveAt(logs.Length - 1)) };
        ulong slot = SlotOf(made.Digest);
        // A slot of difference is left to clocks that do not agree. Source: sc-consensus-aura's import_queue.
        ulong now = (ulong)Math.Max(0, clock.GetUtcNow().ToUnixTimeMilliseconds()) / DurationAt(header.ParentHash);
        if (slot > now + 1) throw new RuntimeException("Header slot is in the future.");
        H256 author = AuthorOf(slot, AuthoritiesAt(header.ParentHash));
        return DirectSignatureVerifier.Instance.Verify(SignatureScheme.Sr25519, seal.Payload, made.Hash().Span, author.Span)
            ? made
            : throw new RuntimeException("Header has a bad signature.");
    }

    private static ulong SlotOf(Digest digest)
    {
        // The runtime takes the first of Aura's items, whatever follows the slot in it. So there may be one only, malformed ones counted: what is
        // looked at here must be what is executed.
        DigestItem.PreRuntime? found = null;
        foreach (DigestItem item in digest.Logs)
        {
            if (item is not DigestItem.PreRuntime named || named.Engine != EngineId.Aura) continue;
            if (found is not null) throw new RuntimeException("Multiple Aura pre-runtime headers.");
            found = named;
        }

        return found is { Payload.Length: >= sizeof(ulong) } ? BinaryPrimitives.ReadUInt64LittleEndian(found.Payload) : throw new RuntimeException("No Aura pre-runtime digest found.");
    }

    private bool RunsAura(H256 parent) => host.VersionAt(parent).Apis.Any(static api => api.Id == Api);

    private ulong DurationAt(H256 parent) =>
        host.Call(parent, "AuraApi_slot_duration", []) is { Length: 8 } answer && BinaryPrimitives.ReadUInt64LittleEndian(answer) is > 0 and ulong duration
            ? duration
            : throw new RuntimeException("The runtime's slots have no duration.");

    private ImmutableArray<H256> AuthoritiesAt(H256 parent) =>
        Authorities.TryDecode(host.Call(parent, "AuraApi_authorities", []), out ImmutableArray<H256> authorities) && !authorities.IsEmpty
            ? authorities
            : throw new RuntimeException("No slot author for provided slot.");

    private static H256 AuthorOf(ulong slot, ImmutableArray<H256> authorities) => authorities[(int)(slot % (ulong)authorities.Length)];

    private bool Holds(H256 authority) => keystore is not null && keystore.Contains(AuraTurn.KeyType, authority.Span);
}
