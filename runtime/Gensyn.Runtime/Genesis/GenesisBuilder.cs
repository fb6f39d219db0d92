using Gensyn.Frame;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Providers;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Pallets.Compute.Tasks;
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
        runtime.Tasks.Genesis(TaskParameters.Development);
        runtime.Providers.Genesis(ProviderParameters.Development);
        runtime.LearningProofs.Genesis(ProofParameters.Development);
        runtime.Staking.Genesis(StakingParameters.Development);
        runtime.Arbitration.Genesis(ArbitrationParameters.Development);

        foreach (Pallet pallet in runtime.Pallets)
        {
            ushort version = pallet == runtime.Balances ? BalancesStorageVersion : (ushort)0;
            externalities.Set(StoragePrefix.Of(pallet.Name, ":__STORAGE_VERSION__:"), Codecs.U16.ToBytes(version));
        }
    }
}
