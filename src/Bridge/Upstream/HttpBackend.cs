using System.Globalization;
using System.Net;
using System.Net.Http;
using Bridge.PollShapes;

namespace Bridge.Upstream;

/// <summary>A backend over HTTP. Its address is fixed: whatever a request or a redirect says, no other host is ever asked.</summary>
internal sealed class HttpBackend : IBackend, IDisposable
{
    private const int MostRedirects = 3;
    private const int PieceBytes = 16 << 10;

    private readonly HttpMessageInvoker _invoker;
    private readonly Uri _address;
    private readonly UpstreamOptions _options;
    private readonly TimeProvider _time;

    public HttpBackend(Uri address, UpstreamOptions options, TimeProvider time)
    {
        _address = address;
        _options = options;
        _time = time;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // names may move
            ActivityHeadersPropagator = null, // the backend is asked as it always was
        });
    }

    public async ValueTask<BackendAnswer> AskAsync(LegacyRequest request, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var due = new CancellationTokenSource(deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, due.Token);
        try
        {
            return await AskAsync(request, Target(request.Target), MostRedirects, due.Token, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (due.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new(new LegacyAnswer { IsCut = true }, null);
        }
        catch (HttpRequestException fault)
        {
            return BackendAnswer.None(fault.HttpRequestError switch
            {
                HttpRequestError.ConnectionError => $"The backend {_address} can't be reached: {fault.InnerException?.Message ?? fault.Message}.",
                HttpRequestError.NameResolutionError => $"There is no host '{_address.Host}'.",
                HttpRequestError.SecureConnectionError => $"No secure connection to {_address}: {fault.InnerException?.Message ?? fault.Message}.",
                var error => $"The backend's answer could not be read ({error}).",
            });
        }
        catch (IOException fault)
        {
            return BackendAnswer.None($"The answer broke off: {fault.Message}.");
        }
    }

    public void Dispose() => _invoker.Dispose();

    private async ValueTask<BackendAnswer> AskAsync(LegacyRequest request, Uri target, int redirects, CancellationToken due, CancellationToken either)
    {
        using var message = Message(request, target);
        using var response = await _invoker.SendAsync(message, either).ConfigureAwait(false);
        if (response.Headers.Location is { } location && (int)response.StatusCode is 301 or 302 or 303 or 307 or 308)
        {
            var next = new Uri(target, location);
            return Uri.Compare(next, _address, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) != 0
                ? BackendAnswer.None($"The backend redirects to another host ({next.GetLeftPart(UriPartial.Authority)}), which is not followed.")
                : redirects == 0 || request.Method != "GET" ? BackendAnswer.None("The backend redirects too often, or redirects what is no GET.")
                : await AskAsync(request, next, redirects - 1, due, either).ConfigureAwait(false);
        }

        return await ReadAsync(response, due, either).ConfigureAwait(false);
    }

    private async ValueTask<BackendAnswer> ReadAsync(HttpResponseMessage response, CancellationToken due, CancellationToken either)
    {
        if (response.Content.Headers.ContentLength > _options.MaxAnswerBytes)
        {
            return TooLarge();
        }

        using var body = new MemoryStream();
        var isCut = false;
        try
        {
            using var stream = await response.Content.ReadAsStreamAsync(either).ConfigureAwait(false);
            var piece = new byte[PieceBytes];
            while (await stream.ReadAsync(piece, either).ConfigureAwait(false) is > 0 and var count)
            {
                if (body.Length + count > _options.MaxAnswerBytes)
                {
                    return TooLarge();
                }

                body.Write(piece, 0, count);
            }
        }
        catch (OperationCanceledException) when (due.IsCancellationRequested)
        {
            isCut = true;
        }

        return new(
            new LegacyAnswer
            {
                Status = (int)response.StatusCode,
                Headers =
                [
                    .. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                        .SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value)),
                ],
                Body = body.ToArray(),
                IsCut = isCut,
            },
            null);
    }

    private BackendAnswer TooLarge() => BackendAnswer.None(string.Create(
        CultureInfo.InvariantCulture, $"The answer has more than {_options.MaxAnswerBytes} bytes (Upstream.MaxAnswerBytes)."));

    private static HttpRequestMessage Message(LegacyRequest request, Uri target)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), target);
        if (request.Body.Length > 0)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
        }

        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (!message.Headers.NonValidated.Contains("User-Agent"))
        {
            message.Headers.TryAddWithoutValidation("User-Agent", "Bridge");
        }

        return message;
    }

    /// <summary>The target on our backend, byte for byte. It begins with a slash, so it can't name a host.</summary>
    private Uri Target(string target) => target.StartsWith('/')
        ? new Uri(_address.GetLeftPart(UriPartial.Authority) + _address.AbsolutePath.TrimEnd('/') + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
        : throw new ArgumentException("A target begins with a slash.", nameof(target));
}
