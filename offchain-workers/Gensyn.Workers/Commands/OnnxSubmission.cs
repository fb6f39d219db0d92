using System.Collections.Immutable;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Onnx;
using Gensyn.Workers.Training.Sources;

namespace Gensyn.Workers.Commands;

/// <summary>What <c>gensyn submit</c> does for ONNX files: a model to train, and the trained model.</summary>
internal static class OnnxSubmission
{
    /// <summary>The model of a file that reads images or other rows.</summary>
    /// <exception cref="FormatException">The data are of other sizes.</exception>
    /// <exception cref="OnnxException">The file is no model that can be trained.</exception>
    public static (ModelDefinition Model, ImmutableArray<Tensor> Data) OfRows(string path, LabelledRows data, Loss loss, Metric metric, int batch, Optimiser optimiser)
    {
        OnnxModel model = OnnxModel.Read(path);
        OnnxImport import = data.Image is { } image
            ? Import(path, model, [image.Channels, image.Height, image.Width])
            : Import(path, model, [data.Tensors[0].Type.Shape.Columns]);
        if (loss is CrossEntropyLoss labels)
        {
            data.RequireLabelsBelow(import.Classes, labels.IgnoreIndex);
            if (model.Graph.Nodes.Any(node => node.OpType == "Softmax" && node.Outputs.Contains(model.Graph.Outputs[0].Name)))
            {
                Console.WriteLine($"note: {path} ends in a Softmax, and cross-entropy takes the softmax of what it is given: export the model without it");
            }
        }

        ModelDefinition definition = ModelDefinition.Of(import, new LabelledFeed(batch, data.Image), optimiser, metric) with { Loss = loss };
        return (definition, data.Tensors.Add(import.Initial));
    }

    /// <summary>The model of a file that reads tokens.</summary>
    /// <exception cref="FormatException">The text has more tokens than the model knows.</exception>
    /// <exception cref="OnnxException">The file is no model that can be trained.</exception>
    public static (ModelDefinition Model, ImmutableArray<Tensor> Data) OfText(string path, TokenText text, Loss loss, int batch, int context, Optimiser optimiser)
    {
        SubmitCommand.RequireCrossEntropy(loss);
        OnnxImport import = Import(path, OnnxModel.Read(path), [context], isTokens: true);
        if (text.Vocabulary > import.Classes) throw new FormatException($"--text: has {text.Vocabulary} tokens, and {path} knows {import.Classes}.");
        ModelDefinition definition = ModelDefinition.Of(import, new TextFeed(batch, context), optimiser, Metric.Loss) with { Loss = loss };
        return (definition, text.Tensors.Add(import.Initial));
    }

    private static OnnxImport Import(string path, OnnxModel model, ReadOnlySpan<int> sizes, bool isTokens = false)
    {
        try
        {
            return new OnnxImport(model, sizes, isTokens);
        }
        catch (OnnxException e)
        {
            throw e.In(path);
        }
    }

    /// <summary>Writes the trained model as ONNX, and its weights under PyTorch's names beside it.</summary>
    public static void Write(FileInfo output, ModelDefinition definition, TaskGraph graph, ModelState state)
    {
        OnnxModel trained = OnnxExport.Of(definition, graph, state);
        WholeFile.Write(output.FullName, OnnxWriter.ToBytes(trained));
        WholeFile.Write(WeightsBeside(output), OnnxExport.StateDict(trained).ToBytes());
    }

    /// <summary>Where the weights of a model go.</summary>
    public static string WeightsBeside(FileInfo output) => Path.ChangeExtension(output.FullName, ".safetensors");
}
