using System.Globalization;
using System.Text;
using System.Text.Json;
using Gensyn.Scale;

namespace Gensyn.Runtime;

/// <summary>Reads and writes a pallet's parameters as JSON, by what their codec says of their fields.</summary>
/// <remarks>So that a parameter added to a record is in chain specs at once, and a forgotten or misspelt one is refused.</remarks>
internal static class ParametersJson
{
    /// <summary>The JSON object of a record of whole numbers.</summary>
    public static string Write<T>(Codec<T> codec, T value)
    {
        ScaleReader reader = new(codec.ToBytes(value));
        StringBuilder json = new("{");
        foreach (TypeField field in FieldsOf(codec))
        {
            if (json.Length > 1) json.Append(',');
            UInt128 number = 0;
            ReadOnlySpan<byte> bytes = reader.ReadBytes(WidthOf(field));
            for (int i = bytes.Length - 1; i >= 0; i--) number = (number << 8) | bytes[i];
            json.Append('"').Append(NameOf(field)).Append("\":").Append(number.ToString(CultureInfo.InvariantCulture));
        }

        return json.Append('}').ToString();
    }

    /// <summary>The record of a JSON object, which has every field and no other.</summary>
    /// <exception cref="FormatException">A field is missing, unknown or out of range; the message says which.</exception>
    public static T Read<T>(Codec<T> codec, JsonElement json, string where)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new FormatException($"{where} must be an object.");
        List<TypeField> fields = [.. FieldsOf(codec)];
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (!fields.Exists(field => NameOf(field) == property.Name)) throw new FormatException($"Unknown field `{property.Name}` in {where}.");
        }

        ScaleWriter writer = new(128);
        foreach (TypeField field in fields)
        {
            string name = NameOf(field);
            int width = WidthOf(field);
            if (!json.TryGetProperty(name, out JsonElement element)) throw new FormatException($"{where} lacks `{name}`.");
            bool isNumber = element.ValueKind == JsonValueKind.Number;
            UInt128 number = 0;
            isNumber = isNumber && UInt128.TryParse(element.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
            if (!isNumber || (width < 16 && number >> (8 * width) != 0))
            {
                throw new FormatException($"{where}.{name}: {element.GetRawText()} is not a whole number of {8 * width} bits.");
            }

            for (int i = 0; i < width; i++) writer.WriteByte((byte)(number >> (8 * i) & 0xFF));
        }

        return codec.TryDecode(writer.Written, out T value) ? value : throw new FormatException($"{where} does not decode.");
    }

    private static IEnumerable<TypeField> FieldsOf<T>(Codec<T> codec) =>
        codec.Type.Definition is TypeDefinition.Composite composite ? composite.Fields : throw new InvalidOperationException($"{codec.Type} is not a record.");

    private static int WidthOf(TypeField field) => field.Type.Definition is TypeDefinition.Primitive primitive
        ? primitive.Type switch
        {
            PrimitiveType.U8 => 1,
            PrimitiveType.U16 => 2,
            PrimitiveType.U32 => 4,
            PrimitiveType.U64 => 8,
            PrimitiveType.U128 => 16,
            _ => throw new InvalidOperationException($"{field.Name} is not a whole number."),
        }
        : throw new InvalidOperationException($"{field.Name} is not a whole number.");

    // Metadata names fields in snake_case, chain specs in camelCase.
    private static string NameOf(TypeField field)
    {
        StringBuilder name = new();
        bool isStart = false;
        foreach (char letter in field.Name ?? "")
        {
            if (letter == '_') isStart = true;
            else
            {
                name.Append(isStart ? char.ToUpperInvariant(letter) : letter);
                isStart = false;
            }
        }

        return name.ToString();
    }
}
