using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Gives types their numbers: scale-info's portable registry, where a type's number is its position.</summary>
/// <remarks>Types are numbered in the order in which they are first named, so equal input gives equal bytes.</remarks>
internal sealed class TypeRegistry
{
    private readonly List<TypeInfo> _types = [];
    private readonly Dictionary<string, uint> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypeDefinition> _definitions = new(StringComparer.Ordinal);
    private int _reached;

    /// <summary>Says what an open type is in this runtime.</summary>
    internal void Define(TypeInfo open, TypeDefinition definition) => _definitions.Add(open.Key, definition);

    /// <summary>The number of a type.</summary>
    internal uint Number(TypeInfo type)
    {
        if (_numbers.TryGetValue(type.Key, out uint known)) return known;
        uint number = (uint)_types.Count;
        _numbers.Add(type.Key, number);
        _types.Add(type);
        return number;
    }

    /// <summary>Gives numbers to all types that those named so far are made of.</summary>
    internal void NumberParts()
    {
        for (; _reached < _types.Count; _reached++)
        {
            TypeInfo type = _types[_reached];
            foreach (TypeParameter parameter in type.Parameters)
            {
                if (parameter.Type is not null) Number(parameter.Type);
            }

            foreach (TypeInfo part in PartsOf(DefinitionOf(type))) Number(part);
        }
    }

    /// <summary>Writes all types named so far, and those they are made of.</summary>
    internal void Encode(ref ScaleWriter writer)
    {
        // Writing a type names others, which the loop then reaches.
        ScaleWriter types = new(64 * 1024);
        for (int i = 0; i < _types.Count; i++) Encode(_types[i], (uint)i, ref types);
        writer.WriteCompact((uint)_types.Count);
        writer.WriteBytes(types.Written);
    }

    /// <summary>Documentation as metadata has it: a list of lines.</summary>
    internal static void EncodeDocs(string docs, ref ScaleWriter writer)
    {
        writer.WriteCompact(docs.Length == 0 ? 0u : 1u);
        if (docs.Length > 0) writer.WriteString(docs);
    }

    private static void EncodePath(string path, ref ScaleWriter writer)
    {
        string[] segments = path.Length == 0 ? [] : path.Split("::");
        writer.WriteCompact((uint)segments.Length);
        foreach (string segment in segments) writer.WriteString(segment);
    }

    private static void EncodeOption(string? text, ref ScaleWriter writer)
    {
        writer.WriteBool(text is not null);
        if (text is not null) writer.WriteString(text);
    }

    private static IEnumerable<TypeInfo> PartsOf(TypeDefinition definition) => definition switch
    {
        TypeDefinition.Composite composite => composite.Fields.Select(static f => f.Type),
        TypeDefinition.Variant variant => variant.Variants.SelectMany(static v => v.Fields).Select(static f => f.Type),
        TypeDefinition.Sequence sequence => [sequence.Item],
        TypeDefinition.Array array => [array.Item],
        TypeDefinition.Tuple tuple => tuple.Items,
        TypeDefinition.Compact compact => [compact.Integer],
        TypeDefinition.BitSequence bits => [bits.Store, bits.Order],
        _ => [],
    };

    private TypeDefinition DefinitionOf(TypeInfo type) => _definitions.TryGetValue(type.Key, out TypeDefinition? given) ? given : type.Definition;

    private void Encode(TypeInfo type, uint number, ref ScaleWriter writer)
    {
        writer.WriteCompact(number);
        EncodePath(type.Path, ref writer);
        writer.WriteCompact((uint)type.Parameters.Length);
        foreach (TypeParameter parameter in type.Parameters)
        {
            writer.WriteString(parameter.Name);
            writer.WriteBool(parameter.Type is not null);
            if (parameter.Type is not null) writer.WriteCompact(Number(parameter.Type));
        }

        Encode(DefinitionOf(type), ref writer);
        EncodeDocs(type.Docs, ref writer);
    }

    private void Encode(TypeDefinition definition, ref ScaleWriter writer)
    {
        switch (definition)
        {
            case TypeDefinition.Composite composite:
                writer.WriteByte(0);
                Encode(composite.Fields, ref writer);
                break;
            case TypeDefinition.Variant variant:
                writer.WriteByte(1);
                writer.WriteCompact((uint)variant.Variants.Length);
                foreach (TypeVariant v in variant.Variants)
                {
                    writer.WriteString(v.Name);
                    Encode(v.Fields, ref writer);
                    writer.WriteByte(v.Index);
                    EncodeDocs(v.Docs, ref writer);
                }

                break;
            case TypeDefinition.Sequence sequence:
                writer.WriteByte(2);
                writer.WriteCompact(Number(sequence.Item));
                break;
            case TypeDefinition.Array array:
                writer.WriteByte(3);
                writer.WriteU32(array.Length);
                writer.WriteCompact(Number(array.Item));
                break;
            case TypeDefinition.Tuple tuple:
                writer.WriteByte(4);
                writer.WriteCompact((uint)tuple.Items.Length);
                foreach (TypeInfo item in tuple.Items) writer.WriteCompact(Number(item));
                break;
            case TypeDefinition.Primitive primitive:
                writer.WriteByte(5);
                writer.WriteByte((byte)primitive.Type);
                break;
            case TypeDefinition.Compact compact:
                writer.WriteByte(6);
                writer.WriteCompact(Number(compact.Integer));
                break;
            case TypeDefinition.BitSequence bits:
                writer.WriteByte(7);
                writer.WriteCompact(Number(bits.Store));
                writer.WriteCompact(Number(bits.Order));
                break;
        }
    }

    private void Encode(ImmutableArray<TypeField> fields, ref ScaleWriter writer)
    {
        writer.WriteCompact((uint)fields.Length);
        foreach (TypeField field in fields)
        {
            EncodeOption(field.Name, ref writer);
            writer.WriteCompact(Number(field.Type));
            EncodeOption(field.TypeName, ref writer);
            EncodeDocs(field.Docs, ref writer);
        }
    }
}
