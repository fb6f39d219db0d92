using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Runtime.Tests.Clients;

/// <summary>Our metadata beside that of live chains: what both have is the same, and what is not is explained.</summary>
public sealed class MetadataFactsTests
{
    private const string NoTasks = "no pallet of this chain has FRAME tasks";
    private const string AuraKeys = "authors sign with sr25519, as on all chains but Polkadot's and Kusama's Asset Hubs";
    private const string NoIndices = "accounts have no index, as on Asset Hub; the kitchen-sink node has pallet_indices";

    // What differs on purpose: what it is about, what it is here (null: nothing), and why.
    private static readonly (string About, string? Ours, string Why)[] Differences =
    [
        ("call System.do_task", null, NoTasks),
        ("event System.TaskStarted", null, NoTasks),
        ("event System.TaskCompleted", null, NoTasks),
        ("event System.TaskFailed", null, NoTasks),
        ("error System.InvalidTask", null, NoTasks),
        ("error System.FailedTask", null, NoTasks),
        ("error System.MultiBlockMigrationsOngoing", null, "migrations here end in the block that they start in"),
        ("type frame_system::CodeUpgradeAuthorization<T>", null, "the parameter has no argument: clients see the same fields"),
        ("type frame_system::CodeUpgradeAuthorization", "(code_hash: H256 [T::Hash], check_version: bool [bool])", "as above"),
        ("type frame_system::LastRuntimeUpgradeInfo", "(spec_version: Compact<u32> [codec::Compact<u32>], spec_name: str [Cow<'static, str>])", "the same bytes without the wrapper"),
        ("type sp_consensus_aura::ed25519::app_ed25519::Public", null, AuraKeys),
        ("type sp_consensus_aura::sr25519::app_sr25519::Public", "([u8;32] [sr25519::Public])", AuraKeys),
        ("call Sudo.set_key", "2 (new: MultiAddress<AccountId32,()> [AccountIdLookupOf<T>])", NoIndices),
        ("call Sudo.sudo_as", "3 (who: MultiAddress<AccountId32,()> [AccountIdLookupOf<T>], call: RuntimeCall [Box<<T as Config>::RuntimeCall>])", NoIndices),
        ("type sp_runtime::multiaddress::MultiAddress<AccountId=AccountId32,AccountIndex=u32>", null, NoIndices),
        (
            "type sp_runtime::multiaddress::MultiAddress<AccountId=AccountId32,AccountIndex=()>",
            "0=Id(AccountId32 [AccountId]) | 1=Index(Compact<()> [AccountIndex]) | 2=Raw(Vec<u8> [Vec<u8>]) | 3=Address32([u8;32] [[u8; 32]]) | 4=Address20([u8;20] [[u8; 20]])",
            NoIndices),
    ];

    // Vectors: metadata/asset-hub-polkadot.txt and metadata/substrate.txt name their origins.
    [Theory]
    [InlineData("asset-hub-polkadot")]
    [InlineData("substrate")]
    public void Metadata_SaysOfSubstratesPallets_WhatOtherChainsSay(string chain)
    {
        Dictionary<string, string> theirs = File.ReadAllLines(Repository.PathOf("tests", "vectors", "metadata", chain + ".txt"))
            .Where(static line => line[0] != '#').Select(static line => line.Split('\t')).ToDictionary(static words => words[0], static words => words[1]);
        string[] pallets = [.. theirs.Keys.Where(static about => !about.StartsWith("type ", StringComparison.Ordinal)).Select(static about => about.Split(' ')[1].Split('.')[0]).Distinct()];
        SortedDictionary<string, string> ours = MetadataFacts.Of(MetadataReader.Parse(Metadata()), pallets);

        List<string> unexplained = [];
        foreach (string about in theirs.Keys.Union(ours.Keys))
        {
            theirs.TryGetValue(about, out string? expected);
            ours.TryGetValue(about, out string? actual);
            if (expected == actual) continue;
            if (Differences.Any(d => d.About == about)) continue;
            unexplained.Add($"{about}\n  {chain}: {expected ?? "nothing"}\n  here: {actual ?? "nothing"}");
        }

        Assert.True(unexplained.Count == 0, string.Join("\n", unexplained));
    }

    [Fact]
    public void Differences_AreAllStillThere()
    {
        MetadataReader metadata = MetadataReader.Parse(Metadata());
        SortedDictionary<string, string> ours = MetadataFacts.Of(metadata, [.. metadata.Pallets.Select(static p => p.Name)]);

        Assert.All(Differences, difference =>
        {
            ours.TryGetValue(difference.About, out string? actual);
            Assert.Equal(difference.Ours, actual);
        });
    }

    private static byte[] Metadata()
    {
        ScaleReader reader = new(new TestChain().Query("Metadata_metadata_at_version", Codecs.U32.ToBytes(16)));
        Assert.True(reader.ReadBool());
        return reader.ReadByteString().ToArray();
    }
}
