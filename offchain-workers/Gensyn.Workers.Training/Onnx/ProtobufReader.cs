using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>How a protobuf field is written.</summary>
public enum ProtobufWireType
{
    /// <summary>A number in groups of seven bits, least significant first.</summary>
    Varint = 0,

    /// <summary>Eight bytes, little-endian.</summary>
    Fixed64 = 1,

    /// <summary>A length and so many bytes.</summary>
    Bytes = 2,

    /// <summary>Four bytes, little-endian.</summary>
    Fixed32 = 5,
}

/// <summary>Walks the fields of one protobuf message without allocating, never beyond the message's end.</summary>
/// <remarks>
/// After <see cref="NextField"/> exactly one of the reading methods or <see cref="Skip"/> takes the field's value.
/// Groups are refused: ONNX has none. Wire format: https://protobuf.dev/programming-guides/encoding/.
/// </remarks>
public ref struct ProtobufReader
{
    /// <summary>How deeply messages may nest; ONNX without subgraphs needs eight.</summary>
    public const int MaxDepth = 16;

    private const int MaxFieldNumber = (1 << 29) - 1;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // The whole file, so that positions in errors and in slices are positions in it.
    private readonly ReadOnlySpan<byte> _file;
    private readonly int _end;
    private readonly int _depth;

    /// <summary>Reads a whole file as one message.</summary>
    public ProtobufReader(ReadOnlySpan<byte> file)
        : this(file, 0, file.Length, depth: 1)
    {
    }

    private ProtobufReader(ReadOnlySpan<byte> file, int position, int end, int depth)
    {
        _file = file;
        Position = position;
        _end = end;
        _depth = depth;
    }

    /// <summary>The offset in the file of what is read next.</summary>
    public int Position { get; private set; }

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>How the current field is written.</summary>
    public ProtobufWireType WireType { get; private set; }

    /// <summary>Whether nothing is left.</summary>
    public readonly bool AtEnd => Position == _end;

    /// <summary>The bytes that are left.</summary>
    public readonly ReadOnlySpan<byte> Rest => _file[Position.._end];

    /// <summary>Moves to the next field, if there is one.</summary>
    public bool NextField()
    {
        if (AtEnd) return false;
        int start = Position;
        ulong tag = TakeVarint();
        if (tag >> 3 is 0 or > MaxFieldNumber) Throw(start, "a field has a number that protobuf does not have");
        if ((tag & 7) is not (0 or 1 or 2 or 5)) Throw(start, $"field {tag >> 3} has wire type {tag & 7}");
        Field = (int)(tag >> 3);
        WireType = (ProtobufWireType)(tag & 7);
        return true;
    }

    /// <summary>The current field's integer.</summary>
    public long ReadInteger()
    {
        Expect(ProtobufWireType.Varint);
        return (long)TakeVarint();
    }

    /// <summary>The current field's binary32.</summary>
    public float ReadFloat()
    {
        Expect(ProtobufWireType.Fixed32);
        return TakeFloat();
    }

    /// <summary>The place in the file of the current field's bytes.</summary>
    public Range ReadBytes()
    {
        Expect(ProtobufWireType.Bytes);
        int start = Position;
        ulong length = TakeVarint();
        if (length > (ulong)(_end - Position)) Throw(start, $"field {Field} announces {length} bytes where {_end - Position} are left");
        int from = Position;
        Position += (int)length;
        return from..Position;
    }

    /// <summary>The current field's text, which must be UTF-8 of at most so many bytes.</summary>
    public string ReadText(int limit)
    {
        Range place = ReadBytes();
        int start = place.Start.Value, length = place.End.Value - start;
        if (length > limit) Throw(start, $"field {Field} is a text of {length} bytes, over the limit of {limit}");
        try
        {
            return Strict.GetString(_file[place]);
        }
        catch (DecoderFallbackException)
        {
            Throw(start, $"field {Field} is not UTF-8");
            return "";
        }
    }

    /// <summary>A reader of the message that the current field holds.</summary>
    public ProtobufReader ReadMessage()
    {
        if (_depth >= MaxDepth) Throw(Position, $"messages nest more than {MaxDepth} deep");
        Range place = ReadBytes();
        return new ProtobufReader(_file, place.Start.Value, place.End.Value, _depth + 1);
    }

    /// <summary>A reader of the current field's numbers, be they packed into one field or written one by one.</summary>
    public ProtobufReader ReadNumbers(ProtobufWireType type)
    {
        Range place;
        if (WireType == ProtobufWireType.Bytes)
        {
            place = ReadBytes();
        }
        else
        {
            Expect(type);
            int start = Position;
            Skip();
            place = start..Position;
        }

        return new ProtobufReader(_file, place.Start.Value, place.End.Value, _depth) { Field = Field, WireType = type };
    }

    /// <summary>How many numbers a reader from <see cref="ReadNumbers"/> holds; no more than it has bytes.</summary>
    public readonly int CountNumbers()
    {
        int size = WireType switch
        {
            ProtobufWireType.Fixed32 => 4,
            ProtobufWireType.Fixed64 => 8,
            _ => 0,
        };
        if (size > 0)
        {
            if (Rest.Length % size != 0) Throw(Position, $"field {Field} packs {Rest.Length} bytes, not a multiple of {size}");
            return Rest.Length / size;
        }

        // A varint's last byte is the one without the top bit.
        if (!AtEnd && _file[_end - 1] >= 0x80) Throw(_end, "the bytes end within a varint");
        int count = 0;
        foreach (byte one in Rest) count += one < 0x80 ? 1 : 0;
        return count;
    }

    /// <summary>Passes over the current field.</summary>
    public void Skip()
    {
        switch (WireType)
        {
            case ProtobufWireType.Varint: TakeVarint(); break;
            case ProtobufWireType.Fixed32: Take(4); break;
            case ProtobufWireType.Fixed64: Take(8); break;
            default: ReadBytes(); break;
        }
    }

    /// <summary>Takes a varint, without a tag.</summary>
    public ulong TakeVarint()
    {
        int start = Position;
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (AtEnd) Throw(start, "the bytes end within a varint");
            byte next = _file[Position++];
            if (shift == 63 && next > 1) break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        Throw(start, "a varint is longer than 64 bits");
        return 0;
    }

    /// <summary>Takes a binary32, without a tag.</summary>
    public float TakeFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    /// <summary>Takes so many bytes.</summary>
    public ReadOnlySpan<byte> Take(int length)
    {
        if (length > _end - Position) Throw(Position, $"{length} bytes are needed where {_end - Position} are left");
        ReadOnlySpan<byte> taken = _file.Slice(Position, length);
        Position += length;
        return taken;
    }

    private readonly void Expect(ProtobufWireType type)
    {
        if (WireType != type) Throw(Position, $"field {Field} is written as {WireType} where {type} belongs");
    }

    [DoesNotReturn]
    private static void Throw(int position, string what) => throw new OnnxException($"at byte {position}, {what}");
}
