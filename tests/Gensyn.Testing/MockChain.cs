using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;

namespace Gensyn.Testing;

/// <summary>What outlives the runtime object of a <see cref="MockRuntime"/>: its state, its last header, its past events.</summary>
internal sealed class MockChain
{
    public MockChain() => Overlay = new OverlayExternalities(State, new MockSignatures(), Log);

    /// <summary>The state after the last closed block.</summary>
    public MemoryState State { get; } = new();

    /// <summary>The state, with the changes of the open block.</summary>
    public OverlayExternalities Overlay { get; }

    /// <summary>Where log lines go.</summary>
    public MockLog Log { get; } = new();

    /// <summary>The header of the last closed block.</summary>
    public BlockHeader Best { get; set; } = new(default, 0, default, default, Digest.Empty);

    /// <summary>The events of closed blocks.</summary>
    public List<EventRecord> Past { get; } = [];
}

/// <summary>Keeps what a runtime logs.</summary>
internal sealed class MockLog : IRuntimeLog
{
    public List<string> Lines { get; } = [];

    public IEnumerable<string> Errors => Lines.Where(static line => line.StartsWith(nameof(RuntimeLogLevel.Error), StringComparison.Ordinal));

    public void Write(RuntimeLogLevel level, string target, string message) => Lines.Add($"{level} {target}: {message}");
}
