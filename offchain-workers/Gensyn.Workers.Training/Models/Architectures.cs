using System.Collections.Immutable;
using Gensyn.Workers.Training.Graphs;

namespace Gensyn.Workers.Training.Models;

/// <summary>The named architectures.</summary>
public static class Architectures
{
    /// <summary>Dense layers with ReLU between them.</summary>
    public static GraphValue Mlp(Layers layers, GraphValue rows, ImmutableArray<int> hidden, int classes)
    {
        GraphValue x = rows.Shape.Rank == 2 ? rows : layers.Flatten(rows);
        for (int layer = 0; layer < hidden.Length; layer++) x = layers.Relu(layers.Linear($"layer{layer}", x, hidden[layer]));
        return layers.Linear($"layer{hidden.Length}", x, classes);
    }

    /// <summary>LeNet in its present form: convolutions of 16 and 32 channels, 5 × 5, each with ReLU and a pooling of 2 × 2, then a layer of classes.</summary>
    public static GraphValue LeNet(Layers layers, GraphValue images, int classes)
    {
        GraphValue x = layers.MaxPool2d(layers.Relu(layers.Conv2d("conv1", images, 16, kernel: 5, padding: 2)), 2);
        x = layers.MaxPool2d(layers.Relu(layers.Conv2d("conv2", x, 32, kernel: 5, padding: 2)), 2);
        return layers.Linear("fc", layers.Flatten(x), classes);
    }

    /// <summary>A residual network of 8 weighted layers (He et al., 2016): three stages of one block, of 16, 32 and 64 channels.</summary>
    public static GraphValue ResNet8(Layers layers, GraphValue images, int classes)
    {
        GraphValue x = layers.Relu(layers.BatchNorm("bn1", layers.Conv2d("conv1", images, 16, kernel: 3, padding: 1, bias: false)));
        x = ResidualBlock(layers, "layer1", x, 16, stride: 1);
        x = ResidualBlock(layers, "layer2", x, 32, stride: 2);
        x = ResidualBlock(layers, "layer3", x, 64, stride: 2);
        return layers.Linear("fc", layers.GlobalAvgPool2d(x), classes);
    }

    /// <summary>A small GPT: pre-norm blocks of causal attention and an MLP four times as wide, learnt positions, the output tied to the embedding.</summary>
    /// <param name="layers">Where layers go.</param>
    /// <param name="tokens">Indices [batch, context].</param>
    /// <param name="vocabulary">How many tokens there are.</param>
    /// <param name="depth">Blocks.</param>
    /// <param name="width">Numbers of each token.</param>
    /// <param name="heads">Heads of attention.</param>
    /// <param name="dropout">The probability of dropout.</param>
    public static GraphValue Gpt(Layers layers, GraphValue tokens, int vocabulary, int depth = 4, int width = 128, int heads = 4, float dropout = 0f)
    {
        RecordList list = layers.List;
        GraphValue embedded = layers.Embedding("wte", tokens, vocabulary, width);
        GraphValue x = layers.Dropout(list.Add(embedded, layers.Positions("wpe", tokens.Shape.Columns, width)), dropout);
        for (int block = 0; block < depth; block++)
        {
            string name = $"h.{block}";
            x = list.Add(x, layers.Dropout(layers.CausalSelfAttention($"{name}.attn", layers.LayerNorm($"{name}.ln_1", x), heads, dropout), dropout));
            GraphValue wide = layers.Linear($"{name}.mlp.c_fc", layers.LayerNorm($"{name}.ln_2", x), 4 * width, start: Start.Normal(0.02f));
            x = list.Add(x, layers.Dropout(layers.Linear($"{name}.mlp.c_proj", layers.Gelu(wide), width, start: Start.Normal(0.02f)), dropout));
        }

        return layers.TiedOutput("wte", layers.LayerNorm("ln_f", x), vocabulary, width);
    }

    private static GraphValue ResidualBlock(Layers layers, string name, GraphValue x, int channels, int stride)
    {
        GraphValue y = layers.Relu(layers.BatchNorm($"{name}.bn1", layers.Conv2d($"{name}.conv1", x, channels, kernel: 3, stride: stride, padding: 1, bias: false)));
        y = layers.BatchNorm($"{name}.bn2", layers.Conv2d($"{name}.conv2", y, channels, kernel: 3, padding: 1, bias: false));
        GraphValue shortcut = stride == 1 && x.Shape.Columns == channels
            ? x
            : layers.BatchNorm($"{name}.downsample.1", layers.Conv2d($"{name}.downsample.0", x, channels, kernel: 1, stride: stride, bias: false));
        return layers.Relu(layers.List.Add(y, shortcut));
    }
}
