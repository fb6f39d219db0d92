using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>What a header carries beside its roots, in order.</summary>
public sealed record Digest(ImmutableArray<DigestItem> Logs)
{
    /// <summary>Encodes the list.</summary>
    public static Codec<Digest> Codec { get; } = new DigestCodec();

    /// <summary>No entries.</summary>
    public static Digest Empty { get; } = new(ImmutableArray<DigestItem>.Empty);

    /// <summary>This digest with an entry more.</summary>
    public Digest With(DigestItem item) => new(Logs.Add(item));

    /// <inheritdoc/>
    public bool Equals(Digest? other) => other is not null && Logs.AsSpan().SequenceEqual(other.Logs.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Logs.Length;

    private sealed class DigestCodec : Codec<Digest>
    {
        private readonly Codec<ImmutableArray<DigestItem>> _logs = Codecs.Vec(DigestItem.Codec);

        public override TypeInfo Type { get; } = new("sp_runtime::generic::digest::Digest", [], static () =>
            new TypeDefinition.Composite([new("logs", TypeInfo.Sequence(DigestItem.Codec.Type), "Vec<DigestItem>")]));

        public override void Encode(Digest value, ref ScaleWriter writer) => _logs.Encode(value.Logs, ref writer);

        public override Digest Decode(ref ScaleReader reader) => new(_logs.Decode(ref reader));
    }
}
