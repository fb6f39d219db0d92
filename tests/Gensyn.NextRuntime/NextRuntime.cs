using Gensyn.Runtime;
using Gensyn.Runtime.Interface;

[assembly: RuntimeExport(typeof(Gensyn.NextRuntime.NextRuntime))]

namespace Gensyn.NextRuntime;

/// <summary>The runtime as its next release, for tests of upgrades: the same rules, one version on.</summary>
public sealed class NextRuntime : IRuntime
{
    private readonly NativeRuntime _runtime = new(RuntimeConstants.SpecVersion + 1);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Version => _runtime.Version;

    /// <inheritdoc/>
    public byte[] Call(string method, ReadOnlySpan<byte> arguments, IExternalities externalities) => _runtime.Call(method, arguments, externalities);
}
