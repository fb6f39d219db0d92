using System.Collections.Immutable;
using Gensyn.Primitives;

namespace Gensyn.Runtime;

/// <summary>What this runtime tells of itself: version, metadata, and the bytes that stand for its code.</summary>
internal sealed class RuntimeIdentity
{
    /// <summary>The metadata version that every client reads.</summary>
    public const uint OldestMetadata = 14;

    private const uint NewestMetadata = 16;

    private readonly byte[][] _metadata;

    public RuntimeIdentity()
    {
        Version = RuntimeVersion.Codec.ToBytes(RuntimeApis.Version);
        _metadata = [.. MetadataVersions.Select(static version => RuntimeApis.BuildMetadata((byte)version))];

        Code = RuntimeBlob.Codec.ToBytes(new(RuntimeConstants.SpecName, RuntimeConstants.SpecVersion, Hashing.Blake2_256(_metadata[^1])));
    }

    /// <summary>The versions of metadata on offer.</summary>
    public static ImmutableArray<uint> MetadataVersions { get; } = [OldestMetadata, 15, NewestMetadata];

    /// <summary>The encoded version of the runtime.</summary>
    public byte[] Version { get; }

    /// <summary>What <c>:code</c> holds: the <see cref="RuntimeBlob"/> of this runtime.</summary>
    public byte[] Code { get; }

    /// <summary>The metadata in a version, or null.</summary>
    public byte[]? Metadata(uint version) => version is >= OldestMetadata and <= NewestMetadata ? _metadata[version - OldestMetadata] : null;
}
