using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Xunit;

namespace Gensyn.Workers.Tests.Training;

/// <summary>The gradients of whole layers, some of which have rules of their own, against central differences of Σ w·layer(x), in binary64.</summary>
public sealed class LayerGradientTests
{
    private const double Step = 1e-5;

    private static readonly ImmutableArray<(string Name, uint[] Shape, Func<Layers, GraphValue, GraphValue> Forward)> Cases =
    [
        ("softmax", [4, 7], static (layers, x) => layers.Softmax(x)),
        ("layer norm", [3, 9], static (layers, x) => layers.LayerNorm("n", x)),
        ("RMS norm", [3, 9], static (layers, x) => layers.RmsNorm("n", x)),
        ("batch norm", [2, 2, 3, 4], static (layers, x) => layers.BatchNorm("n", x)),
        ("attention", [2, 5, 6], static (layers, x) => layers.CausalSelfAttention("a", x, heads: 2)),
        ("convolution", [1, 5, 4, 3], static (layers, x) => layers.Conv2d("c", x, 4, kernel: 3, stride: 2, padding: 1, dilation: 1)),
        ("convolution in groups", [1, 4, 4, 6], static (layers, x) => layers.Conv2d("c", x, 4, kernel: 3, padding: 2, dilation: 2, groups: 2)),
        ("maximum pooling", [1, 4, 6, 3], static (layers, x) => layers.MaxPool2d(x, 3, stride: 2, padding: 1)),
        ("average pooling", [1, 4, 6, 3], static (layers, x) => layers.AvgPool2d(x, 2)),
        ("global pooling", [2, 3, 2, 5], static (layers, x) => layers.GlobalAvgPool2d(x)),
        ("activations", [3, 5], static (layers, x) => layers.Silu(layers.Gelu(layers.Tanh(layers.Sigmoid(x))))),
    ];

    public static TheoryData<string> Names() => [.. Cases.Select(static one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Append_OfALayer_GivesTheDifferencesQuotient(string name)
    {
        (_, uint[] extents, Func<Layers, GraphValue, GraphValue> forward) = Cases.Single(one => one.Name == name);
        Random random = new(8);
        GraphValue x = new(TensorRef.Data(0), new TensorType(DataType.Float32, Shape.Of(extents)));
        Parameters parameters = new();
        RecordList list = new();
        GraphValue output = forward(new Layers(list, parameters, isTraining: true), x);
        GraphValue weights = new(TensorRef.Data(1), output.Type);
        ImmutableArray<GraphValue> wanted =
        [
            x, .. parameters.All.Select(static (one, slot) => (one.IsTrained, Value: new GraphValue(TensorRef.State(slot), one.Type))).Where(static one => one.IsTrained).Select(static one => one.Value),
        ];
        ImmutableArray<GraphValue> gradients = Gradients.Append(list, output, weights, wanted);

        Dictionary<TensorRef, double[]> given = new() { [x.Reference] = Draw(x, random), [weights.Reference] = Draw(weights, random) };
        for (int slot = 0; slot < parameters.All.Count; slot++) given[TensorRef.State(slot)] = Draw(new(TensorRef.State(slot), parameters.All[slot].Type), random);
        Dictionary<TensorRef, double[]> values = new(given);
        DoubleInterpreter.Run(list, values);
        for (int i = 0; i < wanted.Length; i++)
        {
            double[] gradient = values[gradients[i].Reference];
            for (int sample = 0; sample < 20; sample++)
            {
                int element = random.Next(gradient.Length);
                double expected = (Sum(element, i, Step) - Sum(element, i, -Step)) / (2 * Step);
                Assert.True(Math.Abs(expected - gradient[element]) <= 1e-6 + (1e-4 * Math.Abs(expected)), $"{name}, {wanted[i].Reference}[{element}]: {gradient[element]}, by differences {expected}");
            }
        }

        double Sum(int element, int input, double by)
        {
            Dictionary<TensorRef, double[]> moved = new(given) { [wanted[input].Reference] = [.. given[wanted[input].Reference]] };
            moved[wanted[input].Reference][element] += by;
            DoubleInterpreter.Run(list, moved);
            return moved[output.Reference].Zip(moved[weights.Reference], static (y, w) => y * w).Sum();
        }
    }

    private static double[] Draw(GraphValue value, Random random) => [.. Enumerable.Range(0, value.Shape.Elements).Select(_ => (2 * random.NextDouble()) - 1)];
}
