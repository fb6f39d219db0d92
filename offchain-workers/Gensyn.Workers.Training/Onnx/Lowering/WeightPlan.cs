using System.Collections.Immutable;
using Gensyn.Verification;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>A tensor of a model that becomes one of the task's state.</summary>
/// <param name="Initializer">The model's tensor: its name, sizes and what it starts with.</param>
/// <param name="Layout">How it lies in the state.</param>
/// <param name="First">Where its elements begin in the data tensor of initial weights.</param>
/// <param name="IsTrained">Whether the optimiser moves it.</param>
public sealed record OnnxWeight(OnnxTensor Initializer, WeightLayout Layout, int First, bool IsTrained);

/// <summary>The weights of a model in the order in which its first pass reads them; later passes get the same ones.</summary>
internal sealed class WeightPlan
{
    private readonly List<OnnxWeight> _all = [];
    private readonly Dictionary<string, OnnxWeight> _byName = new(StringComparer.Ordinal);
    private int _elements;

    /// <summary>All of them.</summary>
    public ImmutableArray<OnnxWeight> All => [.. _all];

    /// <summary>A weight that was read before.</summary>
    public OnnxWeight? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A weight, laid out as its first reader wants it.</summary>
    public OnnxWeight Take(OnnxTensor initializer, WeightLayout layout, bool isTrained)
    {
        if (_byName.TryGetValue(initializer.Name, out OnnxWeight? known))
        {
            if (known.IsTrained == isTrained && known.Layout.Equals(layout)) return known;
            throw new OnnxException($"shares the weight '{initializer.Name}' with a node that reads it in another order: expected readers of one kind");
        }

        if (initializer.ElementType != OnnxElementType.Float) throw new OnnxException($"trains '{initializer.Name}' of {initializer.ElementType}: expected weights of Float");
        if (initializer.Name.Length == 0 || System.Text.Encoding.UTF8.GetByteCount(initializer.Name) > TaskGraph.MaxNameBytes)
        {
            throw new OnnxException($"trains a weight whose name is not of 1 to {TaskGraph.MaxNameBytes} bytes");
        }

        if (_all.Count == TaskGraph.MaxSlots) throw new OnnxException($"has more than {TaskGraph.MaxSlots} weights");
        OnnxWeight made = new(initializer, layout, _elements, isTrained);
        _elements = checked(_elements + layout.Stored.Elements);
        _all.Add(made);
        _byName.Add(initializer.Name, made);
        return made;
    }
}
