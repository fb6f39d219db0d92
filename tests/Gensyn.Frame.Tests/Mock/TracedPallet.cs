using Gensyn.Primitives;

namespace Gensyn.Frame.Tests.Mock;

/// <summary>Traced twice in a runtime, under two names.</summary>
[Pallet("First", Crate = "pallet_first")]
public sealed partial class FirstPallet(PalletContext context, List<string> trace) : TracedPallet(context, trace);

/// <summary>The other one.</summary>
[Pallet("Second", Crate = "pallet_second")]
public sealed partial class SecondPallet(PalletContext context, List<string> trace) : TracedPallet(context, trace);

/// <summary>Writes down when its hooks run.</summary>
public abstract class TracedPallet(PalletContext context, List<string> trace) : Pallet(context)
{
    /// <summary>What its hook before extrinsics says that it cost.</summary>
    public static Weight InitializeWeight => new(1_000, 100);

    /// <summary>What its hook of idle blocks says that it cost.</summary>
    public static Weight IdleWeight => new(30, 3);

    /// <summary>The weight that was left for it in the last block.</summary>
    public Weight Remaining { get; private set; }

    /// <inheritdoc/>
    public override Weight OnInitialize(uint block)
    {
        trace.Add($"{Index} initialize {block}");
        return InitializeWeight;
    }

    /// <inheritdoc/>
    public override Weight OnIdle(uint block, Weight remaining)
    {
        trace.Add($"{Index} idle {block}");
        Remaining = remaining;
        return IdleWeight;
    }

    /// <inheritdoc/>
    public override void OnFinalize(uint block) => trace.Add($"{Index} finalize {block}");
}
