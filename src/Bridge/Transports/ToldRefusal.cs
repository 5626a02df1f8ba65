namespace Bridge.Transports;

/// <summary>The code of the error that a request was answered with: a feature of the request, set where it is written and counted where all requests pass.</summary>
internal sealed record ToldRefusal(string Code);
