using System.Reflection;
using System.Text.RegularExpressions;
using Gensyn.Frame;
using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Runtime.Tests.Clients;

/// <summary>Everything that metadata describes, through our codecs, @polkadot/api's and polkadot-api's: all must agree on every byte.</summary>
/// <remarks>What there is comes from the metadata, so a new pallet is covered without a change here.</remarks>
public sealed partial class CodecConformanceTests : IDisposable
{
    private const int Seed = 20_260_728;
    private static readonly uint[] Versions = [14, 15, 16];

    private readonly TestChain _chain = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("gensyn-codecs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NodeFact("@polkadot/api", "@polkadot-api/metadata-builders", "@polkadot-api/substrate-bindings")]
    public void Codecs_OfRuntimeAndClients_AgreeOnEveryByte()
    {
        Dictionary<uint, MetadataReader> readers = [];
        Dictionary<uint, List<Sample>> samples = [];
        foreach (uint version in Versions)
        {
            byte[] metadata = Metadata(version);
            readers[version] = MetadataReader.Parse(metadata);
            samples[version] = Samples(readers[version], new Random(Seed));
            File.WriteAllBytes(Path.Combine(_folder, $"metadata{version}.scale"), metadata);
            File.WriteAllLines(Path.Combine(_folder, $"values{version}.txt"), samples[version].Select(static s => $"{s.Type} {Convert.ToHexStringLower(s.Bytes)}"));
        }

        ClientScript.Run("codecs.mjs", _folder, $"{Seed}");

        foreach (uint version in Versions)
        {
            CheckCalls(readers[version], Read($"calls{version}"));
            CheckValues(readers[version], samples[version], Read($"answers{version}"));
            Assert.Equal(Errors(readers[version]), Read($"errors{version}"));
        }

        // The same as any node with the extensions of the current parachain template causes.
        Assert.All(Read("console"), static line => Assert.Matches(UnknownExtensions(), line));
    }

    [GeneratedRegex("REGISTRY: Unknown signed extensions AuthorizeCall, StorageWeightReclaim found, treating them as no-effect$")]
    private static partial Regex UnknownExtensions();

    // Each call of each pallet, encoded by @polkadot/api, is one of ours, to the last byte.
    private void CheckCalls(MetadataReader metadata, string[] lines)
    {
        GensynRuntime runtime = _chain.View;
        HashSet<string> seen = [];
        foreach (string line in lines)
        {
            string[] words = line.Split(' ');
            byte[] bytes = Convert.FromHexString(words[1]);
            seen.Add(words[0]);
            Assert.True(RuntimeCall.Codec.TryDecode(bytes, out RuntimeCall? call, runtime), $"{words[0]} does not decode (seed {Seed}): {words[1]}");
            Assert.Equal(words[1], Convert.ToHexStringLower(RuntimeCall.Codec.ToBytes(call)));
        }

        IEnumerable<string> all = metadata.Pallets.Where(static p => p.Calls is not null)
            .SelectMany(p => metadata.Types[(int)p.Calls!.Value].Variants.Select(v => $"{Camel(p.Name)}.{Camel(v.Name)}"));
        Assert.Equal(all.Order(), seen.Order());
    }

    // polkadot-api reads the error of a module as a name, and writes the name without the three bytes that no pallet uses.
    [GeneratedRegex("03([0-9a-f]{4})000000")]
    private static partial Regex ModuleErrors();

    private static void CheckValues(MetadataReader metadata, List<Sample> samples, string[] answers)
    {
        Assert.Equal(samples.Count, answers.Length);
        List<string> disagreements = [];
        for (int i = 0; i < answers.Length; i++)
        {
            string hex = Convert.ToHexStringLower(samples[i].Bytes);
            string[] words = answers[i].Split(' ');
            if (hex != words[0]) disagreements.Add($"{samples[i].Name} (seed {Seed})\nhere:          {hex}\n@polkadot/api: {words[0]}");
            if (hex != words[1] && Mentions(metadata, samples[i].Type, "ModuleError", [])) hex = ModuleErrors().Replace(hex, "03$1");
            if (hex != words[1]) disagreements.Add($"{samples[i].Name} (seed {Seed})\nhere:          {hex}\npolkadot-api:  {words[1]}");
        }

        Assert.True(disagreements.Count == 0, string.Join("\n\n", disagreements.Prepend($"{disagreements.Count} disagreements of {samples.Count}").Take(60)));
    }

    private static IEnumerable<string> Errors(MetadataReader metadata) => metadata.Pallets.Where(static p => p.Errors is not null)
        .SelectMany(p => metadata.Types[(int)p.Errors!.Value].Variants.Select(v => $"{p.Index} {v.Index} {Camel(p.Name)}.{v.Name}"));

    // FrameSystem as frameSystem, transfer_keep_alive as transferKeepAlive.
    private static string Camel(string name) =>
        char.ToLowerInvariant(name[0]) + string.Concat(name.Split('_').Select(static (part, i) => i == 0 ? part[1..] : char.ToUpperInvariant(part[0]) + part[1..]));

    private List<Sample> Samples(MetadataReader metadata, Random random)
    {
        GensynRuntime runtime = _chain.View;
        MetadataValues values = new(metadata, random, Narrow(metadata));
        List<Sample> samples = [];

        // Events and errors: every variant, several times.
        foreach (MetadataReader.PalletEntry pallet in metadata.Pallets)
        {
            foreach (uint enumeration in new[] { pallet.Events, pallet.Errors }.OfType<uint>())
            {
                foreach (MetadataReader.Variant variant in metadata.Types[(int)enumeration].Variants)
                {
                    for (int i = 0; i < 4; i++) samples.Add(new($"{pallet.Name}.{variant.Name}", enumeration, values.Of(variant)));
                }
            }
        }

        foreach (Sample sample in samples.ToArray())
        {
            if (metadata.Pallets.FirstOrDefault(p => p.Events == sample.Type) is not { } pallet) continue;
            uint outer = metadata.TypeOf("gensyn_runtime::RuntimeEvent").Number;
            byte[] bytes = [pallet.Index, .. sample.Bytes];
            Assert.True(RuntimeEvent.Codec.TryDecode(bytes, out RuntimeEvent? decoded, runtime), $"{sample.Name} does not decode (seed {Seed}): {Convert.ToHexString(bytes)}");
            Assert.Equal(bytes, RuntimeEvent.Codec.ToBytes(decoded));
            samples.Add(new(sample.Name, outer, bytes));
        }

        Many("DispatchError", metadata.TypeOf("sp_runtime::DispatchError").Number, 40);
        foreach (MetadataReader.PalletEntry pallet in metadata.Pallets)
        {
            Pallet own = runtime.Pallets.Single(p => p.Name == pallet.Name);
            foreach (MetadataReader.Storage item in pallet.Storage)
            {
                string name = $"{pallet.Name}.{item.Name}";
                if (item.Key is { } key) Many(name + " (key)", key, 6);
                int first = samples.Count;
                Many(name, item.Value, 6);
                if (item.IsDefault) samples.Add(new(name + " (default)", item.Value, item.Default));
                foreach (Sample sample in samples.Skip(first)) Assert.Equal(sample.Bytes, Recode(own, item.Name, sample, runtime));
            }

            foreach (MetadataReader.Constant constant in pallet.Constants) samples.Add(new($"{pallet.Name}.{constant.Name}", constant.Type, constant.Value));
            foreach (MetadataReader.ViewFunction function in pallet.ViewFunctions)
            {
                foreach (MetadataReader.Parameter input in function.Inputs) Many($"{pallet.Name}.{function.Name}({input.Name})", input.Type!.Value, 4);
                Many($"{pallet.Name}.{function.Name}()", function.Output, 4);
            }
        }

        foreach (MetadataReader.Extension extension in metadata.Extensions)
        {
            Many(extension.Identifier, extension.Type, 2);
            Many(extension.Identifier, extension.Implicit, 2);
        }

        foreach (MetadataReader.Api api in metadata.Apis)
        {
            foreach (MetadataReader.Method method in api.Methods)
            {
                foreach (MetadataReader.Parameter input in method.Inputs) Many($"{api.Name}_{method.Name}({input.Name})", input.Type!.Value, 4);
                Many($"{api.Name}_{method.Name}()", method.Output, 4);
            }
        }

        return samples;

        void Many(string name, uint type, int count)
        {
            // An extrinsic is opaque to metadata: its bytes are not random ones.
            if (Mentions(metadata, type, "UncheckedExtrinsic", [])) return;
            for (int i = 0; i < count; i++) samples.Add(new(name, type, values.Of(type)));
        }
    }

    // Types that have fewer values than their description says; codecs.mjs knows the same.
    private static Dictionary<string, Func<Random, byte[]>> Narrow(MetadataReader metadata)
    {
        byte[][] errors = [.. metadata.Pallets.Where(static p => p.Errors is not null)
            .SelectMany(p => metadata.Types[(int)p.Errors!.Value].Variants.Select(v => new byte[] { p.Index, v.Index, 0, 0, 0 }))];
        return new()
        {
            // @polkadot/api has its own MultiAddress: in it an index is a number, but here accounts have none; and it takes eight bytes or fewer for one.
            ["sp_runtime::multiaddress::MultiAddress"] = static random => random.Next(4) switch
            {
                0 => [0, .. Bytes(random, 32)],
                1 => [2, 40 << 2, .. Bytes(random, 40)],
                2 => [3, .. Bytes(random, 32)],
                _ => [4, .. Bytes(random, 20)],
            },

            // No more than the whole.
            ["sp_arithmetic::per_things::Perbill"] = static random => BitConverter.GetBytes(random.Next(1_000_000_001)),

            // Errors, operators and shapes of tensors that there are.
            ["sp_runtime::ModuleError"] = random => errors[random.Next(errors.Length)],
            ["gensyn_verification::graph::OperatorId"] = static random => [(byte)random.Next(1, 25), 0],
            ["gensyn_verification::graph::Shape"] = static random => [8, (byte)random.Next(1, 9), 0, 0, 0, (byte)random.Next(1, 9), 0, 0, 0],
        };
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static bool Mentions(MetadataReader metadata, uint number, string name, HashSet<uint> seen)
    {
        if (!seen.Add(number)) return false;
        MetadataReader.TypeEntry type = metadata.Types[(int)number];
        return type.Path.EndsWith(name, StringComparison.Ordinal)
            || type.References.Concat(type.Fields.Concat(type.Variants.SelectMany(static v => v.Fields)).Select(static f => f.Type))
                .Any(part => Mentions(metadata, part, name, seen));
    }

    // Through the codec that the pallet's own storage item has.
    private static byte[] Recode(Pallet pallet, string item, Sample sample, GensynRuntime runtime)
    {
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        object[] items = [.. pallet.GetType().GetProperties(all)
            .Where(static p => p.PropertyType.Name.StartsWith("Storage", StringComparison.Ordinal)).Select(p => p.GetValue(pallet)!)];
        object? storage = items.FirstOrDefault(s => NameOf(s, "Info") == item);
        if (storage is null)
        {
            // The count of a counted map is an item of its own.
            Assert.Contains(items, s => NameOf(s, "CounterInfo") == item);
            return RecodeWith(Codecs.U32, sample, runtime);
        }

        Type codecOfValue = typeof(Codec<>).MakeGenericType(storage.GetType().GetGenericArguments()[^1]);
        object codec = FieldsOf(storage.GetType()).Last(f => f.FieldType == codecOfValue).GetValue(storage)!;
        MethodInfo recode = typeof(CodecConformanceTests).GetMethod(nameof(RecodeWith), BindingFlags.Static | BindingFlags.NonPublic)!;
        return (byte[])recode.MakeGenericMethod(storage.GetType().GetGenericArguments()[^1]).Invoke(null, [codec, sample, runtime])!;
    }

    private static string? NameOf(object storage, string property) => (storage.GetType().GetProperty(property)?.GetValue(storage) as StorageInfo)?.Name;

    // Those of the type itself, then those of the ones that it derives from.
    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        for (Type? t = type; t is not null; t = t.BaseType)
        {
            foreach (FieldInfo field in t.GetFields(own)) yield return field;
        }
    }

    private static byte[] RecodeWith<T>(Codec<T> codec, Sample sample, GensynRuntime runtime)
    {
        Assert.True(codec.TryDecode(sample.Bytes, out T? value, runtime), $"{sample.Name} does not decode (seed {Seed}): {Convert.ToHexString(sample.Bytes)}");
        return codec.ToBytes(value!);
    }

    private string[] Read(string name) => File.ReadAllLines(Path.Combine(_folder, name + ".txt"));

    private byte[] Metadata(uint version)
    {
        ScaleReader reader = new(_chain.Query("Metadata_metadata_at_version", Codecs.U32.ToBytes(version)));
        Assert.True(reader.ReadBool());
        return reader.ReadByteString().ToArray();
    }

    private sealed record Sample(string Name, uint Type, byte[] Bytes);
}
