using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Gensyn.Crypto;
using Gensyn.Frame;
using Gensyn.Primitives;

namespace Gensyn.Runtime;

/// <summary>What a chain starts with, read from the JSON of a chain spec; unknown fields are refused.</summary>
/// <param name="Balances">The accounts that have money.</param>
/// <param name="SudoKey">Who may act as root; null for nobody.</param>
/// <param name="Multiplier">The price of weight.</param>
/// <param name="SessionKeys">Who pays for the keys of the first validators, the validators and their keys.</param>
/// <param name="NonAuthorityKeys">The same for accounts that have keys and are no validators yet.</param>
/// <param name="AuraAuthorities">Who makes blocks where no session says so.</param>
/// <param name="Compute">What the compute pallets start with; a pallet that is not mentioned has the runtime's default.</param>
public sealed record GenesisConfig(
    ImmutableArray<(AccountId Account, UInt128 Free)> Balances,
    AccountId? SudoKey,
    FixedU128 Multiplier,
    ImmutableArray<(AccountId Account, AccountId Validator, SessionKeys Keys)> SessionKeys,
    ImmutableArray<(AccountId Account, AccountId Validator, SessionKeys Keys)> NonAuthorityKeys,
    ImmutableArray<AuraId> AuraAuthorities,
    ComputeGenesis Compute)
{
    /// <summary>Reads a whole configuration.</summary>
    /// <exception cref="FormatException">The JSON is malformed, lacks something or has something unknown; the message says where.</exception>
    public static GenesisConfig Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException($"The genesis configuration is not JSON: {e.Message}", e);
        }
    }

    private static GenesisConfig Read(JsonElement root)
    {
        ImmutableArray<(AccountId, UInt128)> balances = [];
        AccountId? sudo = null;
        FixedU128 multiplier = FixedU128.One;
        ImmutableArray<(AccountId, AccountId, SessionKeys)> sessions = [], nonAuthorities = [];
        ImmutableArray<AuraId> authorities = [];
        ComputeGenesis compute = ComputeGenesis.Development;
        foreach (JsonProperty pallet in Members(root, "the configuration"))
        {
            switch (pallet.Name)
            {
                case "system":
                    foreach (JsonProperty unknown in Members(pallet.Value, pallet.Name)) throw Unknown(unknown.Name, pallet.Name);
                    break;
                case "balances":
                    balances = ReadBalances(pallet.Value);
                    break;
                case "sudo":
                    sudo = ReadSudo(pallet.Value);
                    break;
                case "transactionPayment":
                    if (Only(pallet.Value, "transactionPayment", "multiplier") is { } price) multiplier = ReadMultiplier(price);
                    break;
                case "session":
                    (sessions, nonAuthorities) = ReadSession(pallet.Value);
                    break;
                case "aura":
                    if (Only(pallet.Value, "aura", "authorities") is { } list)
                    {
                        authorities = [.. Items(list, "aura.authorities").Select(static key => ReadAuraId(key, "aura.authorities"))];
                    }

                    break;
                default:
                    compute = compute.WithMember(pallet.Name, pallet.Value) ?? throw Unknown(pallet.Name, "the configuration");
                    break;
            }
        }

        return new(balances, sudo, multiplier, sessions, nonAuthorities, authorities, compute);
    }

    private static ImmutableArray<(AccountId, UInt128)> ReadBalances(JsonElement element)
    {
        ImmutableArray<(AccountId, UInt128)>.Builder balances = ImmutableArray.CreateBuilder<(AccountId, UInt128)>();
        foreach (JsonProperty field in Members(element, "balances"))
        {
            if (field.Name == "devAccounts" && field.Value.ValueKind == JsonValueKind.Null) continue;
            if (field.Name != "balances") throw Unknown(field.Name, "balances");
            if (field.Value.ValueKind != JsonValueKind.Array) throw new FormatException("balances.balances must be a list.");
            foreach (JsonElement entry in field.Value.EnumerateArray())
            {
                if (entry.ValueKind != JsonValueKind.Array || entry.GetArrayLength() != 2)
                {
                    throw new FormatException($"balances.balances: {entry.GetRawText()} is not [address, amount].");
                }

                balances.Add((ReadAccount(entry[0], "balances.balances"), ReadAmount(entry[1])));
            }
        }

        return balances.ToImmutable();
    }

    private static AccountId? ReadSudo(JsonElement element)
    {
        AccountId? key = null;
        foreach (JsonProperty field in Members(element, "sudo"))
        {
            if (field.Name != "key") throw Unknown(field.Name, "sudo");
            key = field.Value.ValueKind == JsonValueKind.Null ? null : ReadAccount(field.Value, "sudo.key");
        }

        return key;
    }

    // Substrate writes fixed-point numbers as text: their digits without the point.
    private static FixedU128 ReadMultiplier(JsonElement element) =>
        element.ValueKind == JsonValueKind.String
            && UInt128.TryParse(element.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out UInt128 inner)
            ? new(inner)
            : throw new FormatException($"transactionPayment.multiplier: {element.GetRawText()} is not a whole number of 128 bits, as text.");

    private static (ImmutableArray<(AccountId, AccountId, SessionKeys)> Keys, ImmutableArray<(AccountId, AccountId, SessionKeys)> NonAuthorityKeys) ReadSession(
        JsonElement element)
    {
        ImmutableArray<(AccountId, AccountId, SessionKeys)> keys = [], nonAuthorityKeys = [];
        foreach (JsonProperty field in Members(element, "session"))
        {
            if (field.Name is not ("keys" or "nonAuthorityKeys")) throw Unknown(field.Name, "session");
            string where = $"session.{field.Name}";
            ImmutableArray<(AccountId, AccountId, SessionKeys)> read = [.. Items(field.Value, where).Select(entry => ReadSessionKeys(entry, where))];
            if (field.Name == "keys") keys = read;
            else nonAuthorityKeys = read;
        }

        return (keys, nonAuthorityKeys);
    }

    private static (AccountId Account, AccountId Validator, SessionKeys Keys) ReadSessionKeys(JsonElement entry, string where)
    {
        if (entry.ValueKind != JsonValueKind.Array || entry.GetArrayLength() != 3)
        {
            throw new FormatException($"{where}: {entry.GetRawText()} is not [account, validator, {{aura}}].");
        }

        return Only(entry[2], where, "aura") is { } key
            ? (ReadAccount(entry[0], where), ReadAccount(entry[1], where), new(ReadAuraId(key, $"{where}.aura")))
            : throw new FormatException($"{where} lacks `aura`.");
    }

    private static AuraId ReadAuraId(JsonElement element, string where) => new(ReadAccount(element, where).Bytes.Span);

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string where) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : throw new FormatException($"{where} must be a list.");

    /// <returns>The member of that name, or null; there may be no other.</returns>
    private static JsonElement? Only(JsonElement element, string where, string name)
    {
        JsonElement? found = null;
        foreach (JsonProperty field in Members(element, where)) found = field.Name == name ? field.Value : throw Unknown(field.Name, where);
        return found;
    }

    private static AccountId ReadAccount(JsonElement element, string where)
    {
        string? text = element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        return text is not null && Ss58.TryDecode(text, out byte[]? account, out _) && account.Length == 32
            ? new AccountId(account)
            : throw new FormatException($"{where}: {element.GetRawText()} is not an SS58 address of an account.");
    }

    // Amounts are JSON integers of up to 128 bits: more than any numeric type of a JSON library holds, so the digits are read.
    private static UInt128 ReadAmount(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && UInt128.TryParse(element.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out UInt128 amount)
            ? amount
            : throw new FormatException($"balances.balances: {element.GetRawText()} is not a whole number of 128 bits.");

    private static JsonElement.ObjectEnumerator Members(JsonElement element, string where) =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : throw new FormatException($"{where} must be an object.");

    private static FormatException Unknown(string name, string where) => new($"Unknown field `{name}` in {where}.");
}
