using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Writes what clients read to know a runtime: its types, pallets, extrinsics and APIs.</summary>
/// <remarks>Source: frame-metadata, src/v14.rs and v15.rs.</remarks>
public static class MetadataBuilder
{
    /// <summary>The versions that can be written, ascending.</summary>
    public static ImmutableArray<uint> Versions { get; } = [14, 15];

    /// <summary>The metadata of these pallets, from the letters <c>meta</c> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The version is none of <see cref="Versions"/>.</exception>
    public static byte[] Build(IReadOnlyList<Pallet> pallets, ExtrinsicMetadata extrinsic, ImmutableArray<RuntimeApiMetadata> apis, byte version)
    {
        if (version is not (14 or 15)) throw new ArgumentOutOfRangeException(nameof(version), version, "Metadata is written in versions 14 and 15.");

        TypeRegistry types = new();
        types.Define(RuntimeTypes.Call, Outer(pallets, static p => p.Metadata.Calls));
        types.Define(RuntimeTypes.Event, Outer(pallets, static p => p.Metadata.Event));
        types.Define(RuntimeTypes.Error, Outer(pallets, static p => p.Metadata.Error));
        types.Define(RuntimeTypes.HoldReason, Outer(pallets, static p => p.HoldReasons));
        types.Define(RuntimeTypes.FreezeReason, Outer(pallets, static p => p.FreezeReasons));

        // The registry stands first but is only complete after everything else has named its types.
        ScaleWriter body = new(64 * 1024);
        body.WriteCompact((uint)pallets.Count);
        foreach (Pallet pallet in pallets) Encode(pallet, version, types, ref body);
        Encode(extrinsic, version, types, ref body);
        body.WriteCompact(types.Number(RuntimeTypes.Runtime));
        if (version == 15)
        {
            body.WriteCompact((uint)apis.Length);
            foreach (RuntimeApiMetadata api in apis) Encode(api, types, ref body);
            body.WriteCompact(types.Number(RuntimeTypes.Call));
            body.WriteCompact(types.Number(RuntimeTypes.Event));
            body.WriteCompact(types.Number(RuntimeTypes.Error));

            // No custom values.
            body.WriteCompact(0u);
        }

        ScaleWriter writer = new(256 * 1024);
        writer.WriteBytes("meta"u8);
        writer.WriteByte(version);
        types.Encode(ref writer);
        writer.WriteBytes(body.Written);
        return writer.ToArray();
    }

    // RuntimeCall::Balances(pallet_balances::pallet::Call), at the pallet's index; pallets without calls are left out.
    private static TypeDefinition.Variant Outer(IReadOnlyList<Pallet> pallets, Func<Pallet, TypeInfo?> choose)
    {
        ImmutableArray<TypeVariant>.Builder variants = ImmutableArray.CreateBuilder<TypeVariant>();
        foreach (Pallet pallet in pallets)
        {
            if (choose(pallet) is not { } type) continue;
            variants.Add(new(pallet.Name, pallet.Index, [new(null, type, type.Path)]));
        }

        return new(variants.ToImmutable());
    }

    private static void Encode(Pallet pallet, byte version, TypeRegistry types, ref ScaleWriter writer)
    {
        PalletMetadata metadata = pallet.Metadata;
        writer.WriteString(metadata.Name);
        writer.WriteBool(!metadata.Storage.IsEmpty);
        if (!metadata.Storage.IsEmpty)
        {
            writer.WriteString(metadata.Name);
            writer.WriteCompact((uint)metadata.Storage.Length);
            foreach (StorageInfo item in metadata.Storage) Encode(item, types, ref writer);
        }

        EncodeOption(metadata.Calls, types, ref writer);
        EncodeOption(metadata.Event, types, ref writer);
        writer.WriteCompact((uint)metadata.Constants.Length);
        foreach (ConstantInfo constant in metadata.Constants)
        {
            writer.WriteString(constant.Name);
            writer.WriteCompact(types.Number(constant.Type));
            writer.WriteByteString(constant.Value.AsSpan());
            TypeRegistry.EncodeDocs(constant.Docs, ref writer);
        }

        EncodeOption(metadata.Error, types, ref writer);
        writer.WriteByte(pallet.Index);
        if (version >= 15) TypeRegistry.EncodeDocs(metadata.Docs, ref writer);
    }

    private static void Encode(StorageInfo item, TypeRegistry types, ref ScaleWriter writer)
    {
        writer.WriteString(item.Name);
        writer.WriteByte((byte)item.Modifier);
        writer.WriteBool(item.Key is not null);
        if (item.Key is not null)
        {
            writer.WriteCompact((uint)item.Hashers.Length);
            foreach (StorageHasherKind hasher in item.Hashers) writer.WriteByte((byte)hasher);
            writer.WriteCompact(types.Number(item.Key));
        }

        writer.WriteCompact(types.Number(item.Value));
        writer.WriteByteString(item.Default.AsSpan());
        TypeRegistry.EncodeDocs(item.Docs, ref writer);
    }

    private static void Encode(ExtrinsicMetadata extrinsic, byte version, TypeRegistry types, ref ScaleWriter writer)
    {
        if (version == 14)
        {
            writer.WriteCompact(types.Number(extrinsic.Extrinsic));
            writer.WriteByte(extrinsic.Version);
        }
        else
        {
            writer.WriteByte(extrinsic.Version);
            writer.WriteCompact(types.Number(extrinsic.Address));
            writer.WriteCompact(types.Number(RuntimeTypes.Call));
            writer.WriteCompact(types.Number(extrinsic.Signature));
            writer.WriteCompact(types.Number(extrinsic.Extra));
        }

        writer.WriteCompact((uint)extrinsic.Extensions.Length);
        foreach (ExtensionMetadata extension in extrinsic.Extensions)
        {
            writer.WriteString(extension.Identifier);
            writer.WriteCompact(types.Number(extension.Type));
            writer.WriteCompact(types.Number(extension.Implicit));
        }
    }

    private static void Encode(RuntimeApiMetadata api, TypeRegistry types, ref ScaleWriter writer)
    {
        writer.WriteString(api.Name);
        writer.WriteCompact((uint)api.Methods.Length);
        foreach (RuntimeApiMethod method in api.Methods)
        {
            writer.WriteString(method.Name);
            writer.WriteCompact((uint)method.Inputs.Length);
            foreach (RuntimeApiInput input in method.Inputs)
            {
                writer.WriteString(input.Name);
                writer.WriteCompact(types.Number(input.Type));
            }

            writer.WriteCompact(types.Number(method.Output));
            TypeRegistry.EncodeDocs(method.Docs, ref writer);
        }

        TypeRegistry.EncodeDocs(api.Docs, ref writer);
    }

    private static void EncodeOption(TypeInfo? type, TypeRegistry types, ref ScaleWriter writer)
    {
        writer.WriteBool(type is not null);
        if (type is not null) writer.WriteCompact(types.Number(type));
    }
}
