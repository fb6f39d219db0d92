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

    public RuntimeIdentity(RuntimeVersion runtime)
    {
        Runtime = runtime;
        Version = RuntimeVersion.Codec.ToBytes(runtime);
        _metadata = [.. MetadataVersions.Select(version => RuntimeApis.BuildMetadata((byte)version, runtime))];
        Code = RuntimeBlob.Codec.ToBytes(new(runtime.SpecName, runtime.SpecVersion, Hashing.Blake2_256(_metadata[^1])));
    }

    /// <summary>The version of the runtime.</summary>
    public RuntimeVersion Runtime { get; }

    /// <summary>The versions of metadata on offer.</summary>
    public static ImmutableArray<uint> MetadataVersions { get; } = [OldestMetadata, 15, NewestMetadata];

    /// <summary>The encoded version of the runtime.</summary>
    public byte[] Version { get; }

    /// <summary>What <c>:code</c> holds: the <see cref="RuntimeBlob"/> of this runtime.</summary>
    public byte[] Code { get; }

    /// <summary>The metadata in a version, or null.</summary>
    public byte[]? Metadata(uint version) => version is >= OldestMetadata and <= NewestMetadata ? _metadata[version - OldestMetadata] : null;
}
