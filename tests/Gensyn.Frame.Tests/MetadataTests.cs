using System.Collections.Immutable;
using Gensyn.Frame.Tests.Sample;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Frame.Tests;

public sealed class MetadataTests
{
    private static readonly ExtrinsicMetadata _extrinsic = new(
        AccountId.Codec.Type, H256.Codec.Type, [new("CheckNonce", Codecs.CompactU32.Type, TypeInfo.Tuple())]);

    private static readonly ImmutableArray<RuntimeApiMetadata> _apis =
    [
        new("Sample", [new("worker_of", [new("who", AccountId.Codec.Type)], Codecs.Option(Worker.Codec).Type, "One worker.")], "Answers about workers.", Version: 3),
    ];

    private readonly SampleRuntime _runtime = new();

    [Theory]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    public void Build_IsReadToTheLastByte(byte version)
    {
        MetadataReader metadata = Build(version);

        Assert.Equal(version, metadata.Version);
        Assert.Equal(4, metadata.ExtrinsicVersion);
        if (version < 16) Assert.Equal("Runtime", metadata.Spell(metadata.RuntimeType));
        MetadataReader.Extension extension = Assert.Single(metadata.Extensions);
        Assert.Equal(("CheckNonce", "Compact<u32>", "()"), (extension.Identifier, metadata.Spell(extension.Type), metadata.Spell(extension.Implicit)));
    }

    [Fact]
    public void Build_Twice_GivesTheSameBytes() => Assert.Equal(Bytes(15), Bytes(15));

    [Fact]
    public void Build_AnotherVersion_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Bytes(13));

    [Fact]
    public void Calls_HaveTheirIndicesNamesAndTypes()
    {
        MetadataReader metadata = Build(14);
        MetadataReader.TypeEntry calls = metadata.Types[(int)metadata.Pallet("Sample").Calls!.Value];

        Assert.Equal("pallet_sample::pallet::Call", calls.Path);
        Assert.Equal(
        [
            "0=register(stake: Compact<u128>, name: BoundedVec<u8>)",
            "1=spoil()",
            "3=remark(remark: Vec<u8>)",
            "4=sudo(call: RuntimeCall)",
            "7=everything_at_once(a: bool, b: u16, pair: (u32,AccountId32), maybe: Option<u32>, text: Option<str>, "
                + "outcome: Outcome, hashes: Vec<H256>, class: DispatchClass)",
        ],
            calls.Variants.Select(metadata.Spell));
        Assert.Equal("Vec<T::Hash>", calls.Variants[4].Fields[6].TypeName);
    }

    [Fact]
    public void EventsAndErrors_HaveTheirIndicesNamesAndTypes()
    {
        MetadataReader metadata = Build(14);

        Assert.Equal(
            ["0=Registered(who: AccountId32, stake: u128)", "2=Ended(Result<(),DispatchError>)", "5=Idle()", "6=Left()"],
            metadata.TypeOf("pallet_sample::pallet::Event").Variants.Select(metadata.Spell));
        Assert.Equal(["0=StakeTooLow()", "1=AlreadyRegistered()", "2=OutOfWork()"], metadata.TypeOf("pallet_sample::pallet::Error").Variants.Select(metadata.Spell));
    }

    [Fact]
    public void Storage_HasItsHashersTypesAndDefaults()
    {
        MetadataReader metadata = Build(15);
        MetadataReader.PalletEntry sample = metadata.Pallet("Sample");

        Assert.Equal("Sample", sample.Prefix);
        Assert.Equal(50, sample.Index);
        Assert.Equal(
        [
            "Workers: AccountId32 [02] => Worker optional 00",
            "WorkerCount: u32 default 00000000",
            "Profiles: AccountId32 [05] => Profile default 186e6f626f6479000000",
            "Results: (AccountId32,u32) [0205] => Outcome optional 00",
            "Queue: BoundedVec<u32> default 00",
            "Next: Option<RuntimeCall> optional 00",
            "Named: u32 [05] => u16 optional 00",
            "CounterForNamed: u32 default 00000000",
            "Marks: (AccountId32,u32,u8) [020506] => u64 default 0000000000000000",
            "Hidden: u32 [01] => BoundedVec<u8> optional 00",
        ],
            sample.Storage.Select(s => $"{s.Name}: "
                + (s.Key is { } key ? $"{metadata.Spell(key)} [{Convert.ToHexStringLower(s.Hashers)}] => " : "")
                + $"{metadata.Spell(s.Value)} {(s.IsDefault ? "default" : "optional")} {Convert.ToHexStringLower(s.Default)}"));
    }

    [Fact]
    public void Constants_HaveTheirEncodedValues()
    {
        MetadataReader metadata = Build(15);

        Assert.Equal(
            ["MinimumStake: u128 = 64000000000000000000000000000000", "pot_account: AccountId32 = " + "6d6f646c" + "67736e2f706f745f" + new string('0', 40)],
            metadata.Pallet("Sample").Constants.Select(c => $"{c.Name}: {metadata.Spell(c.Type)} = {Convert.ToHexStringLower(c.Value)}"));
    }

    [Fact]
    public void OuterEnums_HaveOneVariantForEachPallet()
    {
        MetadataReader metadata = Build(15);

        Assert.Equal(["RuntimeCall", "RuntimeEvent", "RuntimeError"], metadata.OuterEnums.Select(metadata.Spell));
        Assert.Equal("50=Sample(Call)", metadata.Spell(Assert.Single(metadata.Types[(int)metadata.OuterEnums[0]].Variants)));
        Assert.Equal("50=Sample(Event)", metadata.Spell(Assert.Single(metadata.Types[(int)metadata.OuterEnums[1]].Variants)));
        Assert.Equal("50=Sample(Error)", metadata.Spell(Assert.Single(metadata.Types[(int)metadata.OuterEnums[2]].Variants)));
        Assert.Equal(metadata.OuterEnums[0], metadata.ExtrinsicParts[1]);
    }

    [Fact]
    public void Extrinsic_V14_SaysItsPartsByItsParameters()
    {
        MetadataReader metadata = Build(14);
        MetadataReader.TypeEntry extrinsic = metadata.Types[(int)metadata.ExtrinsicType];

        Assert.Equal("sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic", extrinsic.Path);
        Assert.Equal(
            ["Address: AccountId32", "Call: RuntimeCall", "Signature: H256", "Extra: (Compact<u32>)"],
            extrinsic.Parameters.Select(p => $"{p.Name}: {metadata.Spell(p.Type!.Value)}"));
    }

    [Fact]
    public void Apis_V15_AreDescribed()
    {
        MetadataReader metadata = Build(15);
        MetadataReader.Api api = Assert.Single(metadata.Apis);
        MetadataReader.Method method = Assert.Single(api.Methods);

        Assert.Equal(("Sample", "worker_of", "One worker.", "Answers about workers."), (api.Name, method.Name, method.Docs, api.Docs));
        Assert.Equal("Option<Worker>", metadata.Spell(method.Output));
    }

    [Fact]
    public void Apis_V16_HaveTheirVersions() => Assert.Equal(3u, Assert.Single(Build(16).Apis).Version);

    [Fact]
    public void Extrinsic_V16_SaysItsFormatsAndTheVersionOfItsExtensions()
    {
        MetadataReader metadata = Build(16);

        Assert.Equal([4, 5], metadata.ExtrinsicVersions);
        (byte version, List<uint> extensions) = Assert.Single(metadata.ExtensionsByVersion);
        Assert.Equal(0, version);
        Assert.Equal([0u], extensions);
        Assert.Equal(["AccountId32", "RuntimeCall", "H256"], metadata.ExtrinsicParts.Select(metadata.Spell));
    }

    [Fact]
    public void WhatIsDeprecated_V16_SaysSoWhereItStands()
    {
        TypeInfo calls = new("pallet_old::pallet::Call", [], static () => new TypeDefinition.Variant(
        [
            new("fresh", 0, []), new("late", 9, [], "", new("use fresh", "1.2")), new("stale", 1, [], "", new()),
        ]));
        PalletMetadata old = new(
            "Old",
            "pallet_old",
            [new("Item", StorageModifier.Optional, [], null, Codecs.U8.Type, [0], "", new("read New")), new("New", StorageModifier.Optional, [], null, Codecs.U8.Type, [0], "")],
            calls,
            null,
            null,
            [new("Limit", Codecs.U8.Type, [7], "", new())],
            "An old pallet.")
        {
            AssociatedTypes = [new("RuntimeCall", RuntimeTypes.Call, "All calls.")],
            ViewFunctions = [new("is_old", "is_old(u8) -> bool", [new("item", Codecs.U8.Type)], Codecs.Bool.Type, "Whether it is.", new("it is"))],
            Deprecation = new("use Sample", "2.0"),
        };
        ImmutableArray<RuntimeApiMetadata> apis =
        [
            new("Api", [new("one", [], Codecs.U8.Type, "", new("call two")), new("two", [], Codecs.U8.Type)], "", 2, new(null)),
        ];

        MetadataReader metadata = MetadataReader.Parse(MetadataBuilder.Build([new DescribedPallet(new(_runtime.Externalities, _runtime, 77), old)], _extrinsic, apis, 16));

        Assert.Equal(
        [
            "Item deprecated: read New (since ever)",
            "Old.Call 1 deprecated",
            "Old.Call 9 deprecated: use fresh (since 1.2)",
            "Old.Limit deprecated",
            "Old.is_old deprecated: it is (since ever)",
            "Old deprecated: use Sample (since 2.0)",
            "Api.one deprecated: call two (since ever)",
            "Api deprecated",
        ],
            metadata.Deprecations);
        MetadataReader.PalletEntry pallet = metadata.Pallet("Old");
        Assert.Equal(("RuntimeCall", "RuntimeCall"), (pallet.AssociatedTypes[0].Name, metadata.Spell(pallet.AssociatedTypes[0].Type)));
        MetadataReader.ViewFunction function = Assert.Single(pallet.ViewFunctions);
        Assert.Equal("item: u8 -> bool", $"{function.Inputs[0].Name}: {metadata.Spell(function.Inputs[0].Type!.Value)} -> {metadata.Spell(function.Output)}");
        Assert.Equal([.. StoragePrefix.Of("Old", "is_old(u8) -> bool")], function.Id);
    }

    [Fact]
    public void ViewFunctionsAndObsoleteMembers_OfAPallet_AreInItsMetadata()
    {
        MetadataReader metadata = Build(16);
        List<MetadataReader.ViewFunction> views = metadata.Pallet("Sample").ViewFunctions;

        Assert.Equal(
            ["stake_of(who: AccountId32, bonus: Compact<u32>) -> Option<u128>", "count() -> (u32,bool)"],
            views.Select(v => $"{v.Name}({string.Join(", ", v.Inputs.Select(i => $"{i.Name}: {metadata.Spell(i.Type!.Value)}"))}) -> {metadata.Spell(v.Output)}"));
        Assert.Equal("The stake of a worker, with a bonus on top.", views[0].Docs);

        // The shape of a signature is that of polkadot-sdk's substrate/frame/examples/view-functions, "get_value_with_arg(u32) -> Option<u32>".
        Assert.Equal([.. StoragePrefix.Of("Sample", "stake_of(T::AccountId,u32) -> Option<T::Balance>")], views[0].Id);
        Assert.Equal([.. StoragePrefix.Of("Sample", "count() -> (u32,bool)")], views[1].Id);
        Assert.Equal(
        [
            "Sample.Event 6 deprecated", "Sample.Error 2 deprecated: Never happens. (since ever)",
            "Sample.count deprecated: Read WorkerCount. (since ever)",
        ],
            metadata.Deprecations);
    }

    [Fact]
    public void Types_HaveThePathsThatClientsKnowThemBy()
    {
        MetadataReader metadata = Build(15);

        Assert.Equal("composite", metadata.TypeOf("gensyn_frame_tests::sample::Worker").Shape);
        Assert.Equal("composite", metadata.TypeOf("pallet_sample::types::Profile").Shape);
        Assert.Equal("composite", metadata.TypeOf("gensyn_frame_tests::sample::sample_pallet::Inner").Shape);
        Assert.Equal(
            ["0=Done(result: H256)", "1=Split(Vec<Outcome>)", "9=Failed()"],
            metadata.TypeOf("gensyn_frame_tests::sample::Outcome").Variants.Select(metadata.Spell));
        Assert.Equal(["1=Good()", "4=Bad()"], metadata.TypeOf("gensyn_frame_tests::sample::sample_pallet::Mood").Variants.Select(metadata.Spell));
        Assert.Equal(15, metadata.TypeOf("sp_runtime::DispatchError").Variants.Count);
    }

    [Fact]
    public void Docs_ComeFromTheSummaries()
    {
        MetadataReader metadata = Build(15);
        MetadataReader.PalletEntry sample = metadata.Pallet("Sample");

        Assert.Equal("Registers workers against a stake and keeps their jobs.", sample.Docs);
        Assert.Equal("Bonded workers by account.", sample.Storage[0].Docs);
        Assert.Equal("Counter for the related counted storage map", sample.Storage[7].Docs);
        Assert.Equal("The least stake that is accepted.", sample.Constants[0].Docs);
        Assert.Equal("Bonds a stake and registers the caller as a worker.", metadata.TypeOf("pallet_sample::pallet::Call").Variants[0].Docs);
        Assert.Equal("The new worker.", metadata.TypeOf("pallet_sample::pallet::Event").Variants[0].Fields[0].Docs);
        Assert.Equal("The stake is below the minimum: bond more.", metadata.TypeOf("pallet_sample::pallet::Error").Variants[0].Docs);
    }

    // Source of the paths and shapes: scale-info, src/impls.rs, and bounded-collections.
    [Theory]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    public void EveryShapeOfTypes_IsDescribedAsClientsKnowIt(byte version)
    {
        TypeInfo[] types =
        [
            BitVec<byte, Lsb0>.Codec.Type, BitVec<ulong, Msb0>.Codec.Type, Codecs.Map(Codecs.U32, Codecs.Str).Type, Codecs.Set(Codecs.I128).Type,
            Codecs.BoundedMap(Codecs.U32, Codecs.Str, 3).Type, Codecs.BoundedSet(Codecs.U8, 3).Type, Codecs.CompactUnit.Type, U256.Codec.Type,
            Codecs.Tuple(Codecs.I8).Type, Codecs.FixedBytes(7).Type, Labelled<ushort>.CodecOf(Codecs.U16).Type,
        ];
        TypeInfo all = TypeInfo.Tuple([.. types]);
        ExtrinsicMetadata extrinsic = new(AccountId.Codec.Type, H256.Codec.Type, [new("All", all, all)]);

        MetadataReader metadata = MetadataReader.Parse(MetadataBuilder.Build([_runtime.Sample], extrinsic, [], version));

        Assert.Equal(
            "(BitVec<u8,Lsb0>,BitVec<u64,Msb0>,BTreeMap<u32,str>,BTreeSet<i128>,BoundedBTreeMap<u32,str>,BoundedBTreeSet<u8>,Compact<()>,U256,(i8),[u8;7],"
            + "Labelled<u16>)",
            metadata.Spell(Assert.Single(metadata.Extensions).Type));
        MetadataReader.TypeEntry labelled = metadata.TypeOf("gensyn_frame_tests::sample::Labelled");
        Assert.Equal(["label:String=str", "value:T=u16"], labelled.Fields.Select(f => $"{f.Name}:{f.TypeName}={metadata.Spell(f.Type)}"));
        Assert.Equal("composite", metadata.TypeOf("bitvec::order::Msb0").Shape);
        Assert.Equal("Vec<(u32,str)>", metadata.Spell(Assert.Single(metadata.TypeOf("BTreeMap").Fields).Type));
        Assert.Equal("[u64;4]", metadata.Spell(Assert.Single(metadata.TypeOf("primitive_types::U256").Fields).Type));
    }

    private MetadataReader Build(byte version) => MetadataReader.Parse(Bytes(version));

    private byte[] Bytes(byte version) => MetadataBuilder.Build([_runtime.Sample], _extrinsic, _apis, version);

    // A pallet that is nothing but its description.
    private sealed class DescribedPallet(PalletContext context, PalletMetadata metadata) : Pallet(context)
    {
        public override string Name => metadata.Name;

        public override PalletMetadata Metadata => metadata;
    }
}
