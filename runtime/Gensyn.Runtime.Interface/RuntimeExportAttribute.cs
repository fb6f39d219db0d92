namespace Gensyn.Runtime.Interface;

/// <summary>Names the runtime that an assembly holds, for nodes that load it from a file.</summary>
/// <param name="runtime">A class that implements <see cref="IRuntime"/> and can be made without arguments.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RuntimeExportAttribute(Type runtime) : Attribute
{
    /// <summary>The runtime's class.</summary>
    public Type Runtime { get; } = runtime;
}
