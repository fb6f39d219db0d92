using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Gensyn.Workers.Training.Sources;
using Microsoft.Win32.SafeHandles;

namespace Gensyn.Workers.Training.Checkpoints;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="ElementType">The format's name of the element type: F32, U32 or U8.</param>
/// <param name="Shape">The sizes, outermost first.</param>
/// <param name="Content">The elements, little-endian and row-major.</param>
public sealed record SafetensorsEntry(string Name, string ElementType, ImmutableArray<int> Shape, ReadOnlyMemory<byte> Content);

/// <summary>A safetensors file: named tensors and text metadata, with nothing in it that executes.</summary>
/// <remarks>
/// The reader takes untrusted files: sizes are bounded before allocation, every byte of the content must belong to exactly one tensor, and names are unique.
/// Format: https://github.com/huggingface/safetensors#format.
/// </remarks>
public sealed record Safetensors(ImmutableArray<SafetensorsEntry> Entries, ImmutableSortedDictionary<string, string> Metadata)
{
    private const string MetadataName = "__metadata__";
    private const int MaxHeaderBytes = 1 << 20;
    private const int MaxTensors = 4096;
    private const int MaxRank = 8;

    /// <summary>The most bytes of all tensors: a file is read into an array.</summary>
    public static long MaxContentBytes => Array.MaxLength - 8 - MaxHeaderBytes;

    /// <summary>The entry of this name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out SafetensorsEntry? entry)
    {
        entry = Entries.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));
        return entry is not null;
    }

    /// <summary>The file's bytes: entries in the order given, header padded to 8 bytes.</summary>
    public byte[] ToBytes()
    {
        byte[] header = Header();
        byte[] file = new byte[checked(header.Length + Entries.Sum(static entry => entry.Content.Length))];
        header.CopyTo(file, 0);
        int at = header.Length;
        foreach (SafetensorsEntry entry in Entries)
        {
            entry.Content.Span.CopyTo(file.AsSpan(at));
            at += entry.Content.Length;
        }

        return file;
    }

    /// <summary>Writes the file straight from the tensors' memory, without putting it together first.</summary>
    /// <param name="path">The file, which is replaced.</param>
    /// <exception cref="TrainingDataException">The file would be larger than is read.</exception>
    public void Write(string path)
    {
        long content = Entries.Sum(static entry => (long)entry.Content.Length);
        if (content > MaxContentBytes) Throw($"would have {content} bytes of content, over the limit of {MaxContentBytes}");
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, [Header(), .. Entries.Select(static entry => entry.Content)], fileOffset: 0);
    }

    /// <summary>Reads a file from disk into memory that is lent for as long as it is used.</summary>
    /// <param name="path">The file.</param>
    /// <param name="use">Takes from the tensors what is to stay: their content is gone afterwards.</param>
    /// <exception cref="TrainingDataException">The file is malformed or larger than an array can be, about 2 GiB.</exception>
    public static T Read<T>(string path, Func<Safetensors, T> use)
    {
        byte[] lent = [];
        try
        {
            int length;
            using (FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
            {
                if (file.Length > Array.MaxLength) Throw($"is {file.Length} bytes long, over the limit of {Array.MaxLength}");
                length = (int)file.Length;
                lent = ArrayPool<byte>.Shared.Rent(length);
                length = file.ReadAtLeast(lent.AsSpan(0, length), length, throwOnEndOfStream: false);
            }

            return use(Parse(lent.AsMemory(0, length)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(lent);
        }
    }

    /// <summary>Reads a file's bytes; the entries refer into them.</summary>
    /// <exception cref="TrainingDataException">The bytes are malformed.</exception>
    public static Safetensors Parse(ReadOnlyMemory<byte> file)
    {
        if (file.Length < 8) Throw("ends within its header length");
        ulong headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
        if (headerBytes > MaxHeaderBytes) Throw($"announces a header of {headerBytes} bytes; {MaxHeaderBytes} are allowed");
        if (headerBytes > (ulong)(file.Length - 8)) Throw("ends within its header");
        ReadOnlyMemory<byte> header = file.Slice(8, (int)headerBytes), content = file[(8 + (int)headerBytes)..];
        if (header.Length == 0 || header.Span[0] != (byte)'{') Throw("has a header that does not start with '{'");
        try
        {
            using JsonDocument document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 4 });
            return ReadHeader(document.RootElement, content);
        }
        catch (JsonException broken)
        {
            throw new TrainingDataException($"The safetensors file has a header that is not JSON ({broken.Message})", broken);
        }
        catch (InvalidOperationException broken)
        {
            // Text with lone surrogates parses as JSON and fails when it is read as a string.
            throw new TrainingDataException($"The safetensors file has text that is not Unicode ({broken.Message})", broken);
        }
    }

    private byte[] Header()
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataName);
            foreach ((string key, string value) in Metadata) json.WriteString(key, value);
            json.WriteEndObject();
            long offset = 0;
            foreach (SafetensorsEntry entry in Entries)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", entry.ElementType);
                json.WriteStartArray("shape");
                foreach (int size in entry.Shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += entry.Content.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        int length = (text.WrittenCount + 7) / 8 * 8;
        byte[] header = new byte[8 + length];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)length);
        text.WrittenSpan.CopyTo(header.AsSpan(8));
        header.AsSpan(8 + text.WrittenCount).Fill((byte)' ');
        return header;
    }

    private static Safetensors ReadHeader(JsonElement root, ReadOnlyMemory<byte> content)
    {
        ImmutableSortedDictionary<string, string>.Builder metadata = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        List<(long From, SafetensorsEntry Entry)> found = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (!names.Add(property.Name)) Throw($"names '{property.Name}' twice");
            if (names.Count > MaxTensors) Throw($"has more than {MaxTensors} tensors");
            if (property.Value.ValueKind != JsonValueKind.Object) Throw($"describes '{property.Name}' by something other than an object");
            if (!string.Equals(property.Name, MetadataName, StringComparison.Ordinal))
            {
                found.Add(ReadEntry(property.Name, property.Value, content));
                continue;
            }

            foreach (JsonProperty item in property.Value.EnumerateObject())
            {
                if (item.Value.ValueKind != JsonValueKind.String) Throw($"has metadata '{item.Name}' that is not text");
                if (!metadata.TryAdd(item.Name, item.Value.GetString()!)) Throw($"has metadata '{item.Name}' twice");
            }
        }

        found.Sort(static (a, b) => a.From != b.From ? a.From.CompareTo(b.From) : a.Entry.Content.Length.CompareTo(b.Entry.Content.Length));
        long end = 0;
        foreach ((long from, SafetensorsEntry entry) in found)
        {
            if (from != end) Throw($"leaves a gap or an overlap before '{entry.Name}'");
            end += entry.Content.Length;
        }

        if (end != content.Length) Throw($"has {content.Length} bytes of content where its tensors have {end}");
        return new Safetensors([.. found.Select(static one => one.Entry)], metadata.ToImmutable());
    }

    private static (long From, SafetensorsEntry Entry) ReadEntry(string name, JsonElement description, ReadOnlyMemory<byte> content)
    {
        string? type = null;
        ImmutableArray<long> shape = default, offsets = default;
        foreach (JsonProperty field in description.EnumerateObject())
        {
            if (field.NameEquals("dtype") && field.Value.ValueKind == JsonValueKind.String && type is null) type = field.Value.GetString();
            else if (field.NameEquals("shape") && shape.IsDefault) shape = ReadNumbers(name, field.Value);
            else if (field.NameEquals("data_offsets") && offsets.IsDefault) offsets = ReadNumbers(name, field.Value);
            else Throw($"describes '{name}' with a wrong field '{field.Name}'");
        }

        if (type is null || shape.IsDefault || offsets.IsDefault) Throw($"lacks the type, shape or place of '{name}'");
        int elementBytes = type switch
        {
            "F32" or "U32" => 4,
            "U8" => 1,
            _ => 0,
        };
        if (elementBytes == 0) Throw($"stores '{name}' as {type}; F32, U32 and U8 are read");
        long bytes = elementBytes;
        foreach (long size in shape)
        {
            if (size == 0 || bytes > content.Length / size) Throw($"gives '{name}' a size that its content does not have");
            bytes *= size;
        }

        if (offsets.Length != 2 || offsets[1] > content.Length || offsets[1] - offsets[0] != bytes) Throw($"places '{name}' outside its content");
        return (offsets[0], new SafetensorsEntry(name, type, [.. shape.Select(static size => (int)size)], content.Slice((int)offsets[0], (int)bytes)));
    }

    private static ImmutableArray<long> ReadNumbers(string name, JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MaxRank) Throw($"describes '{name}' with a list that is not one of at most {MaxRank} numbers");
        ImmutableArray<long>.Builder numbers = ImmutableArray.CreateBuilder<long>();
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long number) || number is < 0 or > int.MaxValue)
            {
                Throw($"describes '{name}' with a number that is not a size");
                return [];
            }

            numbers.Add(number);
        }

        return numbers.ToImmutable();
    }

    [DoesNotReturn]
    private static void Throw(string what) => throw new TrainingDataException("The safetensors file " + what);
}
