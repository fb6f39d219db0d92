using Gensyn.Workers.Training.Sources;

namespace Gensyn.Node.Demo;

/// <summary>Finds the images and the labels in a folder of IDX files.</summary>
internal static class IdxPair
{
    // The names of the MNIST distribution; the larger training set first.
    private static readonly string[] Sets = ["train", "t10k"];

    /// <summary>The files of images and labels.</summary>
    /// <exception cref="TrainingDataException">The folder has no such pair.</exception>
    public static (string Images, string Labels) Find(string directory)
    {
        if (!Directory.Exists(directory)) throw new TrainingDataException($"There is no folder {directory}");
        foreach (string set in Sets)
        {
            string? images = Existing(directory, $"{set}-images-idx3-ubyte"), labels = Existing(directory, $"{set}-labels-idx1-ubyte");
            if (images is not null && labels is not null) return (images, labels);
        }

        throw new TrainingDataException($"{directory} has no pair of files like t10k-images-idx3-ubyte(.gz) and t10k-labels-idx1-ubyte(.gz)");
    }

    private static string? Existing(string directory, string name) =>
        new[] { name, name + ".gz" }.Select(n => Path.Combine(directory, n)).FirstOrDefault(File.Exists);
}
