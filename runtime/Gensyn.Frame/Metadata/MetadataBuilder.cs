using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Writes what clients read to know a runtime: its types, pallets, extrinsics and APIs.</summary>
/// <remarks>Source: frame-metadata, src/v14.rs, v15.rs and v16.rs.</remarks>
public static class MetadataBuilder
{
    /// <summary>The versions that can be written, ascending.</summary>
    public static ImmutableArray<uint> Versions { get; } = [14, 15, 16];

    /// <summary>The metadata of these pallets, from the letters <c>meta</c> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The version is none of <see cref="Versions"/>.</exception>
    public static byte[] Build(IReadOnlyList<Pallet> pallets, ExtrinsicMetadata extrinsic, ImmutableArray<RuntimeApiMetadata> apis, byte version)
    {
        if (!Versions.Contains(version)) throw new ArgumentOutOfRangeException(nameof(version), version, "Metadata is written in versions 14, 15 and 16.");

        TypeRegistry types = new();
        types.Define(RuntimeTypes.Call, Outer(pallets, static p => p.Metadata.Calls));
        types.Define(RuntimeTypes.Event, Outer(pallets, static p => p.Metadata.Event));
        types.Define(RuntimeTypes.Error, Outer(pallets, static p => p.Metadata.Error));
        types.Define(RuntimeTypes.OriginCaller, OriginCaller.Describe(pallets));
        types.Define(RuntimeTypes.HoldReason, Outer(pallets, static p => p.HoldReasons));
        types.Define(RuntimeTypes.FreezeReason, Outer(pallets, static p => p.FreezeReasons));

        // What extrinsics are made of gets its numbers first: the hash that wallets sign depends on their order, which is then the same in every version.
        types.Number(extrinsic.Address);
        types.Number(RuntimeTypes.Call);
        types.Number(extrinsic.Signature);
        foreach (ExtensionMetadata extension in extrinsic.Extensions)
        {
            types.Number(extension.Type);
            types.Number(extension.Implicit);
        }

        types.NumberParts();

        // The registry stands first but is only complete after everything else has named its types.
        ScaleWriter body = new(64 * 1024);
        body.WriteCompact((uint)pallets.Count);
        foreach (Pallet pallet in pallets) Encode(pallet, version, types, ref body);
        Encode(extrinsic, version, types, ref body);
        if (version <= 15) body.WriteCompact(types.Number(RuntimeTypes.Runtime));
        if (version >= 15)
        {
            body.WriteCompact((uint)apis.Length);
            foreach (RuntimeApiMetadata api in apis) Encode(api, version, types, ref body);
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
            foreach (StorageInfo item in metadata.Storage) Encode(item, version, types, ref writer);
        }

        EncodeEnum(metadata.Calls, version, types, ref writer);
        EncodeEnum(metadata.Event, version, types, ref writer);
        writer.WriteCompact((uint)metadata.Constants.Length);
        foreach (ConstantInfo constant in metadata.Constants)
        {
            writer.WriteString(constant.Name);
            writer.WriteCompact(types.Number(constant.Type));
            writer.WriteByteString(constant.Value.AsSpan());
            TypeRegistry.EncodeDocs(constant.Docs, ref writer);
            EncodeDeprecation(constant.Deprecation, version, ref writer);
        }

        EncodeEnum(metadata.Error, version, types, ref writer);
        if (version >= 16)
        {
            writer.WriteCompact((uint)metadata.AssociatedTypes.Length);
            foreach (AssociatedTypeInfo type in metadata.AssociatedTypes)
            {
                writer.WriteString(type.Name);
                writer.WriteCompact(types.Number(type.Type));
                TypeRegistry.EncodeDocs(type.Docs, ref writer);
            }

            writer.WriteCompact((uint)metadata.ViewFunctions.Length);
            foreach (ViewFunctionInfo function in metadata.ViewFunctions)
            {
                writer.WriteBytes(ViewFunctionId.Of(metadata.Name, function.Signature).Span);
                writer.WriteString(function.Name);
                Encode(function.Inputs, function.Output, types, ref writer);
                TypeRegistry.EncodeDocs(function.Docs, ref writer);
                EncodeDeprecation(function.Deprecation, version, ref writer);
            }
        }

        writer.WriteByte(pallet.Index);
        if (version >= 15) TypeRegistry.EncodeDocs(metadata.Docs, ref writer);
        EncodeDeprecation(metadata.Deprecation, version, ref writer);
    }

    private static void Encode(StorageInfo item, byte version, TypeRegistry types, ref ScaleWriter writer)
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
        EncodeDeprecation(item.Deprecation, version, ref writer);
    }

    private static void Encode(ExtrinsicMetadata extrinsic, byte version, TypeRegistry types, ref ScaleWriter writer)
    {
        if (version == 14)
        {
            writer.WriteCompact(types.Number(extrinsic.Extrinsic));
            writer.WriteByte(extrinsic.Versions[0]);
        }
        else
        {
            if (version == 15) writer.WriteByte(extrinsic.Versions[0]);
            else writer.WriteByteString(extrinsic.Versions.AsSpan());
            writer.WriteCompact(types.Number(extrinsic.Address));
            writer.WriteCompact(types.Number(RuntimeTypes.Call));
            writer.WriteCompact(types.Number(extrinsic.Signature));
            if (version == 15) writer.WriteCompact(types.Number(extrinsic.Extra));
            else EncodeExtensionVersions(extrinsic, ref writer);
        }

        writer.WriteCompact((uint)extrinsic.Extensions.Length);
        foreach (ExtensionMetadata extension in extrinsic.Extensions)
        {
            writer.WriteString(extension.Identifier);
            writer.WriteCompact(types.Number(extension.Type));
            writer.WriteCompact(types.Number(extension.Implicit));
        }
    }

    // There is one version of the extensions, 0, and all of them belong to it.
    private static void EncodeExtensionVersions(ExtrinsicMetadata extrinsic, ref ScaleWriter writer)
    {
        const byte onlyVersion = 0;
        writer.WriteCompact(1u);
        writer.WriteByte(onlyVersion);
        writer.WriteCompact((uint)extrinsic.Extensions.Length);
        for (int i = 0; i < extrinsic.Extensions.Length; i++) writer.WriteCompact((uint)i);
    }

    private static void Encode(RuntimeApiMetadata api, byte version, TypeRegistry types, ref ScaleWriter writer)
    {
        writer.WriteString(api.Name);
        writer.WriteCompact((uint)api.Methods.Length);
        foreach (RuntimeApiMethod method in api.Methods)
        {
            writer.WriteString(method.Name);
            Encode(method.Inputs, method.Output, types, ref writer);
            TypeRegistry.EncodeDocs(method.Docs, ref writer);
            EncodeDeprecation(method.Deprecation, version, ref writer);
        }

        TypeRegistry.EncodeDocs(api.Docs, ref writer);
        if (version >= 16) writer.WriteCompact(api.Version);
        EncodeDeprecation(api.Deprecation, version, ref writer);
    }

    private static void Encode(ImmutableArray<FunctionInput> inputs, TypeInfo output, TypeRegistry types, ref ScaleWriter writer)
    {
        writer.WriteCompact((uint)inputs.Length);
        foreach (FunctionInput input in inputs)
        {
            writer.WriteString(input.Name);
            writer.WriteCompact(types.Number(input.Type));
        }

        writer.WriteCompact(types.Number(output));
    }

    // A pallet's calls, events or errors, from V16 on with those that will go away, by index.
    private static void EncodeEnum(TypeInfo? type, byte version, TypeRegistry types, ref ScaleWriter writer)
    {
        writer.WriteBool(type is not null);
        if (type is null) return;
        writer.WriteCompact(types.Number(type));
        if (version < 16) return;
        ImmutableArray<TypeVariant> variants = type.Definition is TypeDefinition.Variant definition ? definition.Variants : [];
        ImmutableArray<TypeVariant> deprecated = [.. variants.Where(static v => v.Deprecation is not null).OrderBy(static v => v.Index)];
        writer.WriteCompact((uint)deprecated.Length);
        foreach (TypeVariant variant in deprecated)
        {
            writer.WriteByte(variant.Index);
            EncodeDeprecation(variant.Deprecation, version, ref writer);
        }
    }

    private static void EncodeDeprecation(Deprecation? deprecation, byte version, ref ScaleWriter writer)
    {
        if (version < 16) return;
        writer.WriteByte(deprecation is null ? (byte)0 : deprecation.Note is null ? (byte)1 : (byte)2);
        if (deprecation?.Note is null) return;
        writer.WriteString(deprecation.Note);
        writer.WriteBool(deprecation.Since is not null);
        if (deprecation.Since is not null) writer.WriteString(deprecation.Since);
    }
}
