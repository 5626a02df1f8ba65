using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Bridge.TestKit.Hosting;

/// <summary>Knows which requests the server is serving and which it has done with.</summary>
public sealed class RequestWatch
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _ended = new();

    /// <summary>Waits until a request to the path has been served to its end.</summary>
    public Task EndedAsync(string path) => Ended(path).Task.WaitAsync(Patience.Limit);

    internal async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        finally
        {
            Ended(context.Request.Path.Value ?? "").TrySetResult();
        }
    }

    private TaskCompletionSource Ended(string path) => _ended.GetOrAdd(path, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
