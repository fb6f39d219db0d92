using System.Text.Json;
using Gensyn.Pallets.Compute.Arbitration;
using Gensyn.Pallets.Compute.LearningProofs;
using Gensyn.Pallets.Compute.Providers;
using Gensyn.Pallets.Compute.Staking;
using Gensyn.Pallets.Compute.Tasks;
using Gensyn.Scale;

namespace Gensyn.Runtime;

/// <summary>The parameters that the compute pallets start with; only governance changes them later.</summary>
public sealed record ComputeGenesis(
    TaskParameters Tasks, ProviderParameters Providers, ProofParameters LearningProofs, StakingParameters Staking, ArbitrationParameters Arbitration)
{
    /// <summary>Short windows and small bonds.</summary>
    public static ComputeGenesis Development { get; } = new(
        TaskParameters.Development,
        ProviderParameters.Development,
        ProofParameters.Development,
        StakingParameters.Development,
        ArbitrationParameters.Development);

    /// <summary>The members of a genesis configuration that say the same, one for each pallet.</summary>
    internal string ToJsonMembers() => string.Join(
        ',',
        Member("tasks", TaskParameters.Codec, Tasks),
        Member("providers", ProviderParameters.Codec, Providers),
        Member("learningProofs", ProofParameters.Codec, LearningProofs),
        Member("staking", StakingParameters.Codec, Staking),
        Member("arbitration", ArbitrationParameters.Codec, Arbitration));

    /// <summary>The same with one pallet's parameters read from its member; null when the name is none of these pallets'.</summary>
    /// <exception cref="FormatException">A parameter is missing, unknown or refused by the pallet; the message says which.</exception>
    internal ComputeGenesis? WithMember(string pallet, JsonElement json)
    {
        ComputeGenesis? changed = pallet switch
        {
            "tasks" => this with { Tasks = Read(pallet, TaskParameters.Codec, json) },
            "providers" => this with { Providers = Read(pallet, ProviderParameters.Codec, json) },
            "learningProofs" => this with { LearningProofs = Read(pallet, ProofParameters.Codec, json) },
            "staking" => this with { Staking = Read(pallet, StakingParameters.Codec, json) },
            "arbitration" => this with { Arbitration = Read(pallet, ArbitrationParameters.Codec, json) },
            _ => null,
        };

        bool isValid = changed is null
            || (changed.Tasks.IsValid && changed.Providers.IsValid && changed.LearningProofs.IsValid && changed.Staking.IsValid && changed.Arbitration.IsValid);
        return isValid ? changed : throw new FormatException($"{pallet}.parameters contradict themselves: the pallet refuses them.");
    }

    private static string Member<T>(string pallet, Codec<T> codec, T parameters) =>
        $"\"{pallet}\":{{\"parameters\":{ParametersJson.Write(codec, parameters)}}}";

    private static T Read<T>(string pallet, Codec<T> codec, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new FormatException($"{pallet} must be an object.");
        foreach (JsonProperty field in json.EnumerateObject())
        {
            if (field.Name != "parameters") throw new FormatException($"Unknown field `{field.Name}` in {pallet}.");
        }

        return json.TryGetProperty("parameters", out JsonElement parameters)
            ? ParametersJson.Read(codec, parameters, pallet + ".parameters")
            : throw new FormatException($"{pallet} lacks `parameters`.");
    }
}
