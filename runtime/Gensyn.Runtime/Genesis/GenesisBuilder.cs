namespace Gensyn.Runtime;

/// <summary>Writes the first state.</summary>
internal static class GenesisBuilder
{
    /// <summary>Writes what a configuration asks for.</summary>
    /// <exception cref="ArgumentException">The configuration contradicts itself; the message says how.</exception>
    public static void Build(GensynRuntime runtime, GenesisConfig config, byte[] code)
    {
        runtime.FrameSystem.Genesis(code);
        runtime.Balances.Genesis(config.Balances);
        runtime.TransactionPayment.Genesis(config.Multiplier);
        runtime.Sudo.Genesis(config.SudoKey);
        runtime.Session.Genesis(config.SessionKeys, config.NonAuthorityKeys);
        runtime.Aura.Genesis(config.AuraAuthorities);
        runtime.Tasks.Genesis(config.Compute.Tasks);
        runtime.Providers.Genesis(config.Compute.Providers);
        runtime.LearningProofs.Genesis(config.Compute.LearningProofs);
        runtime.Staking.Genesis(config.Compute.Staking);
        runtime.Arbitration.Genesis(config.Compute.Arbitration);

        runtime.StoreStorageVersions();
    }
}
