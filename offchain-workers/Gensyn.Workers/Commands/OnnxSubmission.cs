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
    /// <summary>The model of a file, with data for it: images or rows for an input of Float, text for one of integers.</summary>
    /// <exception cref="FormatException">The data are missing or of other sizes.</exception>
    /// <exception cref="OnnxException">The file is no model that can be trained.</exception>
    public static (ModelDefinition Model, ImmutableArray<Tensor> Data) Define(
        string path, FileInfo? images, FileInfo? labels, FileInfo? text, int training, int heldOut, int batch, int context, Optimiser optimiser)
    {
        OnnxModel model = OnnxModel.Read(path);
        if (text is not null)
        {
            TokenText tokens = TokenText.Read(text.FullName, training, heldOut);
            OnnxImport reader = new(model, [context], isTokens: true);
            if (tokens.Tokenizer.Vocabulary.Length > reader.Classes)
            {
                throw new FormatException($"--text: has {tokens.Tokenizer.Vocabulary.Length} characters, and {path} knows {reader.Classes}.");
            }

            return (ModelDefinition.Of(reader, new TextFeed(batch, context), optimiser, Metric.Loss), tokens.Tensors.Add(reader.Initial));
        }

        if (images is null || labels is null) throw new FormatException($"--images, --labels: {path} needs rows to classify and their labels, or a --text.");
        LabelledRows data = LabelledRows.ReadIdx(images.FullName, labels.FullName, training, heldOut);
        bool isRows = model.Graph.Inputs is [{ Shape.Length: 2 }, ..];
        OnnxImport import = data.Image is { } image && !isRows
            ? new(model, [image.Channels, image.Height, image.Width])
            : new(model, [data.Tensors[0].Type.Shape.Columns]);
        data.RequireLabelsBelow(import.Classes);
        return (ModelDefinition.Of(import, new LabelledFeed(batch, isRows ? null : data.Image), optimiser), data.Tensors.Add(import.Initial));
    }

    /// <summary>Writes the trained model as ONNX, and its weights under PyTorch's names beside it.</summary>
    public static async Task WriteAsync(FileInfo output, ModelDefinition definition, TaskGraph graph, ModelState state, CancellationToken cancellation)
    {
        OnnxModel trained = OnnxExport.Of(definition, graph, state);
        await File.WriteAllBytesAsync(output.FullName, OnnxWriter.ToBytes(trained), cancellation).ConfigureAwait(false);
        await File.WriteAllBytesAsync(Path.ChangeExtension(output.FullName, ".safetensors"), OnnxExport.StateDict(trained).ToBytes(), cancellation).ConfigureAwait(false);
    }
}
