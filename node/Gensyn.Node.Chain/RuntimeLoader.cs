using System.Reflection;
using System.Runtime.Loader;
using Gensyn.Runtime.Interface;

namespace Gensyn.Node.Chain;

/// <summary>Loads runtimes from assemblies, each with its own copy of all that it is made of.</summary>
/// <remarks>
/// A runtime shares with the node only what their interface is made of. Everything else, its pallets and its frame, comes from beside its file, so that
/// runtimes of several releases run in one process.
/// </remarks>
public static class RuntimeLoader
{
    // The types of IRuntime and IExternalities, and what these are made of: they must be the same on both sides.
    private static readonly HashSet<string> Shared = ["Gensyn.Runtime.Interface", "Gensyn.Primitives", "Gensyn.Scale", "Gensyn.Crypto"];

    /// <summary>Loads the runtime that an assembly exports (<see cref="RuntimeExportAttribute"/>).</summary>
    /// <exception cref="RuntimeLoadException">There is no such file, or no runtime in it; the message says which.</exception>
    public static IRuntime Load(string path)
    {
        string file = Path.GetFullPath(path);
        if (!File.Exists(file)) throw new RuntimeLoadException($"There is no runtime at {path}: no such file.");
        try
        {
            Assembly assembly = new Context(file).LoadFromAssemblyPath(file);
            Type type = assembly.GetCustomAttribute<RuntimeExportAttribute>()?.Runtime
                ?? throw new RuntimeLoadException($"{path} exports no runtime: it lacks the attribute RuntimeExport.");
            return Activator.CreateInstance(type) as IRuntime ?? throw new RuntimeLoadException($"{path} exports {type}, which is no runtime.");
        }
#pragma warning disable CA1031 // Whatever a foreign file does while it is loaded, the operator is to hear which file it was.
        catch (Exception fault) when (fault is not RuntimeLoadException)
#pragma warning restore CA1031
        {
            throw new RuntimeLoadException($"{path} cannot be loaded as a runtime: {(fault is TargetInvocationException { InnerException: { } inner } ? inner : fault).Message}", fault);
        }
    }

    private sealed class Context(string file) : AssemblyLoadContext(Path.GetFileName(file))
    {
        private readonly AssemblyDependencyResolver _resolver = new(file);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name is { } name && !Shared.Contains(name) && _resolver.ResolveAssemblyToPath(assemblyName) is { } path
                ? LoadFromAssemblyPath(path)
                : null;
    }
}

/// <summary>A file holds no runtime that this node can load.</summary>
public sealed class RuntimeLoadException : Exception
{
    /// <summary>A refusal for this reason.</summary>
    public RuntimeLoadException(string message)
        : base(message)
    {
    }

    /// <summary>A refusal because of a fault.</summary>
    public RuntimeLoadException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
