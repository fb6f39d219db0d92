using System.Collections.Immutable;

namespace Gensyn.Frame.Benchmarking;

/// <summary>Something whose cost is measured: what sets up its worst case, and what is run then.</summary>
/// <remarks>
/// Deterministic: it reads no clock. The name is that of the method of the pallet's weights in snake_case, and the components are its parameters.
/// Source: polkadot-sdk substrate/frame/benchmarking.
/// </remarks>
public sealed class Benchmark
{
    private readonly Func<ImmutableArray<uint>, BenchmarkRun> _prepare;

    /// <summary>A benchmark whose cost depends on nothing.</summary>
    public Benchmark(string name, Func<BenchmarkRun> prepare)
        : this(name, [], _ => prepare())
    {
    }

    /// <summary>A benchmark whose cost depends on one number.</summary>
    public Benchmark(string name, BenchmarkComponent component, Func<uint, BenchmarkRun> prepare)
        : this(name, [component], values => prepare(values[0]))
    {
    }

    /// <summary>A benchmark whose cost depends on two numbers.</summary>
    public Benchmark(string name, BenchmarkComponent first, BenchmarkComponent second, Func<uint, uint, BenchmarkRun> prepare)
        : this(name, [first, second], values => prepare(values[0], values[1]))
    {
    }

    private Benchmark(string name, ImmutableArray<BenchmarkComponent> components, Func<ImmutableArray<uint>, BenchmarkRun> prepare)
    {
        Name = name;
        Components = components;
        _prepare = prepare;
    }

    /// <summary>The name, in snake_case.</summary>
    public string Name { get; }

    /// <summary>What the cost may grow with, in the order of the parameters.</summary>
    public ImmutableArray<BenchmarkComponent> Components { get; }

    /// <summary>Writes what the measured part needs into the state, and returns that part.</summary>
    /// <param name="values">A value for each component.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than components.</exception>
    public BenchmarkRun Prepare(ImmutableArray<uint> values)
    {
        if (values.Length != Components.Length) throw new ArgumentException($"{Name} takes {Components.Length} values.", nameof(values));
        return _prepare(values);
    }
}
