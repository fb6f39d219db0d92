using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>What clients are told of extrinsics.</summary>
/// <param name="Address">How a signer is named.</param>
/// <param name="Signature">How a signer signs.</param>
/// <param name="Extensions">What stands between signature and call, in order.</param>
public sealed record ExtrinsicMetadata(TypeInfo Address, TypeInfo Signature, ImmutableArray<ExtensionMetadata> Extensions)
{
    /// <summary>The formats that are understood, first the one that signers make: clients take the first, and V14 and V15 know no other.</summary>
    public ImmutableArray<byte> Versions { get; init; } = [4, 5];

    /// <summary>All extensions' data, as a tuple.</summary>
    public TypeInfo Extra { get; } = TypeInfo.Tuple([.. Extensions.Select(static e => e.Type)]);

    /// <summary>An extrinsic as it stands in a block; clients read the other types off its parameters.</summary>
    public TypeInfo Extrinsic => new(
        "sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic",
        [new("Address", Address), new("Call", RuntimeTypes.Call), new("Signature", Signature), new("Extra", Extra)],
        static () => new TypeDefinition.Composite([new(null, Codecs.Bytes.Type)]));
}

/// <summary>What clients are told of a transaction extension.</summary>
/// <param name="Identifier">Its name, by which wallets know how to fill it.</param>
/// <param name="Type">What it adds to the extrinsic.</param>
/// <param name="Implicit">What it adds to the signed payload only.</param>
public sealed record ExtensionMetadata(string Identifier, TypeInfo Type, TypeInfo Implicit);
