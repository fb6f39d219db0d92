using Gensyn.Runtime.Interface;

[assembly: RuntimeExport(typeof(Gensyn.Runtime.NativeRuntime))]

namespace Gensyn.Runtime;

/// <summary>The Gensyn runtime as a node sees it: calls by name.</summary>
/// <remarks>Keeps nothing between calls, so any number of calls may run side by side, each over its own externalities.</remarks>
public sealed class NativeRuntime : IRuntime
{
    private readonly RuntimeIdentity _identity;

    /// <summary>The runtime.</summary>
    public NativeRuntime()
        : this(RuntimeConstants.SpecVersion)
    {
    }

    /// <summary>The same rules under another version number: what a release that changes nothing would be, and what upgrades are tried with.</summary>
    public NativeRuntime(uint specVersion) => _identity = new(RuntimeApis.UnderVersion(specVersion));

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Version => _identity.Version;

    /// <summary>What stands for the runtime's code in the state, under <c>:code</c>.</summary>
    public ReadOnlyMemory<byte> Code => _identity.Code;

    /// <inheritdoc/>
    public byte[] Call(string method, ReadOnlySpan<byte> arguments, IExternalities externalities)
    {
        try
        {
            return new ApiCall(new GensynRuntime(externalities, _identity.Runtime), externalities, _identity).Run(method, arguments);
        }
        catch (Exception e) when (e is not RuntimeException and not StateException)
        {
            // The counterpart of a Wasm trap: the node drops the changes and reports.
            throw new RuntimeException($"{method} trapped: {e.Message}", e);
        }
    }
}
