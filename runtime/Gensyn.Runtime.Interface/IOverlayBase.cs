namespace Gensyn.Runtime.Interface;

/// <summary>One trie of the state below an overlay.</summary>
internal interface IOverlayBase
{
    byte[]? Get(ReadOnlySpan<byte> key);

    byte[]? NextKey(ReadOnlySpan<byte> key);
}

/// <summary>The top trie.</summary>
internal sealed class TopBase(IStateBackend backend) : IOverlayBase
{
    public byte[]? Get(ReadOnlySpan<byte> key) => backend.Get(key);

    public byte[]? NextKey(ReadOnlySpan<byte> key) => backend.NextKey(key);
}

/// <summary>A default child trie.</summary>
internal sealed class ChildBase(IStateBackend backend, byte[] id) : IOverlayBase
{
    public byte[]? Get(ReadOnlySpan<byte> key) => backend.ChildGet(id, key);

    public byte[]? NextKey(ReadOnlySpan<byte> key) => backend.ChildNextKey(id, key);
}
