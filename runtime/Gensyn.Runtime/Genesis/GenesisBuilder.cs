using Gensyn.Frame;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Runtime;

/// <summary>Writes the first state.</summary>
internal static class GenesisBuilder
{
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
            ushort version = IsSecondVersion(pallet) ? (ushort)1 : (ushort)0;
            externalities.Set(StoragePrefix.Of(pallet.Name, ":__STORAGE_VERSION__:"), Codecs.U16.ToBytes(version));
        }
    }

    // The storage of these pallets has been changed once (STORAGE_VERSION in pallet_balances and pallet_multisig); no other's has.
    private static bool IsSecondVersion(Pallet pallet) => pallet.Name is "Balances" or "Multisig";
}
