namespace Bridge.Migration;

/// <summary>Requests that look like the polls of an endpoint nobody has described.</summary>
/// <param name="Method">Their method.</param>
/// <param name="Path">Their path.</param>
/// <param name="Parameters">The names of their parameters; those that change from one to the next end with <c>*</c>.</param>
/// <param name="Clients">How many clients ask so.</param>
/// <param name="Requests">How many requests there were.</param>
/// <param name="Interval">How long from one to the next, of one client, in milliseconds; half of them shorter.</param>
/// <param name="Held">How long they were held, in milliseconds; half of them shorter.</param>
/// <param name="Pages">The pages they come from.</param>
/// <param name="Proposal">A shape for them, as JSON; null: none can be proposed yet, or nobody here proposes any.</param>
public sealed record StrangePoll(
    string Method, string Path, IReadOnlyList<string> Parameters, int Clients, long Requests, double Interval, double Held, IReadOnlyList<string> Pages, string? Proposal);
