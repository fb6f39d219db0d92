using Gensyn.Primitives;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>How much weight one class may use.</summary>
/// <param name="BaseExtrinsic">What every extrinsic of the class costs by existing.</param>
/// <param name="MaxExtrinsic">The most one extrinsic may weigh; null is no limit.</param>
/// <param name="MaxTotal">The most all extrinsics of the class may weigh; null is no limit.</param>
/// <param name="Reserved">What the class may use even when the block is full; null is no limit.</param>
public readonly record struct ClassWeights(Weight BaseExtrinsic, Weight? MaxExtrinsic, Weight? MaxTotal, Weight? Reserved)
{
    private static readonly Codec<Weight?> Optional = Codecs.Option(Weight.Codec);

    /// <summary>Encodes the four limits.</summary>
    public static Codec<ClassWeights> Codec { get; } = new ClassWeightsCodec();

    private sealed class ClassWeightsCodec : Codec<ClassWeights>
    {
        public override TypeInfo Type { get; } = new("frame_system::limits::WeightsPerClass", [], static () => new TypeDefinition.Composite(
        [
            new("base_extrinsic", Weight.Codec.Type, "Weight"),
            new("max_extrinsic", Optional.Type, "Option<Weight>"),
            new("max_total", Optional.Type, "Option<Weight>"),
            new("reserved", Optional.Type, "Option<Weight>"),
        ]));

        public override int MinEncodedLen => Weight.Codec.MinEncodedLen + 3;

        public override int? MaxEncodedLen => EncodedLength.Sum(Weight.Codec.MaxEncodedLen, EncodedLength.Times(Optional.MaxEncodedLen, 3));

        public override void Encode(ClassWeights value, ref ScaleWriter writer)
        {
            Weight.Codec.Encode(value.BaseExtrinsic, ref writer);
            Optional.Encode(value.MaxExtrinsic, ref writer);
            Optional.Encode(value.MaxTotal, ref writer);
            Optional.Encode(value.Reserved, ref writer);
        }

        public override ClassWeights Decode(ref ScaleReader reader) =>
            new(Weight.Codec.Decode(ref reader), Optional.Decode(ref reader), Optional.Decode(ref reader), Optional.Decode(ref reader));
    }
}

/// <summary>How much weight a block may use.</summary>
/// <param name="BaseBlock">What an empty block costs.</param>
/// <param name="MaxBlock">The most a block may weigh.</param>
/// <param name="Classes">The limits of each class.</param>
public sealed record BlockWeights(Weight BaseBlock, Weight MaxBlock, PerDispatchClass<ClassWeights> Classes)
{
    /// <summary>Encodes the limits as frame_system's constant does.</summary>
    public static Codec<BlockWeights> Codec { get; } = new BlockWeightsCodec();

    /// <summary>The limits of a class.</summary>
    public ClassWeights this[DispatchClass dispatchClass] => Classes[dispatchClass];

    /// <summary>Limits built as polkadot-sdk's parachain template builds them.</summary>
    /// <param name="baseBlock">What an empty block costs.</param>
    /// <param name="baseExtrinsic">What every extrinsic costs by existing.</param>
    /// <param name="maxBlock">The most a block may weigh.</param>
    /// <param name="normalPercent">The share of the block that normal extrinsics may use; the rest is reserved for operational ones.</param>
    /// <param name="initializePercent">The share held back from any one extrinsic for block hooks.</param>
    public static BlockWeights Build(Weight baseBlock, Weight baseExtrinsic, Weight maxBlock, uint normalPercent, uint initializePercent)
    {
        Weight normal = Percent(maxBlock, normalPercent);
        Weight held = Percent(maxBlock, initializePercent) + baseExtrinsic;
        return new(baseBlock, maxBlock, new(
            Normal: new(baseExtrinsic, normal - held, normal, Weight.Zero),
            Operational: new(baseExtrinsic, maxBlock - held, maxBlock, maxBlock - normal),
            Mandatory: new(baseExtrinsic, null, null, null)));
    }

    private static Weight Percent(Weight weight, uint percent) =>
        new(weight.RefTime / 100 * percent + weight.RefTime % 100 * percent / 100, weight.ProofSize / 100 * percent + weight.ProofSize % 100 * percent / 100);

    private sealed class BlockWeightsCodec : Codec<BlockWeights>
    {
        private readonly PerDispatchClassCodec<ClassWeights> _classes = new(ClassWeights.Codec);

        public override TypeInfo Type => field ??= new("frame_system::limits::BlockWeights", [], () => new TypeDefinition.Composite(
        [
            new("base_block", Weight.Codec.Type, "Weight"),
            new("max_block", Weight.Codec.Type, "Weight"),
            new("per_class", _classes.Type, "PerDispatchClass<WeightsPerClass>"),
        ]));

        public override int MinEncodedLen => (2 * Weight.Codec.MinEncodedLen) + _classes.MinEncodedLen;

        public override int? MaxEncodedLen => EncodedLength.Sum(EncodedLength.Times(Weight.Codec.MaxEncodedLen, 2), _classes.MaxEncodedLen);

        public override void Encode(BlockWeights value, ref ScaleWriter writer)
        {
            Weight.Codec.Encode(value.BaseBlock, ref writer);
            Weight.Codec.Encode(value.MaxBlock, ref writer);
            _classes.Encode(value.Classes, ref writer);
        }

        public override BlockWeights Decode(ref ScaleReader reader) =>
            new(Weight.Codec.Decode(ref reader), Weight.Codec.Decode(ref reader), _classes.Decode(ref reader));
    }
}

/// <summary>How many bytes of extrinsics a block may hold.</summary>
/// <param name="Max">The most by class.</param>
/// <param name="MaxHeaderSize">The largest header that a block may open with; null is a fifth of the largest class.</param>
public sealed record BlockLength(PerDispatchClass<uint> Max, uint? MaxHeaderSize)
{
    /// <summary>How long the header may be that a block opens with.</summary>
    public uint HeaderLimit => MaxHeaderSize ?? (Math.Max(Max.Normal, Math.Max(Max.Operational, Max.Mandatory)) / 5);

    /// <summary>Encodes the limits as frame_system's constant does.</summary>
    public static Codec<BlockLength> Codec { get; } = new BlockLengthCodec();

    private sealed class BlockLengthCodec : Codec<BlockLength>
    {
        private readonly PerDispatchClassCodec<uint> _classes = new(Codecs.U32);
        private readonly Codec<uint?> _size = Codecs.Option(Codecs.U32);

        public override TypeInfo Type => field ??= new("frame_system::limits::BlockLength", [], () => new TypeDefinition.Composite(
            [new("max", _classes.Type, "PerDispatchClass<u32>"), new("max_header_size", _size.Type, "Option<u32>")]));

        public override int MinEncodedLen => _classes.MinEncodedLen + 1;

        public override int? MaxEncodedLen => EncodedLength.Sum(_classes.MaxEncodedLen, _size.MaxEncodedLen);

        public override void Encode(BlockLength value, ref ScaleWriter writer)
        {
            _classes.Encode(value.Max, ref writer);
            _size.Encode(value.MaxHeaderSize, ref writer);
        }

        public override BlockLength Decode(ref ScaleReader reader) => new(_classes.Decode(ref reader), _size.Decode(ref reader));
    }
}
