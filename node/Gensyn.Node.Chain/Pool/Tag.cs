namespace Gensyn.Node.Chain;

/// <summary>What a transaction provides or requires: opaque bytes, compared by content.</summary>
internal readonly struct Tag(byte[] bytes) : IEquatable<Tag>
{
    private readonly byte[] _bytes = bytes;

    public bool Equals(Tag other) => _bytes.AsSpan().SequenceEqual(other._bytes);

    public override bool Equals(object? obj) => obj is Tag other && Equals(other);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }
}
