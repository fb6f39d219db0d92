using Gensyn.Scale;
using Xunit;

namespace Gensyn.Testing;

/// <summary>Reads metadata V14 to V16 completely, written apart from what writes it.</summary>
// Source: frame-metadata, src/v14.rs, v15.rs and v16.rs; scale-info, src/portable.rs.
public sealed class MetadataReader
{
    private MetadataReader(ReadOnlySpan<byte> bytes)
    {
        ScaleReader r = new(bytes);
        Assert.Equal("meta"u8, r.ReadBytes(4));
        Version = r.ReadByte();
        Assert.Contains(Version, (byte[])[14, 15, 16]);
        Types = Many(ref r, ReadType);
        Pallets = Many(ref r, ReadPallet);
        if (Version == 14)
        {
            ExtrinsicType = r.ReadCompactU32();
            ExtrinsicVersion = r.ReadByte();
        }
        else if (Version == 16)
        {
            ExtrinsicVersions = r.ReadByteString().ToArray();
            ExtrinsicVersion = ExtrinsicVersions.Min();
            ExtrinsicParts = [r.ReadCompactU32(), r.ReadCompactU32(), r.ReadCompactU32()];
            ExtensionsByVersion = Many(ref r, static (ref ScaleReader v) => (v.ReadByte(), Many(ref v, static (ref ScaleReader i) => i.ReadCompactU32())));
        }
        else
        {
            ExtrinsicVersion = r.ReadByte();
            ExtrinsicParts = [r.ReadCompactU32(), r.ReadCompactU32(), r.ReadCompactU32(), r.ReadCompactU32()];
        }

        Extensions = Many(ref r, static (ref ScaleReader e) => new Extension(e.ReadString(), e.ReadCompactU32(), e.ReadCompactU32()));
        if (Version < 16) RuntimeType = r.ReadCompactU32();
        if (Version >= 15)
        {
            Apis = Many(ref r, ReadApi);
            OuterEnums = [r.ReadCompactU32(), r.ReadCompactU32(), r.ReadCompactU32()];
            Assert.Equal(0u, r.ReadCompactU32());
        }

        Assert.False(r.Failed, "malformed metadata");
        Assert.Equal(0, r.Remaining);
        CheckNumbers();
    }

    private delegate T Read<T>(ref ScaleReader reader);

    public byte Version { get; }

    public List<TypeEntry> Types { get; }

    public List<PalletEntry> Pallets { get; }

    public uint ExtrinsicType { get; }

    public byte ExtrinsicVersion { get; }

    /// <summary>All formats (V16).</summary>
    public byte[] ExtrinsicVersions { get; } = [];

    /// <summary>The places of the extensions of each version of them (V16).</summary>
    public List<(byte Version, List<uint> Extensions)> ExtensionsByVersion { get; } = [];

    /// <summary>Address, call, signature, and in V15 extra.</summary>
    public uint[] ExtrinsicParts { get; } = [];

    public List<Extension> Extensions { get; }

    /// <summary>Everything that is deprecated, by name (V16).</summary>
    public List<string> Deprecations { get; } = [];

    public uint RuntimeType { get; }

    public List<Api> Apis { get; } = [];

    /// <summary>Call, event, error (from V15 on).</summary>
    public uint[] OuterEnums { get; } = [];

    /// <summary>Reads metadata; fails the test when it is malformed, has bytes left over or names a type that is not there.</summary>
    public static MetadataReader Parse(ReadOnlySpan<byte> bytes) => new(bytes);

    public PalletEntry Pallet(string name) => Pallets.Single(p => p.Name == name);

    public TypeEntry TypeOf(string path) => Types.Single(t => t.Path == path);

    /// <summary>A type as text: paths where there are, shapes where not.</summary>
    public string Spell(uint number)
    {
        TypeEntry type = Types[(int)number];
        if (type.Path.Length > 0)
        {
            string arguments = string.Join(",", type.Parameters.Where(p => p.Type is not null).Select(p => Spell(p.Type!.Value)));
            return type.Path.Split("::")[^1] + (arguments.Length > 0 ? $"<{arguments}>" : "");
        }

        return type.Shape switch
        {
            "sequence" => $"Vec<{Spell(type.References[0])}>",
            "array" => $"[{Spell(type.References[0])};{type.Length}]",
            "tuple" => $"({string.Join(",", type.References.Select(Spell))})",
            "compact" => $"Compact<{Spell(type.References[0])}>",
            "bits" => $"BitVec<{string.Join(",", type.References.Select(Spell))}>",
            _ => type.Shape,
        };
    }

    /// <summary>A variant as text: its index, name and fields.</summary>
    public string Spell(Variant variant) => $"{variant.Index}={variant.Name}({string.Join(", ", variant.Fields.Select(Spell))})";

    private static List<T> Many<T>(ref ScaleReader r, Read<T> read)
    {
        int count = r.ReadLength();
        List<T> items = [];
        for (int i = 0; i < count && !r.Failed; i++) items.Add(read(ref r));
        return items;
    }

    private static string Docs(ref ScaleReader r) => string.Join("\n", Many(ref r, static (ref ScaleReader d) => d.ReadString()));

    private static string? OptionalText(ref ScaleReader r) => r.ReadBool() ? r.ReadString() : null;

    private static uint? OptionalNumber(ref ScaleReader r) => r.ReadBool() ? r.ReadCompactU32() : null;

    // "" where nothing is deprecated; otherwise what to do about it.
    private string Deprecation(ref ScaleReader r)
    {
        if (Version < 16) return "";
        byte kind = r.ReadByte();
        Assert.InRange(kind, 0, 2);
        return kind switch { 0 => "", 1 => "deprecated", _ => $"deprecated: {r.ReadString()} (since {OptionalText(ref r) ?? "ever"})" };
    }

    private uint? Enum(ref ScaleReader r, string name)
    {
        uint? type = OptionalNumber(ref r);
        if (type is null || Version < 16) return type;
        foreach ((byte index, string text) in Many(ref r, (ref ScaleReader v) => (v.ReadByte(), Deprecation(ref v))))
        {
            Assert.NotEqual("", text);
            Deprecations.Add($"{name} {index} {text}");
        }

        return type;
    }

    private static Field ReadField(ref ScaleReader r) => new(OptionalText(ref r), r.ReadCompactU32(), OptionalText(ref r), Docs(ref r));

    private static Variant ReadVariant(ref ScaleReader r)
    {
        string name = r.ReadString();
        List<Field> fields = Many(ref r, ReadField);
        return new(name, r.ReadByte(), fields, Docs(ref r));
    }

    private static TypeEntry ReadType(ref ScaleReader r)
    {
        uint number = r.ReadCompactU32();
        string path = string.Join("::", Many(ref r, static (ref ScaleReader p) => p.ReadString()));
        List<Parameter> parameters = Many(ref r, static (ref ScaleReader p) => new Parameter(p.ReadString(), OptionalNumber(ref p)));
        byte kind = r.ReadByte();
        List<Field> fields = [];
        List<Variant> variants = [];
        List<uint> references = [];
        uint length = 0;
        string shape;
        switch (kind)
        {
            case 0:
                shape = "composite";
                fields = Many(ref r, ReadField);
                break;
            case 1:
                shape = "variant";
                variants = Many(ref r, ReadVariant);
                break;
            case 2:
                shape = "sequence";
                references.Add(r.ReadCompactU32());
                break;
            case 3:
                shape = "array";
                length = r.ReadU32();
                references.Add(r.ReadCompactU32());
                break;
            case 4:
                shape = "tuple";
                references = Many(ref r, static (ref ScaleReader t) => t.ReadCompactU32());
                break;
            case 5:
                shape = ((PrimitiveType)r.ReadByte()).ToString().ToLowerInvariant();
                break;
            case 6:
                shape = "compact";
                references.Add(r.ReadCompactU32());
                break;
            case 7:
                shape = "bits";
                references = [r.ReadCompactU32(), r.ReadCompactU32()];
                break;
            default:
                shape = "";
                Assert.Fail($"type {number} has the unknown shape {kind}");
                break;
        }

        return new(number, path, parameters, shape, fields, variants, references, length, Docs(ref r));
    }

    private Storage ReadStorage(ref ScaleReader r)
    {
        string name = r.ReadString();
        byte modifier = r.ReadByte();
        Assert.InRange(modifier, 0, 1);
        byte[] hashers = [];
        uint? key = null;
        if (r.ReadBool())
        {
            hashers = r.ReadByteString().ToArray();
            key = r.ReadCompactU32();
        }

        Storage item = new(name, modifier == 1, hashers, key, r.ReadCompactU32(), r.ReadByteString().ToArray(), Docs(ref r));
        Note(name, Deprecation(ref r));
        return item;
    }

    private Api ReadApi(ref ScaleReader r)
    {
        string name = r.ReadString();
        List<Method> methods = Many(ref r, (ref ScaleReader m) =>
        {
            Method method = new(m.ReadString(), Inputs(ref m), m.ReadCompactU32(), Docs(ref m));
            Note($"{name}.{method.Name}", Deprecation(ref m));
            return method;
        });
        string docs = Docs(ref r);
        uint version = Version >= 16 ? r.ReadCompactU32() : 0;
        Note(name, Deprecation(ref r));
        return new(name, methods, docs, version);
    }

    private static List<Parameter> Inputs(ref ScaleReader r) => Many(ref r, static (ref ScaleReader i) => new Parameter(i.ReadString(), i.ReadCompactU32()));

    private void Note(string name, string deprecation)
    {
        if (deprecation.Length > 0) Deprecations.Add($"{name} {deprecation}");
    }

    private PalletEntry ReadPallet(ref ScaleReader r)
    {
        string name = r.ReadString();
        string? prefix = null;
        List<Storage> storage = [];
        if (r.ReadBool())
        {
            prefix = r.ReadString();
            storage = Many(ref r, ReadStorage);
        }

        uint? calls = Enum(ref r, name + ".Call");
        uint? events = Enum(ref r, name + ".Event");
        List<Constant> constants = Many(ref r, (ref ScaleReader c) =>
        {
            Constant constant = new(c.ReadString(), c.ReadCompactU32(), c.ReadByteString().ToArray(), Docs(ref c));
            Note($"{name}.{constant.Name}", Deprecation(ref c));
            return constant;
        });
        uint? errors = Enum(ref r, name + ".Error");
        List<AssociatedType> associated = [];
        List<ViewFunction> views = [];
        if (Version >= 16)
        {
            associated = Many(ref r, static (ref ScaleReader t) => new AssociatedType(t.ReadString(), t.ReadCompactU32(), Docs(ref t)));
            views = Many(ref r, (ref ScaleReader f) =>
            {
                ViewFunction function = new(f.ReadBytes(32).ToArray(), f.ReadString(), Inputs(ref f), f.ReadCompactU32(), Docs(ref f));
                Note($"{name}.{function.Name}", Deprecation(ref f));
                return function;
            });
        }

        byte index = r.ReadByte();
        string docs = Version >= 15 ? Docs(ref r) : "";
        Note(name, Deprecation(ref r));
        return new(name, prefix, storage, calls, events, constants, errors, index, docs, associated, views);
    }

    private string Spell(Field field) => field.Name is null ? Spell(field.Type) : $"{field.Name}: {Spell(field.Type)}";

    // Clients index types by position: the number must be it, and every number named must be there.
    private void CheckNumbers()
    {
        for (int i = 0; i < Types.Count; i++) Assert.Equal((uint)i, Types[i].Number);
        IEnumerable<uint> named = Types.SelectMany(t => t.References.Concat(t.Fields.Select(f => f.Type))
                .Concat(t.Variants.SelectMany(v => v.Fields).Select(f => f.Type))
                .Concat(t.Parameters.Where(p => p.Type is not null).Select(p => p.Type!.Value)))
            .Concat(Pallets.SelectMany(p => p.Storage.SelectMany(s => (uint[])[s.Key ?? 0, s.Value]).Concat(p.Constants.Select(c => c.Type))
                .Concat([p.Calls ?? 0, p.Events ?? 0, p.Errors ?? 0])))
            .Concat(Extensions.SelectMany(e => (uint[])[e.Type, e.Implicit])).Concat(ExtrinsicParts)
            .Concat(OuterEnums).Append(RuntimeType).Append(ExtrinsicType)
            .Concat(Apis.SelectMany(a => a.Methods).SelectMany(m => m.Inputs.Select(i => i.Type!.Value).Append(m.Output)))
            .Concat(Pallets.SelectMany(p => p.AssociatedTypes).Select(t => t.Type))
            .Concat(Pallets.SelectMany(p => p.ViewFunctions).SelectMany(f => f.Inputs.Select(i => i.Type!.Value).Append(f.Output)));
        Assert.All(named, n => Assert.True(n < Types.Count));
        foreach (Storage map in Pallets.SelectMany(p => p.Storage).Where(s => s.Hashers.Length > 1))
        {
            Assert.Equal(map.Hashers.Length, Types[(int)map.Key!.Value].References.Count);
        }
    }

    public sealed record Field(string? Name, uint Type, string? TypeName, string Docs);

    public sealed record Variant(string Name, byte Index, List<Field> Fields, string Docs);

    public sealed record Parameter(string Name, uint? Type);

    public sealed record TypeEntry(
        uint Number, string Path, List<Parameter> Parameters, string Shape, List<Field> Fields, List<Variant> Variants, List<uint> References, uint Length,
        string Docs);

    public sealed record Storage(string Name, bool IsDefault, byte[] Hashers, uint? Key, uint Value, byte[] Default, string Docs);

    public sealed record Constant(string Name, uint Type, byte[] Value, string Docs);

    public sealed record PalletEntry(
        string Name, string? Prefix, List<Storage> Storage, uint? Calls, uint? Events, List<Constant> Constants, uint? Errors, byte Index, string Docs,
        List<AssociatedType> AssociatedTypes, List<ViewFunction> ViewFunctions);

    public sealed record AssociatedType(string Name, uint Type, string Docs);

    public sealed record ViewFunction(byte[] Id, string Name, List<Parameter> Inputs, uint Output, string Docs);

    public sealed record Extension(string Identifier, uint Type, uint Implicit);

    public sealed record Method(string Name, List<Parameter> Inputs, uint Output, string Docs);

    public sealed record Api(string Name, List<Method> Methods, string Docs, uint Version);
}
