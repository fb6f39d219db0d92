using System.Net;
using Gensyn.Workers.Chain;
using Gensyn.Workers.Training.Engines;

namespace Gensyn.Workers.Agents;

/// <summary>What an agent does for its owner; roles may be combined.</summary>
[Flags]
public enum AgentRoles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Trains the tasks it is matched with.</summary>
    Solver = 1,

    /// <summary>Re-runs the intervals it is drawn for.</summary>
    Verifier = 2,

    /// <summary>Re-runs whole tasks of its own accord and challenges lies.</summary>
    Whistleblower = 4,
}

/// <summary>How an agent works.</summary>
public sealed record AgentOptions
{
    /// <summary>The node's RPC, such as <c>ws://127.0.0.1:9944</c>.</summary>
    public required Uri Node { get; init; }

    /// <summary>The account it acts for.</summary>
    public required Signer Signer { get; init; }

    /// <summary>What it does.</summary>
    public required AgentRoles Roles { get; init; }

    /// <summary>Where it keeps its journal, checkpoints and artefacts.</summary>
    public required string Directory { get; init; }

    /// <summary>A name for its log lines.</summary>
    public string Name { get; init; } = "agent";

    /// <summary>The address its artefacts are served on.</summary>
    public IPAddress ListenAddress { get; init; } = IPAddress.Loopback;

    /// <summary>The port its artefacts are served on; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>The base URL that it registers, where others reach its artefacts; by default that of its own server.</summary>
    public Uri? PublicEndpoint { get; init; }

    /// <summary>The stake it bonds, in plancks, when less is bonded.</summary>
    public UInt128 Stake { get; init; } = 100_000_000_000_000;

    /// <summary>Its price for a unit of work, in plancks.</summary>
    public UInt128 Price { get; init; } = 1_000_000_000;

    /// <summary>Memory it offers, in MiB.</summary>
    public uint MemoryMebibytes { get; init; } = 4096;

    /// <summary>Processor cores it offers.</summary>
    public uint Cores { get; init; } = 1;

    /// <summary>Deliberate misbehaviour, for demonstrations and tests.</summary>
    public Misbehaviour Misbehaviour { get; init; } = new();

    /// <summary>Receives what the agent does.</summary>
    public Action<AgentNote>? Log { get; init; }
}

/// <summary>How an agent lies, for demonstrations and tests; an honest agent has none of it.</summary>
public sealed record Misbehaviour
{
    /// <summary>The solver flips one bit of one weight at this step of a task's first attempt, and repeats it whenever it replays.</summary>
    public ulong? FalsifiedStep { get; init; }

    /// <summary>The verifier answers without executing when it sits in the first seat of a task's first draw.</summary>
    public bool AnswersWithoutExecuting { get; init; }

    /// <summary>The fault of a task's graph that falsifies a step, or null.</summary>
    public OperatorFault? FaultOf(TrainingJob job) => FalsifiedStep is { } step && step >= 1 && step <= job.Plan.Steps
        ? OperatorFault.InSlot(job.Graph, slot: 0, step, element: job.Graph.Slots[0].Type.Shape.Elements / 2, bit: 12)
        : null;
}

/// <summary>A line of an agent's log.</summary>
/// <param name="Agent">Who says it.</param>
/// <param name="Task">The task it is about, if any.</param>
/// <param name="Text">What happened.</param>
public sealed record AgentNote(string Agent, uint? Task, string Text);
