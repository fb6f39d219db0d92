using System.Text;
using Gensyn.Scale;

namespace Gensyn.Testing;

/// <summary>Makes encoded values of the types that metadata describes, from nothing but the description.</summary>
/// <remarks>Lists are short, because most are bounded and metadata does not say by what; maps and sets have one item at most, so that they are in order.</remarks>
/// <param name="metadata">The description.</param>
/// <param name="random">What the values are drawn from.</param>
/// <param name="narrow">Types that have fewer values than their description says, by path, and how to make one of them.</param>
public sealed class MetadataValues(MetadataReader metadata, Random random, IReadOnlyDictionary<string, Func<Random, byte[]>> narrow)
{
    private const int MaxDepth = 4;

    /// <summary>A value of a type.</summary>
    public byte[] Of(uint type)
    {
        ScaleWriter writer = new(256);
        Write(type, 0, ref writer);
        return writer.ToArray();
    }

    /// <summary>A value that is a certain variant of an enum.</summary>
    public byte[] Of(MetadataReader.Variant variant)
    {
        ScaleWriter writer = new(256);
        Write(variant, 0, ref writer);
        return writer.ToArray();
    }

    private static bool EndsWith(MetadataReader.TypeEntry type, string name) => type.Path == name || type.Path.EndsWith("::" + name, StringComparison.Ordinal);

    private void Write(MetadataReader.Variant variant, int depth, ref ScaleWriter writer)
    {
        writer.WriteByte(variant.Index);
        foreach (MetadataReader.Field field in variant.Fields) Write(field.Type, depth + 1, ref writer);
    }

    private void Write(uint number, int depth, ref ScaleWriter writer)
    {
        MetadataReader.TypeEntry type = metadata.Types[(int)number];
        if (narrow.TryGetValue(type.Path, out Func<Random, byte[]>? make))
        {
            writer.WriteBytes(make(random));
            return;
        }

        switch (type.Shape)
        {
            case "composite" when EndsWith(type, "BTreeMap") || EndsWith(type, "BTreeSet"):
                Write(metadata.Types[(int)type.Fields[0].Type].References[0], random.Next(2), depth, ref writer);
                break;
            case "composite":
                foreach (MetadataReader.Field field in type.Fields) Write(field.Type, depth + 1, ref writer);
                break;
            case "variant":
                Write(Choose(type, depth), depth, ref writer);
                break;
            case "sequence":
                Write(type.References[0], depth > 2 * MaxDepth ? 0 : random.Next(4), depth, ref writer);
                break;
            case "array":
                for (int i = 0; i < type.Length; i++) Write(type.References[0], depth + 1, ref writer);
                break;
            case "tuple":
                foreach (uint item in type.References) Write(item, depth + 1, ref writer);
                break;
            case "compact":
                WriteCompact(type.References[0], ref writer);
                break;
            case "bool":
                writer.WriteBool(random.Next(2) == 1);
                break;
            case "str":
                writer.WriteString(string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => new Rune[] { (Rune)'a', (Rune)'é', (Rune)'漢', (Rune)0x1F600 }[random.Next(4)])));
                break;
            default:
                byte[] bytes = new byte[BytesOf(type.Shape)];
                random.NextBytes(bytes);
                writer.WriteBytes(bytes);
                break;
        }
    }

    private void Write(uint item, int count, int depth, ref ScaleWriter writer)
    {
        if (!IsInhabited(item, [])) count = 0;
        writer.WriteCompact((uint)count);
        for (int i = 0; i < count; i++) Write(item, depth + 1, ref writer);
    }

    private MetadataReader.Variant Choose(MetadataReader.TypeEntry type, int depth)
    {
        // Calls hold calls: at some depth only those are left that do not.
        bool isLeaf = depth > MaxDepth;
        List<MetadataReader.Variant> variants = type.Variants;
        if (EndsWith(type, "RuntimeCall") && isLeaf) variants = [variants.Single(v => v.Name == "System")];
        if (EndsWith(type, "Call") && isLeaf) variants = [.. variants.Where(v => v.Name == "remark")];
        if (EndsWith(type, "Option") && isLeaf) variants = [variants[0]];

        // Not every mortal era is one: its second byte has to fit its first.
        if (EndsWith(type, "Era")) variants = [variants[0]];
        variants = [.. variants.Where(v => v.Fields.All(f => IsInhabited(f.Type, [])))];
        return variants[random.Next(variants.Count)];
    }

    // An enum of the reasons to freeze money, say, has no variants while no pallet freezes any.
    private bool IsInhabited(uint number, HashSet<uint> seen)
    {
        if (!seen.Add(number)) return true;
        MetadataReader.TypeEntry type = metadata.Types[(int)number];
        return type.Shape switch
        {
            "variant" => type.Variants.Any(v => v.Fields.All(f => IsInhabited(f.Type, seen))),
            "composite" => type.Fields.All(f => IsInhabited(f.Type, seen)),
            "tuple" or "array" => type.References.All(part => IsInhabited(part, seen)),
            _ => true,
        };
    }

    private void WriteCompact(uint number, ref ScaleWriter writer)
    {
        MetadataReader.TypeEntry type = metadata.Types[(int)number];
        while (type.Shape is "composite") type = metadata.Types[(int)type.Fields[0].Type];
        if (type.Shape is "tuple") return;

        // Any number of bits is as likely as any other, so that each form comes up.
        UInt128 value = 0;
        for (int i = 0; i < BytesOf(type.Shape); i++) value = (value << 8) | (byte)random.Next(256);
        writer.WriteCompact(value >> random.Next(8 * BytesOf(type.Shape)));
    }

    private static int BytesOf(string primitive) => primitive switch
    {
        "u8" or "i8" => 1,
        "u16" or "i16" => 2,
        "u32" or "i32" => 4,
        "u64" or "i64" => 8,
        "u128" or "i128" => 16,
        "u256" or "i256" => 32,
        _ => throw new InvalidOperationException($"No values for {primitive}."),
    };
}
