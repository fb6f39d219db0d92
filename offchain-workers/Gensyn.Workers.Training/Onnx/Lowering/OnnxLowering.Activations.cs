using Gensyn.Verification;
using Gensyn.Workers.Training.Graphs;
using static Gensyn.Workers.Training.Onnx.OnnxValue;

namespace Gensyn.Workers.Training.Onnx;

/// <content>Activations that are made of others. Where one is the identity or a constant, so are these, to the bit; a clipped infinity may be a NaN.</content>
internal sealed partial class OnnxLowering
{
    // The definition of Selu in the operators' specification.
    private const float SeluAlpha = 1.67326319217681884765625f;
    private const float SeluGamma = 1.05070102214813232421875f;

    private Live Activation(LoweredNode node)
    {
        Live x = Floating(AsLive(node.Input(0)));
        return x with
        {
            Value = node.OpType switch
            {
                "LeakyRelu" => List.Subtract(layers.Relu(x.Value), List.Scale(Below(x.Value), node.Float("alpha", 0.01f))),
                "Elu" => Elu(x.Value, node.Float("alpha", 1f)),
                "Selu" => List.Scale(Elu(x.Value, node.Float("alpha", SeluAlpha)), node.Float("gamma", SeluGamma)),
                "Softplus" => List.Add(layers.Relu(x.Value), List.Map(OperatorId.Log, List.Offset(List.Exp(List.Scale(List.Map(OperatorId.Abs, x.Value), -1f)), 1f))),
                "HardSigmoid" => HardSigmoid(x.Value, node.Float("alpha", 0.2f), node.Float("beta", 0.5f)),
                "HardSwish" => List.Multiply(x.Value, HardSigmoid(x.Value, 1f / 6f, 0.5f)),
                _ => Clip(x.Value, Bound(node, 1), Bound(node, 2)),
            },
        };
    }

    private Live PRelu(LoweredNode node)
    {
        Live x = Floating(AsLive(node.Input(0)));
        Live below = Combine(OperatorId.Multiply, x with { Value = Below(x.Value) }, Beside(node.Input(1), x));
        return Combine(OperatorId.Subtract, x with { Value = layers.Relu(x.Value) }, below);
    }

    private static float? Bound(LoweredNode node, int input) => node.Has(input) ? (float)ConstantFolding.Single(Known(node, input)) : null;

    // How far elements are below 0.
    private GraphValue Below(GraphValue x) => layers.Relu(List.Scale(x, -1f));

    private GraphValue Elu(GraphValue x, float alpha) => List.Add(layers.Relu(x), List.Scale(List.Offset(List.Exp(List.Scale(Below(x), -1f)), -1f), alpha));

    private GraphValue HardSigmoid(GraphValue x, float alpha, float beta) => Clip(List.Offset(List.Scale(x, alpha), beta), 0f, 1f);

    private GraphValue Clip(GraphValue x, float? least, float? most)
    {
        if (least == 0f) x = layers.Relu(x);
        else if (least is { } low && float.IsFinite(low)) x = Replaced(x, List.Offset(List.Scale(x, -1f), low), low);
        return most is { } high && float.IsFinite(high) ? Replaced(x, List.Offset(x, -high), high) : x;
    }

    // A constant where something is above 0. A difference would be shorter, and wrong by what it rounds: relu6(1e9) is 6.
    private GraphValue Replaced(GraphValue x, GraphValue where, float constant)
    {
        GraphValue chosen = layers.Relu(List.Map(OperatorId.Sign, where));
        GraphValue kept = List.Offset(List.Scale(chosen, -1f), 1f);
        GraphValue made = List.Add(List.Multiply(x, kept), List.Scale(chosen, constant));
        List.SetGradient(made, x, gradient => List.Multiply(gradient, kept));
        return made;
    }
}
