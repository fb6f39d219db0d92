using Gensyn.Frame;
using Gensyn.Pallets.Substrate.FrameSystem;
using Gensyn.Primitives;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;
using Xunit;

namespace Gensyn.Testing;

/// <summary>A runtime of any pallets over a state in memory: the real dispatch, System pallet and block execution.</summary>
/// <remarks>
/// Derive from it and add the pallets in the constructor, <c>Counter = Add(new CounterPallet(At(50), …));</c>, or use <c>With</c>.
/// It stands at genesis, where anything may be written, until <see cref="RunToBlock"/> or the first call opens block 1.
/// Dispose it at the end of the test, best by deriving the test from <see cref="RuntimeTest{TRuntime}"/>: that checks the state.
/// </remarks>
public partial class MockRuntime : FrameRuntime, IDisposable
{
    private readonly MockChain _chain;
    private readonly List<Action> _checks = [];
    private bool _isComposed;

    /// <summary>A runtime at genesis, with the System pallet alone.</summary>
    public MockRuntime(FrameSystemConfig? system = null)
        : this(new MockChain(), system) => FrameSystem.Genesis([.. "mock"u8]);

    /// <summary>A runtime in the place of another, in the same block over the same state: for pallets with other settings, or other pallets.</summary>
    protected MockRuntime(MockRuntime before, FrameSystemConfig? system = null)
        : this(before._chain, system)
    {
    }

    private MockRuntime(MockChain chain, FrameSystemConfig? system)
        : base(chain.Overlay)
    {
        _chain = chain;
        FrameSystem = Add(new FrameSystemPallet(At(0), system ?? SystemDefaults));
    }

    /// <summary>What the System pallet is made with: blocks of two seconds and 10 MiB of proof, without a cost of their own, and a database without a cost.</summary>
    public static FrameSystemConfig SystemDefaults { get; } = new(
        BlockWeights.Build(default, default, new(2_000_000_000_000, 10 * 1024 * 1024), normalPercent: 75, initializePercent: 5),
        new BlockLength(new(5 * 1024 * 1024 / 4 * 3, 5 * 1024 * 1024, 5 * 1024 * 1024), MaxHeaderSize: null),
        BlockHashCount: 256,
        new DbWeight(0, 0),
        new RuntimeVersion("mock", "mock", 1, 1, 1, [], 1, 1),
        Ss58Prefix: 42,
        MaxConsumers: 16,
        new FrameSystemWeights(new DbWeight(0, 0)));

    /// <summary>The state.</summary>
    public new OverlayExternalities Externalities => _chain.Overlay;

    /// <summary>The pallet that keeps the books; index 0.</summary>
    public FrameSystemPallet FrameSystem { get; }

    /// <summary>The root of the state with all changes so far, events included.</summary>
    public H256 StateRoot => Externalities.StorageRoot(StateVersion.V1);

    /// <summary>What the runtime wrote to the node's log.</summary>
    public IList<string> LogLines => _chain.Log.Lines;

    /// <inheritdoc/>
    protected sealed override IBlockSystem BlockSystem => FrameSystem;

    /// <summary>What a pallet of this index is constructed with.</summary>
    public new PalletContext At(byte index) => base.At(index);

    /// <summary>Adds a pallet; only before the first block.</summary>
    public TPallet Add<TPallet>(TPallet pallet)
        where TPallet : Pallet
    {
        if (_isComposed) throw new InvalidOperationException($"Pallet {pallet.Name} comes too late: a block has been opened without it.");
        Compose([.. Pallets, pallet]);
        return pallet;
    }

    /// <summary>Adds a pallet.</summary>
    public MockRuntime With(byte index, Func<PalletContext, Pallet> make)
    {
        Add(make(At(index)));
        return this;
    }

    /// <summary>Adds a pallet, and hands it out.</summary>
    public MockRuntime With<TPallet>(byte index, Func<PalletContext, TPallet> make, out TPallet pallet)
        where TPallet : Pallet
    {
        pallet = Add(make(At(index)));
        return this;
    }

    /// <summary>Adds a check that runs with those of the pallets: at the end of the test, and after every step of random calls.</summary>
    /// <param name="check">Throws, or fails an assertion, when the state is not as it should be.</param>
    public void AddCheck(Action check) => _checks.Add(check);

    /// <summary>Checks the state: <see cref="Pallet.TryState"/> of every pallet, every check that was added, and that no pallet logged an error.</summary>
    public void CheckState()
    {
        foreach (Pallet pallet in Pallets)
        {
            if (pallet.TryState() is { } wrong) Assert.Fail($"{pallet.Name}: {wrong}");
        }

        foreach (Action check in _checks) check();
        if (_chain.Log.Errors.FirstOrDefault() is { } first) Assert.Fail($"the runtime logged an error: {first}");
    }

    /// <summary>Sends a call as a block does: encoded, decoded, and in a storage layer that an error drops.</summary>
    public DispatchResult Dispatch(Origin origin, PalletCall call)
    {
        Start();
        return Dispatch(Sent(Of(call)), origin);
    }

    /// <summary>A pallet's call as one of the runtime.</summary>
    public RuntimeCall Of(PalletCall call) => new(PalletWith(call.GetType().DeclaringType?.DeclaringType).Index, call);

    /// <summary>A call from the bytes that <see cref="RandomCalls{TRuntime}"/> prints where it cannot print C#.</summary>
    public RuntimeCall CallOf(string hex) =>
        RuntimeCall.Codec.TryDecode(Convert.FromHexString(hex), out RuntimeCall call, this) ? call : throw new ArgumentException($"{hex} is not a call of this runtime.", nameof(hex));

    /// <summary>A pallet's own error as one of the runtime.</summary>
    public DispatchError ErrorOf(Enum error) => DispatchError.Module(
        PalletWith(error.GetType().DeclaringType).Index, Convert.ToByte(error, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Checks at the end of a test that the pallets fit together, <see cref="Pallet.IntegrityTest"/>, and that the state is whole.</summary>
    public void Dispose()
    {
        foreach (Pallet pallet in Pallets)
        {
            if (pallet.IntegrityTest() is { } wrong) Assert.Fail($"{pallet.Name}: {wrong}");
        }

        CheckEvents();
        CheckState();
        GC.SuppressFinalize(this);
    }

    /// <summary>The call as a receiver decodes it.</summary>
    private RuntimeCall Sent(RuntimeCall call)
    {
        byte[] bytes = RuntimeCall.Codec.ToBytes(call);
        Assert.True(RuntimeCall.Codec.TryDecode(bytes, out RuntimeCall received, this), $"{call.Call} does not decode");
        Assert.Equal(bytes, RuntimeCall.Codec.ToBytes(received));
        return received;
    }

    private Pallet PalletWith(Type? type) =>
        Pallets.SingleOrDefault(p => p.GetType() == type) ?? throw new ArgumentException($"No pallet of this runtime has {type}.", nameof(type));
}
