using System.Collections.Immutable;

namespace Gensyn.Workers.Training.Sources;

/// <summary>A column of a CSV file, by its name in the header or by its place.</summary>
public readonly record struct CsvColumn
{
    private CsvColumn(string? name, int index)
    {
        Name = name;
        Index = index;
    }

    /// <summary>The name, if the column is looked up by it.</summary>
    public string? Name { get; }

    /// <summary>The place, counted from 0, or from −1, the last, backwards, if the column is not looked up by name.</summary>
    public int Index { get; }

    /// <summary>The column that the header calls so.</summary>
    public static implicit operator CsvColumn(string name) => new(name, 0);

    /// <summary>The column at this place, counted from 0, or from −1, the last, backwards.</summary>
    public static implicit operator CsvColumn(int index) => new(null, index);

    /// <inheritdoc/>
    public override string ToString() => Name is null ? $"{Index}" : $"'{Name}'";
}

/// <summary>What is read from a CSV file, and how much at most.</summary>
public sealed record CsvOptions
{
    /// <summary>All columns as numbers, no labels, and a header if the first line looks like one.</summary>
    public static CsvOptions Default { get; } = new();

    /// <summary>The columns of numbers, in the order wanted; null for all but the label's.</summary>
    public ImmutableArray<CsvColumn>? Columns { get; init; }

    /// <summary>The column of labels; null for none.</summary>
    public CsvColumn? Label { get; init; }

    /// <summary>Whether the first line names the columns; null to tell from whether any of its fields is a number.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>What stands between fields.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Bytes of a file: 256 MiB.</summary>
    public long FileBytes { get; init; } = 256L << 20;

    /// <summary>Fields of a line.</summary>
    public int Fields { get; init; } = 65_536;

    /// <summary>Characters of a line: 1 Mi.</summary>
    public int LineLength { get; init; } = 1 << 20;

    /// <summary>Different labels.</summary>
    public int Classes { get; init; } = 65_536;

    /// <summary>Characters of a label.</summary>
    public int LabelLength { get; init; } = 256;
}
