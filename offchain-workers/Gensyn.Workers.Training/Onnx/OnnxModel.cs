using System.Collections.Immutable;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>An ONNX model as its file has it: nothing is inferred, executed or looked up elsewhere.</summary>
/// <param name="IrVersion">The version of the file's format.</param>
/// <param name="OpsetVersion">The version of the default operator set.</param>
/// <param name="ProducerName">The tool that says it wrote the file; may be empty.</param>
/// <param name="Metadata">Texts that the tool added.</param>
/// <param name="Graph">The model's graph.</param>
public sealed record OnnxModel(long IrVersion, long OpsetVersion, string ProducerName, ImmutableSortedDictionary<string, string> Metadata, OnnxGraph Graph)
{
    /// <summary>The oldest default operator set that is read.</summary>
    public const int MinOpset = 13;

    /// <summary>The newest default operator set that is read.</summary>
    public const int MaxOpset = 21;

    /// <summary>Reads a file from disk.</summary>
    /// <exception cref="OnnxException">The file is malformed, over a limit or uses what is not read.</exception>
    public static OnnxModel Read(string path, OnnxLimits? limits = null)
    {
        limits ??= OnnxLimits.Default;
        string name = Path.GetFileName(path);
        long length = new FileInfo(path).Length, most = Math.Min(limits.FileBytes, Array.MaxLength);
        if (length > most) throw new OnnxException($"{name}: is {length} bytes long, over the limit of {most}");
        try
        {
            return Parse(File.ReadAllBytes(path), limits);
        }
        catch (OnnxException problem)
        {
            throw problem.In(name);
        }
    }

    /// <summary>Reads a file's bytes; tensors refer into them.</summary>
    /// <exception cref="OnnxException">The bytes are malformed, over a limit or use what is not read.</exception>
    public static OnnxModel Parse(ReadOnlyMemory<byte> file, OnnxLimits? limits = null)
    {
        limits ??= OnnxLimits.Default;
        if (file.Length > limits.FileBytes) throw new OnnxException($"is {file.Length} bytes long, over the limit of {limits.FileBytes}");
        OnnxModel model = new OnnxParser(file, limits).ReadModel();
        OnnxParser.CheckValues(model.Graph);
        return model;
    }
}
