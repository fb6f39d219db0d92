using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using Gensyn.Testing;

namespace Gensyn.Benchmarks.Foundations;

/// <summary>@polkadot/wasm-crypto in a Node.js process of its own (<c>tests/clients/wasm-crypto.mjs</c>), which works only while it is asked to.</summary>
internal sealed class WasmPeer : IDisposable
{
    private readonly PeerProcess _process;

    private WasmPeer(PeerProcess process) => _process = process;

    /// <summary>Starts the peer and lets it check that it agrees with us on the inputs.</summary>
    /// <param name="inputs">Keys, messages and signatures; see the script.</param>
    /// <param name="peer">The peer.</param>
    /// <param name="reason">Why there is none, and how to get one.</param>
    public static bool TryStart(JsonObject inputs, [NotNullWhen(true)] out WasmPeer? peer, out string reason)
    {
        peer = null;
        reason = "";
        if (NodeFactAttribute.NodeExecutable is not { } node) reason = "Node.js is not on the PATH: install Node.js 20 or later";
        else if (Repository.Root is null) reason = "the benchmarks do not lie in a checkout, so tests/clients was not found";
        else if (!Directory.Exists(Repository.PathOf("tests", "clients", "node_modules", "@polkadot", "wasm-crypto")))
        {
            reason = "tests/clients/node_modules/@polkadot/wasm-crypto is missing: run 'npm ci --ignore-scripts' in tests/clients";
        }
        else
        {
            string script = Repository.PathOf("tests", "clients", "wasm-crypto.mjs");
            PeerProcess process = new(new ProcessStartInfo(node, [script]));
            peer = new WasmPeer(process);
            process.WriteLine(inputs.ToJsonString());
            if (process.ReadLine() is not null) return true;
            reason = "tests/clients/wasm-crypto.mjs failed, see above";
            peer.Dispose();
            peer = null;
        }

        return false;
    }

    /// <summary>An operation of the peer.</summary>
    public Contestant Of(string operation) => count =>
        _process.Ask(string.Create(CultureInfo.InvariantCulture, $$"""{"operation":"{{operation}}","count":{{count}}}"""))["seconds"]!.GetValue<double>();

    /// <summary>Ends the process.</summary>
    public void Dispose() => _process.Dispose();
}
