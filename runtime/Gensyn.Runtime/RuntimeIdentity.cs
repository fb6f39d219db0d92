using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Runtime;

/// <summary>What this runtime tells of itself: version, metadata, and the bytes that stand for its code.</summary>
internal sealed class RuntimeIdentity
{
    /// <summary>The metadata version that every client reads.</summary>
    public const uint OldestMetadata = 14;

    private const uint NewestMetadata = 16;

    // "\0" as in a Wasm module's own magic, so that the two are never confused.
    private static readonly byte[] Magic = "\0net"u8.ToArray();

    private readonly byte[][] _metadata;

    public RuntimeIdentity()
    {
        Version = RuntimeVersion.Codec.ToBytes(RuntimeApis.Version);
        _metadata = [.. MetadataVersions.Select(static version => RuntimeApis.BuildMetadata((byte)version))];

        ScaleWriter code = new(64);
        code.WriteBytes(Magic);
        code.WriteString(RuntimeConstants.SpecName);
        code.WriteU32(RuntimeConstants.SpecVersion);
        code.WriteBytes(Hashing.Blake2_256(_metadata[^1]).Span);
        Code = code.ToArray();
    }

    /// <summary>The versions of metadata on offer.</summary>
    public static ImmutableArray<uint> MetadataVersions { get; } = [OldestMetadata, 15, NewestMetadata];

    /// <summary>The encoded version of the runtime.</summary>
    public byte[] Version { get; }

    /// <summary>What <c>:code</c> holds: magic, name, version and the hash of the newest metadata, so that every upgrade changes it.</summary>
    public byte[] Code { get; }

    /// <summary>The metadata in a version, or null.</summary>
    public byte[]? Metadata(uint version) => version is >= OldestMetadata and <= NewestMetadata ? _metadata[version - OldestMetadata] : null;
}
