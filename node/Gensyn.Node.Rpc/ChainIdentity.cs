using System.Text.Json.Nodes;

namespace Gensyn.Node.Rpc;

/// <summary>What the node tells of itself and of its chain.</summary>
/// <param name="Implementation">What <c>system_name</c> answers.</param>
/// <param name="Version">What <c>system_version</c> answers.</param>
/// <param name="ChainName">The chain's name.</param>
/// <param name="ChainType">Its type: text, or an object for a custom one.</param>
/// <param name="Properties">Token, decimals and address format.</param>
public sealed record ChainIdentity(string Implementation, string Version, string ChainName, JsonNode ChainType, JsonObject Properties);
