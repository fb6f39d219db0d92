using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Gensyn.Workers.Training.Onnx;

internal sealed partial class OnnxParser
{
    private const int FloatData = 4;
    private const int Int32Data = 5;
    private const int Int64Data = 7;
    private const int RawData = 9;
    private const int DoubleData = 10;
    private const int UInt64Data = 11;

    // AttributeProto.AttributeType, in the order of its numbers, with the field that holds the value.
    private static readonly (string Name, int Field)[] AttributeTypes =
        [("UNDEFINED", 0), ("FLOAT", 2), ("INT", 3), ("STRING", 4), ("TENSOR", 5), ("GRAPH", 6), ("FLOATS", 7), ("INTS", 8), ("STRINGS", 9)];

    private OnnxTensor ReadInitializer(ProtobufReader message, int index)
    {
        string name = "";
        OnnxTensor tensor;
        try
        {
            tensor = ReadTensor(message, ref name);
            if (name.Length == 0) Throw("has no name");
        }
        catch (OnnxException problem)
        {
            throw problem.In($"initializer {index} '{name}'");
        }

        return tensor;
    }

    /// <summary>TensorProto: one pass for what it says of itself and for how many elements arrive, a second for the elements.</summary>
    private OnnxTensor ReadTensor(ProtobufReader message, ref string name)
    {
        OnnxElementType type = OnnxElementType.Undefined;
        ImmutableArray<int>.Builder dims = ImmutableArray.CreateBuilder<int>(0);
        int dataField = 0;
        long counted = 0;
        Range raw = default;
        ProtobufReader again = message;
        Once once = default;
        while (message.NextField())
        {
            switch (message.Field)
            {
                case 1:
                    ProtobufReader sizes = message.ReadNumbers(ProtobufWireType.Varint);
                    while (!sizes.AtEnd)
                    {
                        if (dims.Count == limits.Rank) Throw($"has more than {limits.Rank} dimensions");
                        dims.Add(ReadSize((long)sizes.TakeVarint(), dims.Count));
                    }

                    break;
                case 2: once.Check(ref message, "data_type"); type = ReadElementType(ref message); break;
                case 3: Throw("is a segment of a tensor, which is not read"); break;
                case 6: Throw("holds texts, which are not read"); break;
                case 8: once.Check(ref message, "name"); name = message.ReadText(limits.NameBytes); break;
                case RawData:
                    once.Check(ref message, "raw_data");
                    OneField(ref dataField, RawData);
                    raw = message.ReadBytes();
                    break;
                case FloatData or Int32Data or Int64Data or DoubleData or UInt64Data:
                    OneField(ref dataField, message.Field);
                    counted += message.ReadNumbers(WireTypeOf(message.Field)).CountNumbers();
                    break;
                case 13: Throw("keeps its elements in another file, which is not read; export the model into one file"); break;
                case 14:
                    once.Check(ref message, "data_location");
                    if (message.ReadInteger() != 0) Throw("keeps its elements in another file, which is not read; export the model into one file");
                    break;
                default: message.Skip(); break;
            }
        }

        if (type == OnnxElementType.Undefined) Throw("has no data_type");
        int size = OnnxTensor.SizeOf(type);
        long elements = CountElements(dims);
        if (dataField == RawData)
        {
            long present = raw.End.Value - raw.Start.Value;
            if (elements > present / size || elements * size != present) Throw($"has {present} bytes where its {elements} elements of type {type} take {size} each");
            ReadOnlyMemory<byte> bytes = file[raw];
            if (type == OnnxElementType.Bool && bytes.Span.ContainsAnyExceptInRange((byte)0, (byte)1)) Throw("has a truth value other than 0 and 1");
            return new OnnxTensor(name, type, dims.DrainToImmutable(), bytes);
        }

        if (dataField != 0 && dataField != FieldOf(type)) Throw($"keeps elements of type {type} in field {dataField} instead of {FieldOf(type)}");
        if (counted != elements) Throw($"has {counted} elements where its dimensions announce {elements}");
        if (elements > Array.MaxLength / size) Throw($"has {elements} elements, more than fit");
        return new OnnxTensor(name, type, dims.DrainToImmutable(), ReadElements(again, type, dataField, (int)elements));
    }

    private static long CountElements(ImmutableArray<int>.Builder dims)
    {
        if (dims.Contains(0)) return 0;
        long elements = 1;
        foreach (int size in dims)
        {
            if (elements > int.MaxValue / size) Throw($"announces more than {int.MaxValue} elements");
            elements *= size;
        }

        return elements;
    }

    private static void OneField(ref int dataField, int field)
    {
        if (dataField != 0 && dataField != field) Throw($"has elements in both field {dataField} and field {field}");
        dataField = field;
    }

    private static ProtobufWireType WireTypeOf(int field) => field switch
    {
        FloatData => ProtobufWireType.Fixed32,
        DoubleData => ProtobufWireType.Fixed64,
        _ => ProtobufWireType.Varint,
    };

    private static int FieldOf(OnnxElementType type) => type switch
    {
        OnnxElementType.Float => FloatData,
        OnnxElementType.Double => DoubleData,
        OnnxElementType.Int64 => Int64Data,
        OnnxElementType.UInt32 or OnnxElementType.UInt64 => UInt64Data,
        _ => Int32Data,
    };

    /// <summary>Copies elements that were counted, so the array is as large as they need.</summary>
    private static byte[] ReadElements(ProtobufReader message, OnnxElementType type, int dataField, int count)
    {
        int size = OnnxTensor.SizeOf(type);
        byte[] bytes = new byte[count * size];
        int at = 0;
        while (message.NextField())
        {
            if (message.Field != dataField)
            {
                message.Skip();
                continue;
            }

            ProtobufReader numbers = message.ReadNumbers(WireTypeOf(dataField));
            if (dataField is FloatData or DoubleData)
            {
                numbers.Rest.CopyTo(bytes.AsSpan(at));
                at += numbers.Rest.Length;
                continue;
            }

            for (; !numbers.AtEnd; at += size) WriteInteger(bytes.AsSpan(at, size), type, numbers.TakeVarint());
        }

        return bytes;
    }

    private static void WriteInteger(Span<byte> place, OnnxElementType type, ulong value)
    {
        long signed = (long)value;
        (long least, long most) = type switch
        {
            OnnxElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            OnnxElementType.UInt8 => (byte.MinValue, byte.MaxValue),
            OnnxElementType.Bool => (0, 1),
            OnnxElementType.Int16 => (short.MinValue, short.MaxValue),
            OnnxElementType.UInt16 or OnnxElementType.Float16 or OnnxElementType.BFloat16 => (ushort.MinValue, ushort.MaxValue),
            OnnxElementType.Int32 => (int.MinValue, int.MaxValue),
            OnnxElementType.UInt32 => (uint.MinValue, uint.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };
        if (signed < least || signed > most) Throw($"has the element {signed}, which is none of type {type}");
        Span<byte> whole = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(whole, signed);
        whole[..place.Length].CopyTo(place);
    }

    /// <summary>AttributeProto.</summary>
    private OnnxAttribute ReadAttribute(ProtobufReader message, ImmutableArray<OnnxAttribute>.Builder others)
    {
        string name = "", text = "";
        long type = 0, integer = 0;
        float number = 0;
        OnnxTensor? tensor = null;
        ImmutableArray<float>.Builder floats = ImmutableArray.CreateBuilder<float>(0);
        ImmutableArray<long>.Builder ints = ImmutableArray.CreateBuilder<long>(0);
        ImmutableArray<string>.Builder strings = ImmutableArray.CreateBuilder<string>(0);
        int valueField = 0;
        Once once = default;
        try
        {
            while (message.NextField())
            {
                if (message.Field is >= 2 and <= 9)
                {
                    if (valueField != 0 && valueField != message.Field) Throw($"has values in both field {valueField} and field {message.Field}");
                    valueField = message.Field;
                }

                switch (message.Field)
                {
                    case 1: once.Check(ref message, "name"); name = message.ReadText(limits.NameBytes); break;
                    case 2: once.Check(ref message, "f"); number = message.ReadFloat(); break;
                    case 3: once.Check(ref message, "i"); integer = message.ReadInteger(); break;
                    case 4: once.Check(ref message, "s"); text = message.ReadText(limits.TextBytes); break;
                    case 5: once.Check(ref message, "t"); tensor = ReadAttributeTensor(message.ReadMessage()); break;
                    case 6 or 11: Throw("is a graph: control flow is not read"); break;
                    case 7:
                        ProtobufReader binaries = message.ReadNumbers(ProtobufWireType.Fixed32);
                        CheckCount(floats.Count, binaries.CountNumbers());
                        while (!binaries.AtEnd) floats.Add(binaries.TakeFloat());
                        break;
                    case 8:
                        ProtobufReader integers = message.ReadNumbers(ProtobufWireType.Varint);
                        CheckCount(ints.Count, integers.CountNumbers());
                        while (!integers.AtEnd) ints.Add((long)integers.TakeVarint());
                        break;
                    case 9:
                        CheckCount(strings.Count, 1);
                        strings.Add(message.ReadText(limits.TextBytes));
                        break;
                    case 10 or 14 or 15 or 22 or 23: Throw("is a list of tensors, a sparse tensor or a type, which are not read"); break;
                    case 20: once.Check(ref message, "type"); type = message.ReadInteger(); break;
                    case 21: Throw("refers to an attribute of a function, which is not read"); break;
                    default: message.Skip(); break;
                }
            }

            if (name.Length == 0) Throw("has no name");
            foreach (OnnxAttribute other in others)
            {
                if (string.Equals(other.Name, name, StringComparison.Ordinal)) Throw("is there twice");
            }

            return MakeAttribute();
        }
        catch (OnnxException problem)
        {
            throw problem.In($"attribute {others.Count} '{name}'");
        }

        OnnxAttribute MakeAttribute()
        {
            // A writer may leave out a value that is zero or empty; then only the type says what is meant.
            if (type < 0 || type >= AttributeTypes.Length) Throw($"has type {type}, which is not read");
            (string typeName, int field) = AttributeTypes[type];
            if (field == 0) field = valueField;
            else if (valueField != 0 && valueField != field) Throw($"says that it is {typeName} and has a value in field {valueField}");
            switch (field)
            {
                case 2: return new OnnxAttribute.Float(name, number);
                case 3: return new OnnxAttribute.Int(name, integer);
                case 4: return new OnnxAttribute.String(name, text);
                case 5 when tensor is not null: return new OnnxAttribute.Tensor(name, tensor);
                case 7: return new OnnxAttribute.Floats(name, floats.DrainToImmutable());
                case 8: return new OnnxAttribute.Ints(name, ints.DrainToImmutable());
                case 9: return new OnnxAttribute.Strings(name, strings.DrainToImmutable());
                case 6: throw new OnnxException("is a graph: control flow is not read");
                default: throw new OnnxException("has neither a value nor a type that goes without one");
            }
        }
    }

    private OnnxTensor ReadAttributeTensor(ProtobufReader message)
    {
        string name = "";
        try
        {
            return ReadTensor(message, ref name);
        }
        catch (OnnxException problem)
        {
            throw problem.In($"tensor '{name}'");
        }
    }

    private void CheckCount(int before, int more)
    {
        if (more > limits.AttributeElements - before) Throw($"has more than {limits.AttributeElements} elements");
    }
}
