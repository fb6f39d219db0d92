using Gensyn.Frame;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Runtime;

/// <summary>Writes the first state.</summary>
internal static class GenesisBuilder
{
    // The only pallet here whose storage has a version above zero (pallet_balances::STORAGE_VERSION).
    private const ushort BalancesStorageVersion = 1;

    /// <summary>Writes what a configuration asks for.</summary>
    /// <exception cref="ArgumentException">The configuration contradicts itself; the message says how.</exception>
    public static void Build(GensynRuntime runtime, IExternalities externalities, GenesisConfig config, byte[] code)
    {
        runtime.FrameSystem.Genesis(code);
        runtime.Balances.Genesis(config.Balances);
        runtime.TransactionPayment.Genesis();
        runtime.Sudo.Genesis(config.SudoKey);
        runtime.Tasks.Genesis(config.Compute.Tasks);
        runtime.Providers.Genesis(config.Compute.Providers);
        runtime.LearningProofs.Genesis(config.Compute.LearningProofs);
        runtime.Staking.Genesis(config.Compute.Staking);
        runtime.Arbitration.Genesis(config.Compute.Arbitration);

        foreach (Pallet pallet in runtime.Pallets)
        {
            ushort version = pallet == runtime.Balances ? BalancesStorageVersion : (ushort)0;
            externalities.Set(StoragePrefix.Of(pallet.Name, ":__STORAGE_VERSION__:"), Codecs.U16.ToBytes(version));
        }
    }
}
