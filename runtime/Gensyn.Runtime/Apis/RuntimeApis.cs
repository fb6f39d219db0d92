using System.Collections.Immutable;
using Gensyn.Primitives;

namespace Gensyn.Runtime;

/// <summary>Which runtime APIs there are, and in which version.</summary>
public static partial class RuntimeApis
{
    // The versions of polkadot-sdk unstable2604.
    private static readonly ImmutableArray<(string Name, uint Version)> Names =
    [
        ("AuraApi", 1),
        ("Core", 5),
        ("Metadata", 2),
        ("BlockBuilder", 6),
        ("TaggedTransactionQueue", 3),
        ("OffchainWorkerApi", 2),
        ("SessionKeys", 2),
        ("AccountNonceApi", 1),
        ("TransactionPaymentApi", 4),
        ("TransactionPaymentCallApi", 3),
        ("GenesisBuilder", 1),
        ("RuntimeViewFunction", 1),
        ("ComputeApi", 1),
    ];

    /// <summary>What this runtime is.</summary>
    public static RuntimeVersion Version { get; } = UnderVersion(RuntimeConstants.SpecVersion);

    /// <summary>What this runtime is under another version number.</summary>
    internal static RuntimeVersion UnderVersion(uint specVersion) => new(
        RuntimeConstants.SpecName,
        RuntimeConstants.SpecName,
        AuthoringVersion: 1,
        specVersion,
        ImplVersion: 0,
        [.. Names.Select(static api => (RuntimeApiId.Of(api.Name), api.Version))],
        RuntimeConstants.TransactionVersion,
        SystemVersion: 1);

    private static uint VersionOf(string name) => Names.Single(api => api.Name == name).Version;
}
