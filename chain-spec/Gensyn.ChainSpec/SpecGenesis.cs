using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Gensyn.Runtime;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.ChainSpec;

/// <summary>Where the first state comes from.</summary>
internal abstract class SpecGenesis
{
    /// <summary>The first state, ascending by key.</summary>
    public abstract ImmutableArray<KeyValuePair<byte[], byte[]>> Build();

    /// <summary>The <c>genesis</c> member of the spec.</summary>
    public abstract JsonNode ToJson();

    /// <summary>The state of the runtime's preset.</summary>
    public static SpecGenesis FromPreset(string name) => new Configured("patch", (JsonObject)JsonNode.Parse(Presets.Find(name)!)!);

    /// <summary>A state made by the runtime from a configuration (<c>config</c>) or from what differs from its default (<c>patch</c>).</summary>
    public static SpecGenesis FromConfiguration(string kind, JsonObject json) => new Configured(kind, json);

    /// <summary>A state given key by key.</summary>
    public static SpecGenesis FromRaw(ImmutableArray<KeyValuePair<byte[], byte[]>> pairs) => new Raw(pairs);

    // RFC 7386: null removes, objects merge, anything else replaces.
    private static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        foreach ((string name, JsonNode? value) in patch)
        {
            if (value is null) target.Remove(name);
            else if (value is JsonObject inner) target[name] = Merge(target[name] as JsonObject is { } old ? (JsonObject)old.DeepClone() : [], inner);
            else target[name] = value.DeepClone();
        }

        return target;
    }

    private sealed class Configured(string kind, JsonObject json) : SpecGenesis
    {
        public override ImmutableArray<KeyValuePair<byte[], byte[]>> Build()
        {
            JsonObject whole = kind == "patch" ? Merge((JsonObject)JsonNode.Parse(Presets.Default)!, json) : json;
            OverlayExternalities state = new(new EmptyState());
            ScaleWriter arguments = new(1024);
            arguments.WriteString(whole.ToJsonString());
            byte[] result = new NativeRuntime().Call("GenesisBuilder_build_state", arguments.Written, state);

            ScaleReader reader = new(result);
            if (reader.ReadBool()) throw new ChainSpecException($"the runtime refuses the genesis configuration: {reader.ReadString()}");
            List<KeyValuePair<byte[], byte[]>> pairs = [];
            foreach ((byte[] key, byte[]? value) in state.Drain().Top)
            {
                if (value is not null) pairs.Add(new(key, value));
            }

            return [.. pairs];
        }

        public override JsonNode ToJson() => new JsonObject
        {
            ["runtimeGenesis"] = new JsonObject { ["code"] = ChainSpecification.NativeCode, [kind] = json.DeepClone() },
        };
    }

    private sealed class Raw(ImmutableArray<KeyValuePair<byte[], byte[]>> pairs) : SpecGenesis
    {
        public override ImmutableArray<KeyValuePair<byte[], byte[]>> Build() => pairs;

        public override JsonNode ToJson() => SpecWriter.Raw(pairs);
    }
}
