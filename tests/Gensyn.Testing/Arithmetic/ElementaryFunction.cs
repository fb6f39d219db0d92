using System.Collections.Immutable;
using Gensyn.Workers.Tensors;

namespace Gensyn.Testing.Arithmetic;

/// <summary>An elementary function: its results in each arithmetic, and how far they are from the exact value.</summary>
/// <remarks>
/// Errors are in units of the last place that the exact value has in binary32, 2^−149 for subnormal ones. A result that must be exact (zeros with their
/// sign, infinities, NaN as 0x7FC00000) has the error 0 or +∞. +∞ in place of a finite value counts as 2^128.
/// </remarks>
public abstract class ElementaryFunction
{
    /// <summary>All functions.</summary>
    public static ImmutableArray<ElementaryFunction> All { get; } =
    [
        new ElementaryFunction<ExpFunction>(), new ElementaryFunction<LogFunction>(), new ElementaryFunction<TanhFunction>(),
        new ElementaryFunction<SigmoidFunction>(), new ElementaryFunction<ErfFunction>(), new ElementaryFunction<RsqrtFunction>(),
        new ElementaryFunction<SinFunction>(), new ElementaryFunction<CosFunction>(),
    ];

    /// <summary>The function's name on a command line.</summary>
    public abstract string Name { get; }

    /// <summary>Arguments at which the code takes another way.</summary>
    public abstract ImmutableArray<uint> Thresholds { get; }

    /// <summary>The function of that name.</summary>
    public static ElementaryFunction Named(string name) => All.First(f => f.Name == name);

    /// <summary>The result in the chain's arithmetic.</summary>
    public abstract uint Soft(uint x);

    /// <summary>The results on the processor; a multiple of 16 arguments.</summary>
    public abstract void Evaluate(KernelPath path, ReadOnlySpan<uint> x, Span<uint> results);

    /// <summary>Which result may be furthest from the exact value, and a bound of its error, less than 2^−19 too high where 2 or below.</summary>
    public abstract (int Index, double Bound) Largest(ReadOnlySpan<uint> x, ReadOnlySpan<uint> results);

    /// <summary>The error of a result, to 2^−50.</summary>
    public abstract double ErrorOf(uint x, uint result);

    /// <summary>The relative error of the estimate that <see cref="Largest"/> judges by; 0 for values of no interest, below 2^−165.</summary>
    public abstract double ErrorOfEstimate(uint x);
}
