using Gensyn.Verification;
using Gensyn.Workers.Training.Graphs;

namespace Gensyn.Workers.Training.Models;

/// <summary>A tensor of the model: what it is and how it starts.</summary>
/// <param name="Name">Its name in checkpoints, as PyTorch's state_dict names it.</param>
/// <param name="Type">Its elements and extents.</param>
/// <param name="Start">What it starts with.</param>
/// <param name="IsTrained">Whether the optimiser moves it; otherwise it is a buffer that the forward pass updates.</param>
public sealed record Parameter(string Name, TensorType Type, Start Start, bool IsTrained)
{
    /// <summary>Whether weight decay applies: to matrices and kernels, not to biases, norms and buffers.</summary>
    public bool Decays => IsTrained && Type.Shape.Rank > 1;
}

/// <summary>How a tensor starts: the same number everywhere, or random numbers around it.</summary>
/// <param name="Middle">The number.</param>
/// <param name="Scale">How far uniform numbers lie from it at most, or the standard deviation of normal ones; 0 for the same number everywhere.</param>
/// <param name="IsNormal">Whether random numbers are normal.</param>
public readonly record struct Start(float Middle, float Scale, bool IsNormal = false)
{
    /// <summary>Where its elements begin in the task's tensor of imported weights; null where they are not imported.</summary>
    public int? First { get; init; }

    /// <summary>Elements of the task's tensor of imported weights, from a place on.</summary>
    public static Start Imported(int first) => new() { First = first };

    /// <summary>The same number everywhere.</summary>
    public static Start At(float value) => new(value, 0f);

    /// <summary>Uniform within ±bound.</summary>
    public static Start Within(float bound) => new(0f, bound);

    /// <summary>Uniform within ±√(6 / inputs): He et al., 2015, for layers before a ReLU.</summary>
    public static Start He(int inputs) => Within(MathF.Sqrt(6f / inputs));

    /// <summary>Normal around 0.</summary>
    public static Start Normal(float deviation) => new(0f, deviation, IsNormal: true);
}

/// <summary>The tensors of a model in the order in which its first forward pass asked for them; later passes get the same ones.</summary>
public sealed class Parameters
{
    private readonly List<Parameter> _all = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);

    /// <summary>All of them, in order: their numbers are their slots.</summary>
    public IReadOnlyList<Parameter> All => _all;

    /// <summary>A tensor by name, made when there is none.</summary>
    /// <exception cref="ArgumentException">There is one of another type under that name.</exception>
    public GraphValue Get(string name, TensorType type, Start start, bool isTrained = true)
    {
        if (!_byName.TryGetValue(name, out int slot))
        {
            _byName[name] = slot = _all.Count;
            _all.Add(new Parameter(name, type, start, isTrained));
        }

        return _all[slot].Type == type ? new(TensorRef.State(slot), type) : throw new ArgumentException($"{name} is {_all[slot].Type}, not {type}.", nameof(type));
    }
}
