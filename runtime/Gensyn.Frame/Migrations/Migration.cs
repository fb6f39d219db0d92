using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <summary>Changes the state once, before the first block of a new runtime.</summary>
/// <remarks>A runtime lists its migrations in <see cref="FrameRuntime.Migrations"/>; they run in that order, before the pallets' own hooks.</remarks>
public abstract class Migration
{
    /// <summary>Changes the state; returns what it cost.</summary>
    public abstract Weight OnRuntimeUpgrade();

    /// <summary>Remembers what <see cref="PostUpgrade"/> compares with: a check for tests, never part of a block.</summary>
    public virtual byte[] PreUpgrade() => [];

    /// <summary>What is wrong after <see cref="OnRuntimeUpgrade"/>, or null: a check for tests, never part of a block.</summary>
    /// <param name="state">What <see cref="PreUpgrade"/> returned.</param>
    public virtual string? PostUpgrade(byte[] state) => null;
}
