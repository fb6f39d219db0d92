namespace Gensyn.Runtime.Interface;

/// <summary>A runtime: a pure function of name, arguments and state, as a Wasm runtime's exports are.</summary>
public interface IRuntime
{
    /// <summary>The SCALE-encoded <c>RuntimeVersion</c>, as <c>Core_version</c> returns it.</summary>
    ReadOnlyMemory<byte> Version { get; }

    /// <summary>Calls an exported method, such as <c>Core_execute_block</c>, with SCALE-encoded arguments.</summary>
    /// <exception cref="RuntimeException">The method is unknown, its input malformed, or the runtime refused.</exception>
    /// <exception cref="StateException">The state cannot be read.</exception>
    byte[] Call(string method, ReadOnlySpan<byte> arguments, IExternalities externalities);
}

/// <summary>A runtime's trap: nothing of the call may be kept.</summary>
public class RuntimeException : Exception
{
    /// <summary>A trap for this reason.</summary>
    public RuntimeException(string message)
        : base(message)
    {
    }

    /// <summary>A trap caused by a fault inside the runtime.</summary>
    public RuntimeException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
