namespace Gensyn.Node.Benchmarking;

/// <summary>How pallets are benchmarked.</summary>
/// <param name="Steps">At how many values of each component; at least 2.</param>
/// <param name="Repeats">How often at each.</param>
/// <param name="Analysis">How the line is laid.</param>
/// <param name="MapEntries">How many entries a map without a limit is taken to have.</param>
/// <param name="TrieLayers">Layers of the trie above an item's own.</param>
/// <param name="WarmUp">For how long nothing may have been compiled before anything is timed; zero times cold code.</param>
internal sealed record PalletBenchmarkOptions(
    int Steps = 50, int Repeats = 20, AnalysisChoice Analysis = AnalysisChoice.MinSquares, uint MapEntries = 1_000_000, uint TrieLayers = 2, TimeSpan WarmUp = default);
