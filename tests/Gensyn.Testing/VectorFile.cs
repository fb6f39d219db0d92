namespace Gensyn.Testing;

/// <summary>Reads golden vectors from <c>tests/vectors</c>.</summary>
/// <remarks>
/// A line is a vector, its columns separated by white space; <c>-</c> is an empty column. Lines that start with <c>#</c> are comments, and the
/// first line, always one, says where the facts come from.
/// </remarks>
public static class VectorFile
{
    /// <summary>The vectors of a file, by its path below <c>tests/vectors</c>.</summary>
    /// <exception cref="InvalidDataException">The file does not name its source, has no vectors, or a line has another number of columns.</exception>
    public static IReadOnlyList<string[]> Read(string path, int columns)
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("tests", "vectors", path));
        if (lines.Length == 0 || !lines[0].StartsWith("# ", StringComparison.Ordinal)) throw new InvalidDataException($"{path} does not begin with its source.");
        var vectors = new List<string[]>();
        for (int number = 0; number < lines.Length; number++)
        {
            if (lines[number].Length == 0 || lines[number][0] == '#') continue;
            string[] row = lines[number].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (row.Length != columns) throw new InvalidDataException($"{path}, line {number + 1}: {row.Length} columns instead of {columns}.");
            for (int column = 0; column < columns; column++)
            {
                if (row[column] is "-") row[column] = "";
            }

            vectors.Add(row);
        }

        return vectors.Count > 0 ? vectors : throw new InvalidDataException($"{path} has no vectors.");
    }

    /// <summary>The bytes of a hexadecimal column, with or without <c>0x</c>.</summary>
    public static byte[] Bytes(string column) => Convert.FromHexString(column.StartsWith("0x", StringComparison.Ordinal) ? column.AsSpan(2) : column);
}
