using System.Collections.Immutable;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>What clients are told of a runtime API, from metadata V15 on.</summary>
public sealed record RuntimeApiMetadata(string Name, ImmutableArray<RuntimeApiMethod> Methods, string Docs = "");

/// <summary>A method of a runtime API.</summary>
public sealed record RuntimeApiMethod(string Name, ImmutableArray<RuntimeApiInput> Inputs, TypeInfo Output, string Docs = "");

/// <summary>An argument of a runtime API's method.</summary>
public sealed record RuntimeApiInput(string Name, TypeInfo Type);
