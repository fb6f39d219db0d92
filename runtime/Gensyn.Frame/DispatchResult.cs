using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>The outcome of a call; on error its storage writes are rolled back.</summary>
public readonly record struct DispatchResult
{
    /// <summary>Encodes success or the error, without what the call cost: <c>Result&lt;(), DispatchError&gt;</c>.</summary>
    public static Codec<DispatchResult> Codec { get; } = new DispatchResultCodec();

    /// <summary>Success, at the weight that was declared.</summary>
    public static DispatchResult Ok => default;

    /// <summary>Why the call was refused, or null.</summary>
    public DispatchError? Error { get; init; }

    /// <summary>What the call really cost, where it knows; never more than was declared.</summary>
    public Weight? ActualWeight { get; init; }

    /// <summary>Whether the caller pays; no means that the call turned out to be free.</summary>
    public Pays Pays { get; init; }

    /// <summary>Whether the call was refused.</summary>
    public bool IsError => Error is not null;

    /// <summary>A refusal.</summary>
    public static implicit operator DispatchResult(DispatchError error) => new() { Error = error };

    /// <summary>Success, at less than the declared weight.</summary>
    public static DispatchResult OkWithWeight(Weight actual) => new() { ActualWeight = actual };

    /// <summary>Success, free of charge.</summary>
    public static DispatchResult OkFree(Weight? actual = null) => new() { ActualWeight = actual, Pays = Pays.No };

    /// <inheritdoc/>
    public override string ToString() => Error is { } error ? $"Err({error})" : "Ok";

    private sealed class DispatchResultCodec : Codec<DispatchResult>
    {
        public override TypeInfo Type { get; } = new(
            "Result",
            [new("T", TypeInfo.Tuple()), new("E", DispatchError.Codec.Type)],
            static () => new TypeDefinition.Variant(
                [new("Ok", 0, [new(null, TypeInfo.Tuple())]), new("Err", 1, [new(null, DispatchError.Codec.Type)])]));

        public override int? MaxEncodedLen => EncodedLength.Sum(1, DispatchError.Codec.MaxEncodedLen);

        public override void Encode(DispatchResult value, ref ScaleWriter writer)
        {
            writer.WriteBool(value.IsError);
            if (value.Error is { } error) DispatchError.Codec.Encode(error, ref writer);
        }

        public override DispatchResult Decode(ref ScaleReader reader) => reader.ReadBool() ? DispatchError.Codec.Decode(ref reader) : Ok;
    }
}
