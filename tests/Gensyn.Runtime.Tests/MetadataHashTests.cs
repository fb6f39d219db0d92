using Gensyn.Frame;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Runtime.Tests;

public sealed class MetadataHashTests
{
    private readonly TestChain _chain = new();

    [NodeFact("@polkadot-api/merkleize-metadata", "@polkadot/types-support")]
    public void Hash_IsWhatWalletsCompute_OfOurMetadataAndOfOtherChains()
    {
        string folder = Directory.CreateTempSubdirectory("gensyn-merkleize-").FullName;
        try
        {
            foreach (uint version in (uint[])[15, 16]) File.WriteAllBytes(Path.Combine(folder, $"gensyn{version}.scale"), Metadata(version));

            Dictionary<string, string> theirs = ClientScript.Run("merkleize.mjs", folder, $"{RuntimeConstants.Decimals}", RuntimeConstants.Symbol)
                .Select(static line => line.Split(' ')).ToDictionary(static words => words[0], static words => words[1]);

            Assert.Equal(4, theirs.Count);
            Assert.Equal(RuntimeApis.MetadataHash.ToString()[2..], theirs["gensyn15.scale"]);
            Assert.Equal(RuntimeApis.MetadataHash.ToString()[2..], theirs["gensyn16.scale"]);
            foreach (string chain in (string[])["assetHub", "substrate"])
            {
                byte[] metadata = File.ReadAllBytes(Path.Combine(folder, chain + ".scale"));
                Assert.Equal(theirs[chain + ".scale"], MetadataHash.Of(metadata, Facts(metadata)).ToString()[2..]);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Hash_ChangesWithEveryFact()
    {
        byte[] metadata = Metadata(15);
        MetadataHashFacts facts = new(1, "gensyn", 42, 12, "GSYN");
        H256[] hashes =
        [
            MetadataHash.Of(metadata, facts),
            MetadataHash.Of(metadata, facts with { SpecVersion = 2 }),
            MetadataHash.Of(metadata, facts with { SpecName = "gensyM" }),
            MetadataHash.Of(metadata, facts with { Ss58Prefix = 43 }),
            MetadataHash.Of(metadata, facts with { Decimals = 13 }),
            MetadataHash.Of(metadata, facts with { TokenSymbol = "GSYM" }),
        ];

        Assert.Distinct(hashes);
    }

    [Theory]
    [InlineData(14u)]
    [InlineData(16u)]
    public void Hash_OfAnotherVersion_IsRefused(uint version) =>
        Assert.Throws<ArgumentException>(() => MetadataHash.Of(Metadata(version), new(1, "gensyn", 42, 12, "GSYN")));

    [Fact]
    public void Hash_OfMetadataCutShort_IsRefused()
    {
        byte[] metadata = Metadata(15);
        MetadataReader whole = MetadataReader.Parse(metadata);
        Assert.NotEmpty(whole.Apis);

        // What comes after the extensions is not part of the hash, so only cuts before them can be noticed.
        for (int length = 0; length < metadata.Length / 2; length += 997)
        {
            Assert.Throws<ArgumentException>(() => MetadataHash.Of(metadata.AsSpan(0, length), new(1, "gensyn", 42, 12, "GSYN")));
        }
    }

    // What merkleizeMetadata takes from the metadata itself.
    private static MetadataHashFacts Facts(byte[] metadata)
    {
        MetadataReader reader = MetadataReader.Parse(metadata);
        byte[] Constant(string name) => reader.Pallet("System").Constants.Single(c => c.Name == name).Value;
        ScaleReader version = new(Constant("Version"));
        string name = version.ReadString();
        version.ReadString();
        version.ReadU32();
        return new(version.ReadU32(), name, BitConverter.ToUInt16(Constant("SS58Prefix")), RuntimeConstants.Decimals, RuntimeConstants.Symbol);
    }

    private byte[] Metadata(uint version)
    {
        ScaleReader reader = new(_chain.Query("Metadata_metadata_at_version", Codecs.U32.ToBytes(version)));
        Assert.True(reader.ReadBool());
        return reader.ReadByteString().ToArray();
    }
}
