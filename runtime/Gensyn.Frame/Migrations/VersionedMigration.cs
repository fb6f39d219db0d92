using System.Globalization;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Frame;

/// <summary>A migration that runs only where the state holds the version it starts from, and writes the version that it ends at.</summary>
/// <remarks>Source: frame_support::migrations::VersionedMigration. Running it twice is harmless.</remarks>
/// <param name="pallet">The pallet whose storage changes.</param>
/// <param name="from">The version that it starts from.</param>
/// <param name="to">The version that it ends at.</param>
/// <param name="change">What it does; looks at no version itself.</param>
/// <param name="externalities">Where its log lines go.</param>
/// <param name="db">What reading and writing the version costs.</param>
public sealed class VersionedMigration(
    Pallet pallet, ushort from, ushort to, Migration change, IExternalities externalities, DbWeight db) : Migration
{
    private const byte Executed = 0;
    private const byte Noop = 1;

    /// <inheritdoc/>
    public override Weight OnRuntimeUpgrade()
    {
        ushort version = pallet.OnChainStorageVersion;
        if (version != from)
        {
            Log(RuntimeLogLevel.Warn, $"Pallet {pallet.Name}: the migration from storage version {from} to {to} can be removed; the state is at {version}.");
            return db.Of(1, 0);
        }

        Log(RuntimeLogLevel.Info, $"Pallet {pallet.Name}: migrating from storage version {from} to {to}.");
        Weight weight = change.OnRuntimeUpgrade();
        pallet.SetOnChainStorageVersion(to);
        return weight + db.Of(1, 1);
    }

    /// <inheritdoc/>
    // FRAME's VersionedPostUpgradeData: whether the migration will run decides whether it is checked afterwards.
    public override byte[] PreUpgrade() => pallet.OnChainStorageVersion == from ? [Executed, .. change.PreUpgrade()] : [Noop];

    /// <inheritdoc/>
    public override string? PostUpgrade(byte[] state) => state[0] == Executed ? change.PostUpgrade(state[1..]) : null;

    private void Log(RuntimeLogLevel level, FormattableString message) =>
        externalities.Log(level, "runtime::frame-support", message.ToString(CultureInfo.InvariantCulture));
}
