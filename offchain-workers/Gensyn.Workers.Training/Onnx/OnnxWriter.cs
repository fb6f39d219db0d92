using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Gensyn.Workers.Training.Onnx;

/// <summary>Writes ONNX models as protobuf messages: what <see cref="OnnxModel.Parse"/> reads.</summary>
/// <remarks>Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.</remarks>
public static class OnnxWriter
{
    /// <summary>The file's bytes.</summary>
    public static byte[] ToBytes(OnnxModel model)
    {
        Message file = new();
        file.Integer(1, model.IrVersion);
        file.Text(2, model.ProducerName);
        file.Nested(7, Graph(model.Graph));
        Message opset = new();
        opset.Integer(2, model.OpsetVersion);
        file.Nested(8, opset);
        foreach ((string key, string value) in model.Metadata)
        {
            Message entry = new();
            entry.Text(1, key);
            entry.Text(2, value);
            file.Nested(14, entry);
        }

        return file.ToArray();
    }

    private static Message Graph(OnnxGraph graph)
    {
        Message message = new();
        foreach (OnnxNode node in graph.Nodes) message.Nested(1, Node(node));
        message.Text(2, graph.Name);
        foreach (OnnxTensor initializer in graph.Initializers) message.Nested(5, Tensor(initializer));
        foreach (OnnxValueInfo input in graph.Inputs) message.Nested(11, Value(input));
        foreach (OnnxValueInfo output in graph.Outputs) message.Nested(12, Value(output));
        foreach (OnnxValueInfo value in graph.ValueInfos) message.Nested(13, Value(value));
        return message;
    }

    private static Message Node(OnnxNode node)
    {
        Message message = new();
        foreach (string input in node.Inputs) message.Text(1, input);
        foreach (string output in node.Outputs) message.Text(2, output);
        message.Text(3, node.Name);
        message.Text(4, node.OpType);
        foreach (OnnxAttribute attribute in node.Attributes) message.Nested(5, Attribute(attribute));
        message.Text(7, node.Domain);
        return message;
    }

    // The last field is the attribute's type.
    private static Message Attribute(OnnxAttribute attribute)
    {
        Message message = new();
        message.Text(1, attribute.Name);
        switch (attribute)
        {
            case OnnxAttribute.Float number: message.Float(2, number.Value); message.Integer(20, 1); break;
            case OnnxAttribute.Int integer: message.Integer(3, integer.Value); message.Integer(20, 2); break;
            case OnnxAttribute.String text: message.Text(4, text.Value); message.Integer(20, 3); break;
            case OnnxAttribute.Tensor tensor: message.Nested(5, Tensor(tensor.Value)); message.Integer(20, 4); break;
            case OnnxAttribute.Floats list: foreach (float value in list.Values) message.Float(7, value); message.Integer(20, 6); break;
            case OnnxAttribute.Ints list: foreach (long value in list.Values) message.Integer(8, value); message.Integer(20, 7); break;
            case OnnxAttribute.Strings list: foreach (string value in list.Values) message.Text(9, value); message.Integer(20, 8); break;
        }

        return message;
    }

    private static Message Tensor(OnnxTensor tensor)
    {
        Message message = new();
        foreach (int size in tensor.Dims) message.Integer(1, size);
        message.Integer(2, (int)tensor.ElementType);
        message.Text(8, tensor.Name);
        message.Bytes(9, tensor.Bytes.Span);
        return message;
    }

    private static Message Value(OnnxValueInfo value)
    {
        Message tensor = new();
        tensor.Integer(1, (int)value.ElementType);
        if (value.Shape is { } sizes) tensor.Nested(2, Shape(sizes));
        Message type = new(), message = new();
        if (value.ElementType != OnnxElementType.Undefined) type.Nested(1, tensor);
        message.Text(1, value.Name);
        message.Nested(2, type);
        return message;
    }

    private static Message Shape(ImmutableArray<OnnxDimension> sizes)
    {
        Message message = new();
        foreach (OnnxDimension size in sizes)
        {
            Message dimension = new();
            if (size.Value is { } value) dimension.Integer(1, value);
            if (size.Parameter is { } parameter) dimension.Text(2, parameter);
            message.Nested(1, dimension);
        }

        return message;
    }

    /// <summary>One protobuf message. Wire format: https://protobuf.dev/programming-guides/encoding/.</summary>
    private sealed class Message
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

        public void Integer(int field, long value)
        {
            Tag(field, ProtobufWireType.Varint);
            Varint((ulong)value);
        }

        public void Float(int field, float value)
        {
            Tag(field, ProtobufWireType.Fixed32);
            BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
            _bytes.Advance(sizeof(float));
        }

        public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        public void Nested(int field, Message value) => Bytes(field, value._bytes.WrittenSpan);

        public void Bytes(int field, ReadOnlySpan<byte> value)
        {
            Tag(field, ProtobufWireType.Bytes);
            Varint((ulong)value.Length);
            _bytes.Write(value);
        }

        private void Tag(int field, ProtobufWireType type) => Varint(((ulong)field << 3) | (ulong)type);

        private void Varint(ulong value)
        {
            Span<byte> groups = _bytes.GetSpan(10);
            int count = 0;
            for (; value >= 0x80; value >>= 7) groups[count++] = (byte)(value | 0x80);
            groups[count++] = (byte)value;
            _bytes.Advance(count);
        }
    }
}
