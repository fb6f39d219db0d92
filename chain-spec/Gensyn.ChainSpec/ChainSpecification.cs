using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Gensyn.Primitives;
using Gensyn.Runtime;

namespace Gensyn.ChainSpec;

/// <summary>What tells chains apart and where one starts: the JSON file that a node is given.</summary>
/// <remarks>
/// The format of polkadot-sdk's chain specs, plain or raw. A plain spec names the genesis configuration (<c>config</c>), or what differs from the runtime's
/// default (<c>patch</c>). Its <c>code</c> is <see cref="NativeCode"/>, for the runtime inside this program, or the exact identity of that runtime; so is
/// <c>:code</c> in a raw spec.
/// </remarks>
public sealed class ChainSpecification
{
    /// <summary>What a plain spec has as <c>code</c>: the word "native".</summary>
    public const string NativeCode = "0x6e6174697665";

    private readonly SpecGenesis _genesis;
    private readonly Lazy<ImmutableArray<KeyValuePair<byte[], byte[]>>> _storage;

    internal ChainSpecification(SpecHeader header, SpecGenesis genesis)
    {
        Header = header;
        _genesis = genesis;
        _storage = new(() => _genesis.Build());
    }

    /// <summary>The chain's name, for people.</summary>
    public string Name => Header.Name;

    /// <summary>The chain's id, for folders and files.</summary>
    public string Id => Header.Id;

    /// <summary><c>Development</c>, <c>Local</c>, <c>Live</c> or a custom one, as <c>system_chainType</c> answers it.</summary>
    public JsonNode ChainType => Header.ChainType.DeepClone();

    /// <summary>Token symbol, decimals and address prefix, as <c>system_properties</c> answers them.</summary>
    public JsonObject Properties => (JsonObject)Header.Properties.DeepClone();

    /// <summary>The addresses of nodes to meet first.</summary>
    public ImmutableArray<string> BootNodes => Header.BootNodes;

    /// <summary>Tells chains of one genesis apart on the network; null on most chains.</summary>
    public string? ForkId => Header.ForkId;

    /// <summary>The first state: keys and values, ascending by key.</summary>
    /// <exception cref="ChainSpecException">The runtime refuses the configuration; the message says why.</exception>
    public ImmutableArray<KeyValuePair<byte[], byte[]>> GenesisStorage => _storage.Value;

    internal SpecHeader Header { get; }

    /// <summary>The development chain: one node, well-known keys with money.</summary>
    public static ChainSpecification Dev() => new(
        new(
            "Gensyn Development",
            "gensyn_dev",
            JsonValue.Create("Development")!,
            [],
            ForkId: null,
            new JsonObject
            {
                ["tokenSymbol"] = RuntimeConstants.Symbol,
                ["tokenDecimals"] = RuntimeConstants.Decimals,
                ["ss58Format"] = RuntimeConstants.Ss58Prefix,
            }),
        SpecGenesis.FromPreset(Presets.Development));

    /// <summary>Reads a spec from a file.</summary>
    /// <exception cref="ChainSpecException">The file is missing, is no spec or has something unknown; the message says where.</exception>
    public static ChainSpecification Load(string path)
    {
        string json;
        try
        {
            json = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ChainSpecException($"The chain spec {path} cannot be read: {e.Message}", e);
        }

        try
        {
            return Parse(json);
        }
        catch (ChainSpecException e)
        {
            throw new ChainSpecException($"The chain spec {path} is not usable: {e.Message}", e);
        }
    }

    /// <summary>Reads a spec.</summary>
    /// <exception cref="ChainSpecException">The text is no spec or has something unknown; the message says where.</exception>
    public static ChainSpecification Parse(string json) => SpecReader.Read(json);

    /// <summary>The spec as people write it: with a genesis configuration where it has one.</summary>
    public string ToJson() => SpecWriter.Write(Header, _genesis.ToJson());

    /// <summary>The spec with its whole first state.</summary>
    /// <param name="native">
    /// Whether <c>:code</c> stays <see cref="NativeCode"/>: then the spec is of whichever runtime reads it, and its genesis hash changes with the runtime.
    /// A chain that lives on needs the runtime's exact identity, which is the default.
    /// </param>
    public string ToRawJson(bool native = false) =>
        SpecWriter.Write(Header, SpecWriter.Raw(native ? WithCode(GenesisStorage, SpecReader.Native) : GenesisStorage));

    internal static ImmutableArray<KeyValuePair<byte[], byte[]>> WithCode(ImmutableArray<KeyValuePair<byte[], byte[]>> pairs, byte[] code) =>
        [.. pairs.Select(pair => pair.Key.AsSpan().SequenceEqual(":code"u8) ? new(pair.Key, code) : pair)];

    /// <summary>The header of the genesis block over a state of this root.</summary>
    public static BlockHeader GenesisHeader(H256 stateRoot) => new(default, 0, stateRoot, Trie.TrieRoot.Empty, Digest.Empty);
}

/// <summary>What a spec says beside the first state.</summary>
internal sealed record SpecHeader(string Name, string Id, JsonNode ChainType, ImmutableArray<string> BootNodes, string? ForkId, JsonObject Properties);
