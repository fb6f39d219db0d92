using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using Gensyn.Testing;

namespace Gensyn.Benchmarks.Foundations;

/// <summary>@polkadot/wasm-crypto in a Node.js process of its own (<c>tests/clients/wasm-crypto.mjs</c>), which works only while it is asked to.</summary>
internal sealed class WasmPeer : IDisposable
{
    private readonly Process _process;

    private WasmPeer(Process process) => _process = process;

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
            Process process = Process.Start(new ProcessStartInfo(node, [script]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
            peer = new WasmPeer(process);
            process.StandardInput.WriteLine(inputs.ToJsonString());
            if (process.StandardOutput.ReadLine() is not null) return true;
            reason = "tests/clients/wasm-crypto.mjs failed, see above";
            peer.Dispose();
            peer = null;
        }

        return false;
    }

    /// <summary>An operation of the peer.</summary>
    public Contestant Of(string operation) => count =>
    {
        _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"operation":"{{operation}}","count":{{count}}}"""));
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The Node.js process ended during {operation}.");
        return JsonNode.Parse(answer)!["seconds"]!.GetValue<double>();
    };

    /// <summary>Ends the process: it leaves when its input does.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5))) _process.Kill();
        _process.Dispose();
    }
}
