namespace Gensyn.Testing;

/// <summary>Tests over a mock runtime, one for each test, whose state is checked when the test ends.</summary>
public abstract class RuntimeTest<TRuntime>(TRuntime runtime) : IDisposable
    where TRuntime : MockRuntime
{
    /// <summary>The runtime of this test.</summary>
    protected TRuntime Runtime { get; } = runtime;

    /// <summary>Checks the state at the end of the test.</summary>
    public void Dispose()
    {
        Runtime.Dispose();
        GC.SuppressFinalize(this);
    }
}
