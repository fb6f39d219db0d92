using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Gensyn.Frame.Generators;

/// <summary>Derives codecs, dispatch, storage accessors and metadata from [Pallet] classes and [Scale] types.</summary>
[Generator]
public sealed class FrameGenerator : IIncrementalGenerator
{
    /// <summary>The step whose outputs tell whether a pallet has to be written again.</summary>
    public const string PalletStep = "Pallets";

    /// <summary>The step whose outputs tell whether a type has to be written again.</summary>
    public const string TypeStep = "Types";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        Register(
            context, "Gensyn.Frame.PalletAttribute", PalletStep,
            static (c, stop) => new PalletParser(c.SemanticModel.Compilation, stop).Parse((INamedTypeSymbol)c.TargetSymbol, c.Attributes[0]));
        Register(
            context, "Gensyn.Scale.ScaleAttribute", TypeStep,
            static (c, stop) => new TypeParser(stop).Parse((INamedTypeSymbol)c.TargetSymbol, c.Attributes[0]));
        foreach ((string Attribute, string Place) rule in Placement.Attributes)
        {
            context.RegisterSourceOutput(
                context.SyntaxProvider.ForAttributeWithMetadataName(rule.Attribute, static (_, _) => true, (c, _) => Placement.Check(c.TargetSymbol, rule)),
                static (c, problem) =>
                {
                    if (problem is not null) c.ReportDiagnostic(problem.ToDiagnostic());
                });
        }
    }

    // Source and problems are separate outputs: a problem moves whenever a line above it does, and must not write source again.
    private static void Register(
        IncrementalGeneratorInitializationContext context, string attribute, string step,
        Func<GeneratorAttributeSyntaxContext, CancellationToken, Parsed> parse)
    {
        IncrementalValuesProvider<Parsed> parsed = context.SyntaxProvider.ForAttributeWithMetadataName(attribute, static (_, _) => true, parse);
        context.RegisterSourceOutput(parsed.Select(static (p, _) => p.Model).WithTrackingName(step), static (c, model) =>
        {
            if (model is not null) c.AddSource(model.Place.File, SourceText.From(Emitter.Write(model), Encoding.UTF8));
        });
        context.RegisterSourceOutput(parsed.Select(static (p, _) => p.Problems), static (c, problems) =>
        {
            foreach (Problem problem in problems) c.ReportDiagnostic(problem.ToDiagnostic());
        });
    }
}
