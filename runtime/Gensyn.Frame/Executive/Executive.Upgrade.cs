using System.Collections.Immutable;
using Gensyn.Primitives;

namespace Gensyn.Frame;

/// <content>What the first block of a new runtime begins with.</content>
public sealed partial class Executive
{
    /// <summary>The runtime's migrations, in the order in which they run.</summary>
    public ImmutableArray<Migration> Migrations { get; init; } = [];

    /// <summary>Gives pallets that are new their storage version, then runs the migrations and the pallets' hooks; returns what it cost.</summary>
    // Source: frame_executive, execute_on_runtime_upgrade: before_all_runtime_migrations, then the migrations, then AllPalletsWithSystem.
    public Weight ExecuteOnRuntimeUpgrade()
    {
        Weight weight = default;
        StartNewPallets();
        foreach (Migration migration in Migrations) weight += migration.OnRuntimeUpgrade();
        foreach (Pallet pallet in pallets) weight += pallet.OnRuntimeUpgrade();
        return weight;
    }

    /// <summary>Runs an upgrade between the checks that belong to it, for tests and operators: FRAME's try-runtime.</summary>
    /// <param name="weight">What the upgrade cost.</param>
    /// <returns>
    /// What is wrong, or null. Besides what the migrations and pallets check themselves, the state of each pallet must be in order and at the version of its
    /// code.
    /// </returns>
    public string? TryRuntimeUpgrade(out Weight weight)
    {
        weight = default;
        StartNewPallets();

        // Each between its own checks: the second of two migrations starts from what the first left.
        foreach (Migration migration in Migrations)
        {
            byte[] before = migration.PreUpgrade();
            weight += migration.OnRuntimeUpgrade();
            if (migration.PostUpgrade(before) is { } wrong) return $"{migration.GetType().Name}: {wrong}";
        }

        foreach (Pallet pallet in pallets)
        {
            byte[] before = pallet.PreUpgrade();
            weight += pallet.OnRuntimeUpgrade();
            if (pallet.PostUpgrade(before) is { } wrong) return $"{pallet.Name}: {wrong}";
        }

        system.NoteRuntimeVersion();
        foreach (Pallet pallet in pallets)
        {
            ushort version = pallet.OnChainStorageVersion;
            if (version != pallet.InCodeStorageVersion) return $"{pallet.Name}: the state is at storage version {version} and the code at {pallet.InCodeStorageVersion}";
            if (pallet.TryState() is { } wrong) return $"{pallet.Name}: {wrong}";
        }

        return null;
    }

    private void StartNewPallets()
    {
        foreach (Pallet pallet in pallets)
        {
            if (pallet.IsNew) pallet.SetOnChainStorageVersion(pallet.InCodeStorageVersion);
        }
    }
}
