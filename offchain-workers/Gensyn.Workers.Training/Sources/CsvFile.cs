using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Sylvan.Data.Csv;

namespace Gensyn.Workers.Training.Sources;

/// <summary>Reads numbers and labels from comma-separated values in UTF-8.</summary>
/// <remarks>
/// Quoting is that of RFC 4180; blank lines are skipped, every other line must have as many fields as the first. Numbers are finite and written as C# and C write them,
/// with a point; they are rounded to the nearest binary32. Files are untrusted: they are read line by line within the limits of <see cref="CsvOptions"/>.
/// </remarks>
public sealed class CsvFile
{
    private CsvFile(ImmutableArray<string> columns, float[] values, int[] labels, ImmutableArray<string> classes, int rows)
    {
        Columns = columns;
        Values = values;
        Labels = labels;
        Classes = classes;
        Rows = rows;
    }

    /// <summary>What the columns of numbers are called: by the header, or by their places.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>How many lines have numbers.</summary>
    public int Rows { get; }

    /// <summary>The numbers, row-major: <see cref="Rows"/> × <see cref="Columns"/>.</summary>
    public float[] Values { get; }

    /// <summary>The rows' labels, as places in <see cref="Classes"/>; none without a label column.</summary>
    public int[] Labels { get; }

    /// <summary>The different labels: by value if all are whole numbers, else in ordinal order.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="TrainingDataException">The file is malformed or over a limit; the message names line and column.</exception>
    public static CsvFile Read(string path, CsvOptions? options = null)
    {
        using FileStream file = File.OpenRead(path);
        return Read(file, Path.GetFileName(path), options);
    }

    /// <summary>Reads a seekable stream; the name appears in errors.</summary>
    /// <exception cref="TrainingDataException">The stream is malformed or over a limit; the message names line and column.</exception>
    public static CsvFile Read(Stream stream, string name, CsvOptions? options = null)
    {
        options ??= CsvOptions.Default;
        if (stream.Length > options.FileBytes) throw new TrainingDataException($"{name} is {stream.Length} bytes long, over the limit of {options.FileBytes}");
        Reading reading = new(name, options);
        try
        {
            using StreamReader text = new(stream, UntrustedStream.StrictUtf8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
            if (text.Peek() == '\uFEFF') _ = text.Read();
            return reading.ReadAll(text);
        }
        catch (DecoderFallbackException broken)
        {
            throw new TrainingDataException($"{name}, after line {reading.Line}: is not UTF-8", broken);
        }
        catch (FormatException broken)
        {
            throw new TrainingDataException($"{name}, after line {reading.Line}: {broken.Message}", broken);
        }
    }

    private sealed class Reading(string name, CsvOptions options)
    {
        private readonly List<string> _names = [];
        private readonly List<int> _columns = [];
        private readonly List<float> _values = [];
        private readonly List<int> _labels = [];
        private readonly Dictionary<string, int> _classes = new(StringComparer.Ordinal);
        private int _labelColumn = -1;
        private int _fields = -1;
        private int _linesInRecord = 1;

        /// <summary>The first line of what was read last; quoted fields may go over several.</summary>
        public int Line { get; private set; }

        public CsvFile ReadAll(TextReader text)
        {
            using CsvDataReader csv = CsvDataReader.Create(text, new CsvDataReaderOptions
            {
                HasHeaders = false,
                Delimiter = options.Delimiter,
                MaxBufferSize = options.LineLength,
                BufferSize = Math.Min(options.LineLength, 1 << 14),
                StringFactory = static (buffer, offset, length) => new string(buffer, offset, length),
            });
            int rows = 0;
            while (csv.Read())
            {
                Line += _linesInRecord;
                int fields = csv.RowFieldCount;
                if (fields > options.Fields) Throw($"has {fields} fields; at most {options.Fields} are read");
                if (fields == 1 && csv.GetFieldSpan(0).IsEmpty)
                {
                    _linesInRecord = 1;
                    continue;
                }

                bool first = _fields < 0;
                if (first) ReadFirst(csv, fields);
                if (fields != _fields) Throw($"has {fields} fields where the first line has {_fields}");
                if (!first || !IsHeader(csv, fields))
                {
                    ReadRow(csv);
                    rows++;
                }

                _linesInRecord = 1;
                for (int i = 0; i < fields; i++) _linesInRecord += csv.GetFieldSpan(i).Count('\n');
            }

            if (rows == 0) throw new TrainingDataException($"{name} has no rows");
            ImmutableArray<string> classes = OrderClasses(out int[] order);
            int[] labels = [.. _labels.Select(label => order[label])];
            return new CsvFile([.. _columns.Select(column => _names[column])], [.. _values], labels, classes, rows);
        }

        private bool IsHeader(CsvDataReader csv, int fields)
        {
            if (options.HasHeader is { } known) return known;
            for (int i = 0; i < fields; i++)
            {
                if (float.TryParse(csv.GetFieldSpan(i), NumberStyles.Float, CultureInfo.InvariantCulture, out _)) return false;
            }

            return true;
        }

        private void ReadFirst(CsvDataReader csv, int fields)
        {
            _fields = fields;
            bool header = IsHeader(csv, fields);
            for (int i = 0; i < fields; i++) _names.Add(header ? csv.GetFieldSpan(i).ToString() : i.ToString(CultureInfo.InvariantCulture));
            if (options.Label is { } label) _labelColumn = Find(label, header);
            if (options.Columns is { } columns)
            {
                foreach (CsvColumn column in columns) _columns.Add(Find(column, header));
                return;
            }

            for (int i = 0; i < fields; i++)
            {
                if (i != _labelColumn) _columns.Add(i);
            }
        }

        private int Find(CsvColumn column, bool header)
        {
            if (column.Name is null)
            {
                int place = column.Index < 0 ? _fields + column.Index : column.Index;
                if (place < 0 || place >= _fields) Throw($"has no column {column}: it has {_fields} fields");
                return place;
            }

            if (!header) Throw($"is not a header, so the column {column} is not known by name");
            int found = _names.IndexOf(column.Name);
            if (found < 0) Throw($"has no column {column}");
            if (_names.LastIndexOf(column.Name) != found) Throw($"has two columns {column}");
            return found;
        }

        private void ReadRow(CsvDataReader csv)
        {
            foreach (int column in _columns)
            {
                ReadOnlySpan<char> field = csv.GetFieldSpan(column);
                if (!float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) || !float.IsFinite(value))
                {
                    Throw($"column '{_names[column]}': '{Short(field)}' is not a finite number");
                }

                _values.Add(value);
            }

            if (_labelColumn < 0) return;
            ReadOnlySpan<char> label = csv.GetFieldSpan(_labelColumn);
            if (label.IsEmpty) Throw($"column '{_names[_labelColumn]}': the label is missing");
            if (label.Length > options.LabelLength) Throw($"column '{_names[_labelColumn]}': the label is {label.Length} characters long, over the limit of {options.LabelLength}");
            Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> classes = _classes.GetAlternateLookup<ReadOnlySpan<char>>();
            if (!classes.TryGetValue(label, out int found))
            {
                if (_classes.Count == options.Classes) Throw($"column '{_names[_labelColumn]}': there are more than {options.Classes} different labels");
                found = _classes.Count;
                classes[label] = found;
            }

            _labels.Add(found);
        }

        /// <summary>Labels were numbered as they came; gives each its place among the ordered ones.</summary>
        private ImmutableArray<string> OrderClasses(out int[] order)
        {
            string[] classes = [.. _classes.Keys];
            if (classes.All(static one => long.TryParse(one, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
            {
                // Texts that mean the same number, such as 1 and 01, stay different classes.
                Array.Sort(classes, static (a, b) =>
                {
                    int byValue = long.Parse(a, CultureInfo.InvariantCulture).CompareTo(long.Parse(b, CultureInfo.InvariantCulture));
                    return byValue != 0 ? byValue : string.CompareOrdinal(a, b);
                });
            }
            else
            {
                Array.Sort(classes, StringComparer.Ordinal);
            }

            order = new int[classes.Length];
            for (int i = 0; i < classes.Length; i++) order[_classes[classes[i]]] = i;
            return [.. classes];
        }

        private static string Short(ReadOnlySpan<char> field) => field.Length <= 40 ? field.ToString() : string.Concat(field[..40], "…");

        [DoesNotReturn]
        private void Throw(string what) => throw new TrainingDataException($"{name}, line {Line}: {what}");
    }
}
