using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Primitives;

/// <summary>What a runtime is and which APIs it answers.</summary>
/// <remarks>Source: sp_version::RuntimeVersion.</remarks>
public sealed record RuntimeVersion(
    string SpecName,
    string ImplName,
    uint AuthoringVersion,
    uint SpecVersion,
    uint ImplVersion,
    ImmutableArray<(RuntimeApiId Id, uint Version)> Apis,
    uint TransactionVersion,
    byte SystemVersion)
{
    /// <summary>Encodes the fields in order.</summary>
    public static Codec<RuntimeVersion> Codec { get; } = new RuntimeVersionCodec();

    private sealed class RuntimeVersionCodec : Codec<RuntimeVersion>
    {
        private readonly Codec<ImmutableArray<(RuntimeApiId, uint)>> _apis = Codecs.Vec(Codecs.Tuple(RuntimeApiId.Codec, Codecs.U32));

        public override TypeInfo Type { get; } = new("sp_version::RuntimeVersion", [], static () =>
        {
            TypeInfo text = new("Cow", [new("T", Codecs.Str.Type)], static () => new TypeDefinition.Composite([new(null, Codecs.Str.Type)]));
            TypeInfo list = TypeInfo.Sequence(TypeInfo.Tuple(RuntimeApiId.Codec.Type, Codecs.U32.Type));
            TypeInfo apis = new("Cow", [new("T", list)], () => new TypeDefinition.Composite([new(null, list)]));
            return new TypeDefinition.Composite(
            [
                new("spec_name", text, "Cow<'static, str>"),
                new("impl_name", text, "Cow<'static, str>"),
                new("authoring_version", Codecs.U32.Type, "u32"),
                new("spec_version", Codecs.U32.Type, "u32"),
                new("impl_version", Codecs.U32.Type, "u32"),
                new("apis", apis, "ApisVec"),
                new("transaction_version", Codecs.U32.Type, "u32"),
                new("system_version", Codecs.U8.Type, "u8"),
            ]);
        });

        public override int MinEncodedLen => 20;

        public override void Encode(RuntimeVersion value, ref ScaleWriter writer)
        {
            writer.WriteString(value.SpecName);
            writer.WriteString(value.ImplName);
            writer.WriteU32(value.AuthoringVersion);
            writer.WriteU32(value.SpecVersion);
            writer.WriteU32(value.ImplVersion);
            _apis.Encode(value.Apis, ref writer);
            writer.WriteU32(value.TransactionVersion);
            writer.WriteByte(value.SystemVersion);
        }

        public override RuntimeVersion Decode(ref ScaleReader reader) => new(
            reader.ReadString(),
            reader.ReadString(),
            reader.ReadU32(),
            reader.ReadU32(),
            reader.ReadU32(),
            _apis.Decode(ref reader),
            reader.ReadU32(),
            reader.ReadByte());
    }
}
