using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Gensyn.Workers.Training.Sources;

/// <summary>The header of an NPY file: a Python dictionary with exactly three keys.</summary>
/// <remarks>Only the literals that NumPy writes are understood: quoted text without escapes, True and False, and a tuple of numbers.</remarks>
internal sealed record NpyHeader(string Descriptor, bool FortranOrder, ImmutableArray<long> Shape)
{
    private const int MaxShape = 64;

    /// <summary>Reads the dictionary; the file's name appears in errors.</summary>
    public static NpyHeader Parse(ReadOnlySpan<byte> header, string name)
    {
        Cursor cursor = new(header, name);
        string? descriptor = null;
        bool? fortranOrder = null;
        ImmutableArray<long> shape = default;
        cursor.Expect('{');
        while (!cursor.TryTake('}'))
        {
            string key = cursor.Text();
            cursor.Expect(':');
            if (string.Equals(key, "descr", StringComparison.Ordinal) && descriptor is null) descriptor = cursor.Text();
            else if (string.Equals(key, "fortran_order", StringComparison.Ordinal) && fortranOrder is null) fortranOrder = cursor.Truth();
            else if (string.Equals(key, "shape", StringComparison.Ordinal) && shape.IsDefault) shape = cursor.Tuple();
            else cursor.Throw($"the key '{key}', which is unknown or there twice");
            if (cursor.TryTake(',')) continue;
            cursor.Expect('}');
            break;
        }

        cursor.ExpectEnd();
        if (descriptor is null || fortranOrder is null || shape.IsDefault) cursor.Throw("no more, and lacks descr, fortran_order or shape");
        return new NpyHeader(descriptor, fortranOrder.Value, shape);
    }

    private ref struct Cursor(ReadOnlySpan<byte> header, string name)
    {
        private readonly ReadOnlySpan<byte> _header = header;
        private int _at;

        public bool TryTake(char expected)
        {
            SkipSpace();
            if (_at == _header.Length || _header[_at] != expected) return false;
            _at++;
            return true;
        }

        public void Expect(char expected)
        {
            if (!TryTake(expected)) Throw($"something other than '{expected}'");
        }

        public void ExpectEnd()
        {
            SkipSpace();
            if (_at < _header.Length) Throw("something after its '}'");
        }

        public string Text()
        {
            SkipSpace();
            if (_at == _header.Length || _header[_at] is not ((byte)'\'' or (byte)'"')) Throw("something other than quoted text");
            byte quote = _header[_at++];
            int length = _header[_at..].IndexOf(quote);
            if (length < 0) Throw("text without its closing quote");
            ReadOnlySpan<byte> text = _header.Slice(_at, length);
            if (length > 64 || text.Contains((byte)'\\') || text.ContainsAnyExceptInRange((byte)' ', (byte)'~')) Throw("text that NumPy does not write");
            _at += length + 1;
            return Encoding.ASCII.GetString(text);
        }

        public bool Truth()
        {
            SkipSpace();
            bool value = _header[_at..].StartsWith("True"u8);
            if (!value && !_header[_at..].StartsWith("False"u8)) Throw("something other than True or False");
            _at += value ? 4 : 5;
            return value;
        }

        public ImmutableArray<long> Tuple()
        {
            ImmutableArray<long>.Builder numbers = ImmutableArray.CreateBuilder<long>();
            Expect('(');
            while (!TryTake(')'))
            {
                if (numbers.Count == MaxShape) Throw($"a shape of more than {MaxShape} numbers");
                numbers.Add(Number());
                if (TryTake(',')) continue;
                Expect(')');
                if (numbers.Count == 1) Throw("a number in brackets where a tuple belongs");
                break;
            }

            return numbers.ToImmutable();
        }

        private long Number()
        {
            SkipSpace();
            ReadOnlySpan<byte> rest = _header[_at..];
            int digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (digits < 0) digits = rest.Length;
            if (!long.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number > int.MaxValue) Throw("something other than a size");
            _at += digits;

            // Python 2 wrote long integers with a suffix.
            if (_at < _header.Length && _header[_at] == (byte)'L') _at++;
            return number;
        }

        private void SkipSpace()
        {
            while (_at < _header.Length && _header[_at] is (byte)' ' or (byte)'\n' or (byte)'\t') _at++;
        }

        [DoesNotReturn]
        public readonly void Throw(string what) => throw new TrainingDataException($"{name} has a header that at byte {_at} has {what}");
    }
}
