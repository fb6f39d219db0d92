using System.Globalization;
using System.Text;
using Gensyn.Testing;
using Gensyn.Verification.Operators;
using Gensyn.Workers.Training.Graphs;
using Xunit;

namespace Gensyn.Workers.Tests.Documentation;

/// <summary><c>docs/operators.md</c> is what the catalogue says; <c>GENSYN_WRITE_DOCS=1 dotnet test</c> writes it.</summary>
public sealed class OperatorsPageTests
{
    [Fact]
    public void Page_InTheDocs_IsWhatTheCatalogueSays()
    {
        string path = Repository.PathOf("docs", "operators.md"), expected = Page();
        if (Environment.GetEnvironmentVariable("GENSYN_WRITE_DOCS") == "1") File.WriteAllText(path, expected);

        Assert.Equal(expected, File.ReadAllText(path));
    }

    private static string Page()
    {
        StringBuilder page = new();
        page.Append("""
            # Operators

            The primitive operators, of which every task's graphs are made. This page is written by `GENSYN_WRITE_DOCS=1 dotnet test tests/Gensyn.Workers.Tests --filter OperatorsPageTests`
            from the definitions that the chain recomputes with, and a test compares the two.

            Rows and columns are those of the tensors as matrices: leading dimensions collapsed, a vector is one row. i is the row and j the column of the output's element, or j its
            place in a vector; x, y, z are the inputs in order, d a gradient; k runs over the terms of a fold; A to D are the record's attributes, 32-bit words. An element is a fold of
            terms, which takes *chunk* terms at a time into an accumulator of *bytes* bytes; what folds nothing is one chunk. Whatever the shapes, a chunk reads at most four tiles of its
            inputs, 16 KiB. The *gradient* says whether graphs can be differentiated through the operator, or why not.

            | number | name | inputs | attributes | element | chunk | bytes | gradient |
            |---|---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (Operator one in OperatorCatalogue.All)
        {
            string gradient = Gradients.HasRule(one.Id) ? "yes" : $"no: {Gradients.ReasonForNone(one.Id)}";
            page.Append(CultureInfo.InvariantCulture, $"| {(ushort)one.Id} | {one.Id} | {one.InputCount} | {one.AttributeCount} | {Cell(one.Formula)} | ");
            page.Append(CultureInfo.InvariantCulture, $"{(one is ElementOperator ? "–" : one.ChunkTerms.ToString(CultureInfo.InvariantCulture))} | {one.AccumulatorSize} | {gradient} |\n");
        }

        return page.ToString();
    }

    private static string Cell(string formula) => formula.Replace("|", "\\|", StringComparison.Ordinal);
}
