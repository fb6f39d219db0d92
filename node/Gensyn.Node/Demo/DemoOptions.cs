namespace Gensyn.Node.Demo;

/// <summary>Which lie the demo tells.</summary>
internal abstract record Cheat
{
    /// <summary>The solver that is matched first flips one bit of one weight at a step.</summary>
    public sealed record SolverAt(ulong Step) : Cheat;

    /// <summary>The verifier that is drawn first answers without executing.</summary>
    public sealed record Verifier : Cheat;

    /// <summary>Reads <c>step=K</c> or <c>verifier</c>.</summary>
    public static bool TryParse(string text, uint steps, out Cheat? cheat, out string problem)
    {
        cheat = null;
        problem = "";
        if (text == "verifier")
        {
            cheat = new Verifier();
        }
        else if (text.StartsWith("step=", StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(5), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out ulong step))
        {
            if (step >= 1 && step <= steps) cheat = new SolverAt(step);
            else problem = $"--cheat step={step}: the task has steps 1 to {steps}.";
        }
        else
        {
            problem = $"--cheat {text}: expected 'step=K' or 'verifier'.";
        }

        return cheat is not null;
    }
}

/// <summary>What the demo is asked to do.</summary>
/// <param name="Steps">Training steps.</param>
/// <param name="DataDirectory">A folder of IDX(.gz) files, or null for drawn digits.</param>
/// <param name="BasePath">A folder that is kept and resumed from, or null for a temporary one.</param>
/// <param name="Cheat">The lie, or null for none.</param>
/// <param name="Json">Whether only the final JSON object goes to standard output.</param>
/// <param name="BlockTime">Time between two blocks.</param>
/// <param name="RpcPort">The node's RPC port; 0 for any that is free.</param>
/// <param name="TimeLimit">How long the demo may take.</param>
internal sealed record DemoOptions(
    uint Steps, string? DataDirectory, string? BasePath, Cheat? Cheat, bool Json, TimeSpan BlockTime, int RpcPort, TimeSpan TimeLimit)
{
    /// <summary>Steps between two checkpoints.</summary>
    public uint CheckpointInterval => Math.Min(100, Steps);

    /// <summary>Rows that batches are drawn from.</summary>
    public const int TrainingRows = 8000;

    /// <summary>Rows that only the evaluation reads.</summary>
    public const int HeldOutRows = 2000;

    /// <summary>Verifiers drawn.</summary>
    public const byte Verifiers = 2;
}
