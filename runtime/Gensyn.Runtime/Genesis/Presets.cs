using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Runtime;

/// <summary>Genesis configurations that the runtime offers by name.</summary>
public static class Presets
{
    /// <summary>One node, Alice's keys, money for the well-known accounts.</summary>
    public const string Development = "development";

    // The endowment of polkadot-sdk's templates.
    private static readonly UInt128 Endowment = UInt128.One << 60;

    // Public keys of the sr25519 development accounts (sp_keyring): derived from the phrase that every Substrate tool knows.
    private static readonly ImmutableArray<string> Accounts =
    [
        "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d", // Alice
        "8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48", // Bob
        "90b5ab205c6974c9ea841be688864633dc9ca8a357843eeacf2314649965fe22", // Charlie
        "306721211d5404bd9da88e0204360a1a9ab8b87c66c1bc2fcdd37f3c2222cc20", // Dave
        "e659a7a1628cdd93febc04a4e0646ea20e9f5f0ce097d9a05290d4a9e054df4e", // Eve
        "1cbd2d43530a44705ad088af313e18f80b53ef16b36177cd4b77b846f2a5f07c", // Ferdie
        "be5ddb1579b72e84524fc29e78609e3caf42e85aa118ebfe0b0ad404b5bdd25f", // Alice//stash
        "fe65717dad0447d715f660a0a58411de509b42e6efb8375f562f58a554d5860e", // Bob//stash
        "1e07379407fecc4b89eb7dbd287c2c781cfb1907a96947a3eb18e4f8e7198625", // Charlie//stash
        "e860f1b1c7227f7c22602f53f15af80747814dffd839719731ee3bba6edc126c", // Dave//stash
        "8ac59e11963af19174d0b94d5d78041c233f55d2e19324665bafdfb62925af2d", // Eve//stash
        "101191192fc877c24d725b337120fa3edc63d227bbc92705db1e2cb65f56981a", // Ferdie//stash
    ];

    /// <summary>The names of the presets.</summary>
    public static ImmutableArray<string> Names => [Development];

    /// <summary>The JSON of a preset: what differs from <see cref="Default"/>; null when there is none of that name.</summary>
    public static string? Find(string name) => name == Development ? DevelopmentPatch() : null;

    /// <summary>The configuration that patches are merged into.</summary>
    public static string Default { get; } =
        """{"system":{},"balances":{"balances":[]},"transactionPayment":{"multiplier":"1000000000000000000"}"""
        + ""","sudo":{"key":null},"session":{"keys":[],"nonAuthorityKeys":[]},"aura":{"authorities":[]},""" + ComputeGenesis.Development.ToJsonMembers() + "}";

    private static string DevelopmentPatch()
    {
        StringBuilder json = new("""{"balances":{"balances":[""");
        foreach (string account in Accounts) Append(json, Convert.FromHexString(account), Endowment);

        // The chain's own accounts exist from the start, so that no first deposit can be too small for them.
        foreach (string id in (string[])[RuntimeConstants.TreasuryId, RuntimeConstants.JackpotId])
        {
            Append(json, PalletAccounts.Of(id).Bytes.Span, RuntimeConstants.ExistentialDeposit);
        }

        json.Length--;
        string alice = Ss58.Encode(Convert.FromHexString(Accounts[0]), RuntimeConstants.Ss58Prefix);
        json.Append(CultureInfo.InvariantCulture, $$$"""]},"sudo":{"key":"{{{alice}}}"},"session":{"keys":[["{{{alice}}}","{{{alice}}}",{"aura":"{{{alice}}}"}]]}}""");
        return json.ToString();
    }

    private static void Append(StringBuilder json, ReadOnlySpan<byte> account, UInt128 amount) =>
        json.Append(CultureInfo.InvariantCulture, $"[\"{Ss58.Encode(account, RuntimeConstants.Ss58Prefix)}\",{amount}],");
}
