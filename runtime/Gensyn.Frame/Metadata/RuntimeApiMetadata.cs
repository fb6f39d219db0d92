using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>What clients are told of a runtime API, from metadata V15 on; its version and deprecation from V16 on.</summary>
public sealed record RuntimeApiMetadata(
    string Name, ImmutableArray<RuntimeApiMethod> Methods, string Docs = "", uint Version = 1, Deprecation? Deprecation = null);

/// <summary>A method of a runtime API.</summary>
public sealed record RuntimeApiMethod(
    string Name, ImmutableArray<FunctionInput> Inputs, TypeInfo Output, string Docs = "", Deprecation? Deprecation = null);

/// <summary>An argument of a runtime API's method, or of a view function.</summary>
public sealed record FunctionInput(string Name, TypeInfo Type);
