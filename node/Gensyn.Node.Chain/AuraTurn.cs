using System.Buffers.Binary;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Chain;

/// <summary>A slot in which this node may make a block, because the key of the slot's author is its own.</summary>
internal sealed class AuraTurn(ulong slot, H256 author, IKeystore keystore)
{
    /// <summary>What Aura's keys are kept under: "aura", little-endian (sp_core::crypto::key_types::AURA).</summary>
    public const uint KeyType = 0x61727561;

    /// <summary>The digest that the block begins with: it names the slot.</summary>
    public Digest Digest
    {
        get
        {
            byte[] number = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(number, slot);
            return new Digest([new DigestItem.PreRuntime(EngineId.Aura, number)]);
        }
    }

    /// <summary>The finished header with its author's signature, which gives the block its hash.</summary>
    /// <exception cref="RuntimeException">The keystore holds another secret under the author's key.</exception>
    public BlockHeader Seal(BlockHeader header)
    {
        byte[] signature = keystore.SignSr25519(KeyType, author.Span, header.Hash().Span)
            ?? throw new RuntimeException($"The keystore's secret of {author} does not sign for it.");
        return header with { Digest = header.Digest.With(new DigestItem.Seal(EngineId.Aura, signature)) };
    }
}
