using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Chain;

/// <summary>Says which runtime executes on a state.</summary>
/// <remarks>Safe for threads.</remarks>
public interface IRuntimes
{
    /// <summary>The runtime that executes what comes after this state.</summary>
    /// <exception cref="MissingRuntimeException">The state needs a runtime that is not here.</exception>
    IRuntime For(IStateBackend state);
}

/// <summary>One runtime for every state, whatever the state says of its code.</summary>
public sealed class OneRuntime(IRuntime runtime) : IRuntimes
{
    /// <inheritdoc/>
    public IRuntime For(IStateBackend state) => runtime;
}

/// <summary>Runtimes by name and version: a state's <c>:code</c> says which one executes what comes after it.</summary>
/// <remarks>
/// So a block is executed by the runtime that its parent's state names, as a Wasm node executes it with its parent's code, and a block that sets another
/// code is the last of the old runtime.
/// </remarks>
public sealed class RuntimeRegistry : IRuntimes
{
    private static readonly byte[] CodeKey = ":code"u8.ToArray();

    private readonly Dictionary<(string Name, uint Version), IRuntime> _runtimes = [];

    /// <summary>A registry of these runtimes.</summary>
    /// <exception cref="RuntimeLoadException">A version is there twice.</exception>
    public RuntimeRegistry(params ImmutableArray<IRuntime> runtimes)
    {
        foreach (IRuntime runtime in runtimes)
        {
            RuntimeVersion version = ExecutionHost.VersionOf(runtime);
            if (!_runtimes.TryAdd((version.SpecName, version.SpecVersion), runtime))
            {
                throw new RuntimeLoadException($"There is more than one runtime {version.SpecName} {version.SpecVersion}.");
            }
        }
    }

    /// <summary>Which runtimes there are, oldest first.</summary>
    public IReadOnlyList<(string Name, uint Version)> Known => [.. _runtimes.Keys.OrderBy(static key => key.Name, StringComparer.Ordinal).ThenBy(static key => key.Version)];

    /// <inheritdoc/>
    public IRuntime For(IStateBackend state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!RuntimeBlob.Codec.TryDecode(state.Get(CodeKey), out RuntimeBlob? code))
        {
            throw new MissingRuntimeException("The state's `:code` does not name a native runtime, and this node executes nothing else.");
        }

        return _runtimes.TryGetValue((code.SpecName, code.SpecVersion), out IRuntime? runtime) ? runtime : throw new MissingRuntimeException(
            $"The state needs runtime {code.SpecName} {code.SpecVersion}, and this node has {string.Join(", ", Known.Select(static known => $"{known.Name} {known.Version}"))}. "
            + "Start it with --runtime and the file of that runtime.");
    }
}

/// <summary>A state needs a runtime that this node does not have; nothing was executed.</summary>
public sealed class MissingRuntimeException(string message) : RuntimeException(message);
