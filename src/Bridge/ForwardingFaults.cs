using Bridge.Forwarding;
using Bridge.Messaging;
using Microsoft.Extensions.Options;

namespace Bridge;

/// <summary>Looks at a backend's address and options before anything is mapped, and says all that is wrong with them at once.</summary>
internal static class ForwardingFaults
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    public static void ThrowIfAny(Uri address, ForwardingOptions options)
    {
        var faults = new OptionFaults()
            .Between(nameof(options.MaxRequestBodyBytes), options.MaxRequestBodyBytes ?? 0, 0, long.MaxValue)
            .Between(nameof(options.ConnectTimeout), options.ConnectTimeout, Short, TimeSpan.FromMinutes(10))
            .Between(nameof(options.ResponseTimeout), options.ResponseTimeout, Short, TimeSpan.FromHours(24))
            .Between(nameof(options.BodyTimeout), options.BodyTimeout, Short, TimeSpan.FromHours(24))
            .Between(nameof(options.ContinueTimeout), options.ContinueTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(10))
            .Between(nameof(options.IdleConnectionTimeout), options.IdleConnectionTimeout, TimeSpan.Zero, TimeSpan.FromHours(1));
        if (!IsAddress(address))
        {
            faults.Add(nameof(address), $"'{address.OriginalString}' is no address of a backend; write scheme, host, port and perhaps a path, like http://127.0.0.1:8080 or https://legacy.example/app.");
        }

        if (options.Inject is { } script && (!script.StartsWith('/') || script.AsSpan().ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._~-")))
        {
            faults.Add(nameof(options.Inject), $"'{script}' is no path of a script; write one like /bridge/intercept.js.");
        }

        for (var i = 0; i < options.KnownProxies.Count; i++)
        {
            if (!KnownProxies.TryParse(options.KnownProxies[i], out _))
            {
                faults.Add($"{nameof(options.KnownProxies)}[{i}]", $"'{options.KnownProxies[i]}' is neither an address nor a network; write 10.1.2.3, ::1 or 10.0.0.0/8.");
            }
        }

        if (faults.Found.Count > 0)
        {
            throw new OptionsValidationException(nameof(BackendEndpointRouteBuilderExtensions.MapBackend), typeof(ForwardingOptions), faults.Found.Select(fault => "MapBackend: " + fault));
        }
    }

    private static bool IsAddress(Uri address) =>
        address.IsAbsoluteUri && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0;
}
