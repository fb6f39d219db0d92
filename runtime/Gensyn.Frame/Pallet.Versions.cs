using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <content>The version of the pallet's storage, and what a new runtime does to it.</content>
public abstract partial class Pallet
{
    private const string VersionItem = ":__STORAGE_VERSION__:";

    /// <summary>The version of its storage that this code reads and writes.</summary>
    public virtual ushort InCodeStorageVersion => 0;

    /// <summary>The version of its storage that the state holds; 0 where none was written.</summary>
    // Source: frame_support::traits::StorageVersion.
    public ushort OnChainStorageVersion =>
        Context.Externalities.Get(VersionKey) is { } bytes && Codecs.U16.TryDecode(bytes, out ushort version) ? version : (ushort)0;

    private byte[] VersionKey => StoragePrefix.Of(Name, VersionItem);

    /// <summary>Writes which version of its storage the state holds.</summary>
    public void SetOnChainStorageVersion(ushort version) => Context.Externalities.Set(VersionKey, Codecs.U16.ToBytes(version));

    /// <summary>Runs before the first block of a new runtime, when all migrations have run; returns what it cost.</summary>
    public virtual Weight OnRuntimeUpgrade() => default;

    /// <summary>Remembers what <see cref="PostUpgrade"/> compares with: a check for tests, never part of a block (FRAME's pre_upgrade).</summary>
    public virtual byte[] PreUpgrade() => [];

    /// <summary>What is wrong after <see cref="OnRuntimeUpgrade"/>, or null: a check for tests, never part of a block (FRAME's post_upgrade).</summary>
    /// <param name="state">What <see cref="PreUpgrade"/> returned.</param>
    public virtual string? PostUpgrade(byte[] state) => null;

    /// <summary>Whether the state holds nothing of the pallet.</summary>
    internal bool IsNew
    {
        get
        {
            byte[] prefix = StoragePrefix.OfPallet(Name);
            return Context.Externalities.NextKey(prefix) is not { } first || !first.AsSpan().StartsWith(prefix);
        }
    }
}
