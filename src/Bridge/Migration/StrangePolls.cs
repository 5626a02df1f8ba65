using Bridge.PollShapes;
using Microsoft.AspNetCore.Http;

namespace Bridge.Migration;

/// <summary>Notices who asks the same address again and again: polls that no shape describes yet. Tells names and times, never a value; of one client it keeps a few examples, to propose a shape from.</summary>
internal sealed class StrangePolls(TimeProvider time, Func<IReadOnlyList<StrangeExchange>, string?>? propose)
{
    private const int MostAddresses = 500;
    private const int ExampleBytes = 64 << 10;

    private readonly Lock _lock = new(); // every request takes it that no shape describes: nothing slow within
    private readonly Dictionary<(string Method, string Path), StrangeAddress> _addresses = [];

    /// <summary>What was noticed.</summary>
    public IReadOnlyList<StrangePoll> Found
    {
        get
        {
            Propose();
            lock (_lock)
            {
                return [.. _addresses.Select(pair => pair.Value.Report(pair.Key.Method, pair.Key.Path)).OfType<StrangePoll>().OrderByDescending(poll => poll.Requests)];
            }
        }
    }

    /// <summary>Looks at a request; disposed when it is answered. Null: it is none that a script sends.</summary>
    public async ValueTask<IDisposable?> LookAsync(HttpContext context, string client, string page, Func<HttpContext, ValueTask<LegacyRequest?>> read)
    {
        if (Note(context.Request, client, page, out var isExample) is not { } address)
        {
            return null;
        }

        var began = time.GetUtcNow();
        var request = isExample && propose is not null ? await read(context).ConfigureAwait(false) : null;
        return new StrangeVisit(request is null ? null : new AnswerTap(context, ExampleBytes), answer => Done(address, request is null ? null : new StrangeExchange(request, answer, page, began, time.GetUtcNow() - began), began));
    }

    private StrangeAddress? Note(HttpRequest request, string client, string page, out bool isExample)
    {
        isExample = false;
        // What a browser loads to show it isn't polled for.
        if (request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "empty") || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsPost(request.Method))
            || request.Headers.Accept.ToString().StartsWith("text/html", StringComparison.Ordinal))
        {
            return null;
        }

        var key = (request.Method, request.Path.Value ?? "");
        var (query, now) = (request.Query, time.GetUtcNow());
        lock (_lock)
        {
            if (!_addresses.TryGetValue(key, out var address))
            {
                if (_addresses.Count >= MostAddresses && !Forget(now))
                {
                    return null;
                }

                _addresses.Add(key, address = new StrangeAddress());
            }

            isExample = address.Note(query, client, page, now);
            return address;
        }
    }

    /// <summary>Makes room: whatever has no rhythm goes.</summary>
    private bool Forget(DateTimeOffset now)
    {
        foreach (var (key, address) in _addresses)
        {
            if (address.IsForgettable(now))
            {
                _addresses.Remove(key);
            }
        }

        return _addresses.Count < MostAddresses;
    }

    private void Done(StrangeAddress address, StrangeExchange? example, DateTimeOffset began)
    {
        var took = time.GetUtcNow() - began;
        lock (_lock)
        {
            address.Answered(took, example);
        }
    }

    /// <summary>Proposes shapes where there are new examples: outside of the lock, for it takes its time.</summary>
    private void Propose()
    {
        List<(StrangeAddress Address, IReadOnlyList<StrangeExchange> Examples)> due;
        lock (_lock)
        {
            due = propose is null ? [] : [.. from address in _addresses.Values let news = address.News() where news is not null select (address, news)];
        }

        foreach (var (address, examples) in due)
        {
            var shape = propose!(examples);
            lock (_lock)
            {
                address.Proposal = (examples.Count, shape);
            }
        }
    }
}
