using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Gensyn.Testing;
using Xunit;
using MetadataReader = System.Reflection.Metadata.MetadataReader;

namespace Gensyn.Runtime.Tests.Architecture;

/// <summary>The direction of references between projects, assemblies and pallets.</summary>
public sealed class LayeringTests
{
    // Source: docs/design, "Layout": what each project may reference; what those may reference is within reach too.
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Gensyn.Scale"] = [],
        ["Gensyn.Crypto"] = [],
        ["Gensyn.Frame.Generators"] = [],
        ["Gensyn.Primitives"] = ["Gensyn.Scale", "Gensyn.Crypto"],
        ["Gensyn.Trie"] = ["Gensyn.Primitives"],
        ["Gensyn.Runtime.Interface"] = ["Gensyn.Primitives"],
        ["Gensyn.Verification"] = ["Gensyn.Primitives", "Gensyn.Frame.Generators"],
        ["Gensyn.Frame"] = ["Gensyn.Runtime.Interface", "Gensyn.Frame.Generators"],
        ["Gensyn.Pallets.Substrate"] = ["Gensyn.Frame"],
        ["Gensyn.Pallets.Compute"] = ["Gensyn.Frame", "Gensyn.Verification"],
        ["Gensyn.Runtime"] = ["Gensyn.Frame", "Gensyn.Pallets.Substrate", "Gensyn.Pallets.Compute", "Gensyn.Trie"],
        ["Gensyn.ChainSpec"] = ["Gensyn.Runtime"],
        ["Gensyn.Node.Storage"] = ["Gensyn.Primitives", "Gensyn.Trie"],
        ["Gensyn.Node.Chain"] = ["Gensyn.Runtime.Interface", "Gensyn.Node.Storage"],
        ["Gensyn.Node.Network"] = ["Gensyn.Primitives"],
        ["Gensyn.Node.Consensus"] = ["Gensyn.Node.Chain", "Gensyn.Node.Network"],
        ["Gensyn.Node.Rpc"] = ["Gensyn.Node.Chain"],
        ["Gensyn.Node"] = ["Gensyn.Node.Consensus", "Gensyn.Node.Rpc", "Gensyn.Runtime", "Gensyn.ChainSpec", "Gensyn.Workers"],
        ["Gensyn.Workers.Tensors"] = ["Gensyn.Verification"],
        ["Gensyn.Workers.Training"] = ["Gensyn.Workers.Tensors"],
        ["Gensyn.Workers.Artefacts"] = ["Gensyn.Verification"],
        ["Gensyn.Workers.Chain"] = ["Gensyn.Pallets.Substrate", "Gensyn.Pallets.Compute"],
        ["Gensyn.Workers"] = ["Gensyn.Workers.Training", "Gensyn.Workers.Artefacts", "Gensyn.Workers.Chain"],
    };

    [Fact]
    public void Projects_ReferenceOnlyWhatLiesBelow()
    {
        List<string> wrong = [];
        foreach (string folder in (string[])["runtime", "pallets", "node", "offchain-workers", "chain-spec"])
        {
            foreach (string path in Directory.GetFiles(Repository.PathOf(folder), "*.csproj", SearchOption.AllDirectories))
            {
                string project = Path.GetFileNameWithoutExtension(path);
                // The TorchSharp plug-in is built on request only, outside of the solution.
                if (project == "Gensyn.Workers.TorchSharp") continue;
                wrong.AddRange(
                    Check(project, XDocument.Load(path).Descendants("ProjectReference").Select(static r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')))));
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Assemblies_ReferenceOnlyWhatLiesBelow()
    {
        List<string> wrong = [];
        foreach (string path in Directory.GetFiles(AppContext.BaseDirectory, "Gensyn.*.dll"))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (name.EndsWith(".Tests", StringComparison.Ordinal) || name is "Gensyn.Testing" or "Gensyn.Fuzz") continue;
            using PEReader file = new(File.OpenRead(path));
            MetadataReader reader = file.GetMetadataReader();
            wrong.AddRange(
                Check(name, reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name)).Where(static n => n.StartsWith("Gensyn.", StringComparison.Ordinal))));
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("Gensyn.Crypto", "Gensyn.Scale")]
    [InlineData("Gensyn.Primitives", "Gensyn.Frame")]
    [InlineData("Gensyn.Pallets.Substrate", "Gensyn.Pallets.Compute")]
    [InlineData("Gensyn.Workers", "Gensyn.Node.Chain")]
    [InlineData("Gensyn.Node.Chain", "Gensyn.Runtime")]
    [InlineData("Gensyn.New", "Gensyn.Scale")]
    public void Check_OfAnArrowThatIsNotAllowed_NamesIt(string from, string to) => Assert.Single(Check(from, [to]));

    [Theory]
    [InlineData("Gensyn.Pallets.Substrate")]
    [InlineData("Gensyn.Pallets.Compute")]
    public void Pallets_MeetOnlyThroughInterfaces(string assembly)
    {
        using AssemblyIl il = new(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        HashSet<string> pallets = [.. il.TypesDerivedFrom("Gensyn.Frame.Pallet")];
        Assert.True(pallets.Count >= 5);

        List<string> wrong = [];
        foreach ((string user, string used) in il.InternalReferences())
        {
            string? owner = pallets.FirstOrDefault(p => used == p || used.StartsWith(p + "+", StringComparison.Ordinal));
            if (owner is not null && NamespaceOf(owner) != NamespaceOf(user)) wrong.Add($"{user} uses {used}");
        }

        Assert.Empty(wrong.Distinct());
    }

    private static string NamespaceOf(string type) => type[..type.LastIndexOf('.', type.Contains('+') ? type.IndexOf('+') : type.Length - 1)];

    private static IEnumerable<string> Check(string from, IEnumerable<string> references)
    {
        HashSet<string> reach = [];
        void Walk(string project)
        {
            foreach (string below in Arrows.GetValueOrDefault(project, []))
            {
                if (reach.Add(below)) Walk(below);
            }
        }

        Walk(from);
        return references.Where(to => !reach.Contains(to)).Select(to => $"{from} -> {to}");
    }
}
