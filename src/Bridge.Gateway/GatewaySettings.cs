using Bridge.Messaging;
using Microsoft.Extensions.Configuration;

namespace Bridge.Gateway;

/// <summary>What stands under <c>Gateway</c> in the configuration.</summary>
/// <param name="Backend">The backend behind the gateway; null: there is none, and what nothing is configured for is 404.</param>
/// <param name="Listen">Where to listen.</param>
/// <param name="Store">Where messages are kept.</param>
/// <param name="Path">Where Bridge's own addresses are.</param>
/// <param name="Status">Where the status page listens; null: nowhere.</param>
/// <param name="Trusted">Proxies in front of the gateway, whose word on the client's address counts.</param>
/// <param name="Origins">Origins of pages that may connect beside the gateway's own.</param>
/// <param name="Keys">Who may switch stages: a name and a key each.</param>
/// <param name="Audit">How often a page that is pushed to asks the backend all the same; null: the default.</param>
/// <param name="Files">Folders with pages of the gateway's own, by where they are.</param>
/// <param name="Secret">What the names of private channels and the tickets to them are made with; null: a new one with each start.</param>
/// <param name="Inject">Whether the bridge's script is put into the backend's pages.</param>
/// <param name="Channels">Channels that no shape feeds.</param>
/// <param name="Telemetry">Where metrics and traces go; null: nowhere.</param>
internal sealed record GatewaySettings(
    Uri? Backend, Uri Listen, StoreSetting Store, string Path, Uri? Status, IReadOnlyList<string> Trusted, IReadOnlyList<string> Origins, IReadOnlyDictionary<string, string> Keys,
    TimeSpan? Audit, IReadOnlyDictionary<string, string> Files, string? Secret, bool Inject, GatewayChannels Channels, TelemetrySettings? Telemetry)
{
    private static readonly string[] Known = ["Backend", "Listen", "Store", "Path", "Status", "TrustedProxies", "AllowedOrigins", "Keys", "Audit", "Files", "Secret", "Inject", "Channels", "Publishers", "Telemetry"];

    /// <summary>Reads the section; what is wrong goes to the faults, each with its path.</summary>
    public static GatewaySettings Read(IConfiguration configuration, BridgeShapes shapes, string folder, OptionFaults faults)
    {
        var section = configuration.GetSection("Gateway");
        foreach (var child in section.GetChildren())
        {
            if (!Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                faults.Add(child.Path, $"is not known; here may stand {string.Join(", ", Known)}.");
            }
        }

        shapes.Check(faults);
        var settings = new GatewaySettings(
            section["Backend"] is { Length: > 0 } backend ? Address(section, "Backend", backend, faults) : null,
            Address(section, "Listen", section["Listen"] ?? "http://127.0.0.1:7090", faults)!,
            StoreSetting.Read(section["Store"] ?? "memory", section.GetSection("Store").Path, faults),
            PathOf(section, faults),
            (section["Status"] ?? "http://127.0.0.1:7091") is "off" ? null : Address(section, "Status", section["Status"] ?? "http://127.0.0.1:7091", faults),
            ListOf(section, "TrustedProxies"), ListOf(section, "AllowedOrigins"), KeysOf(section, "Keys", faults), AuditOf(section, faults), FilesOf(section, folder, faults), SecretOf(section, shapes, faults),
            FlagOf(section, "Inject", faults), GatewayChannels.Read(section, KeysOf(section, "Publishers", faults), faults), TelemetrySettings.Read(section.GetSection("Telemetry"), faults));
        new BridgeStages().Add(configuration.GetSection("Stages")).Check(faults, [.. shapes]);
        if (settings.Inject && !shapes.Any())
        {
            faults.Add("Gateway:Inject", "is true, but there is no shape under Shapes: the script would have nothing to do.");
        }

        if (section["Backend"] is not { Length: > 0 } && shapes.Any())
        {
            faults.Add("Gateway:Backend", "is missing: the shapes say how to poll it.");
        }

        return settings;
    }

    private static Uri? Address(IConfiguration section, string key, string text, OptionFaults faults)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 })
        {
            if (key == "Backend" || address.Scheme == "http" && address.AbsolutePath == "/" && System.Net.IPAddress.TryParse(address.Host.Trim('[', ']'), out _))
            {
                return address;
            }

            faults.Add($"Gateway:{key}", $"'{text}' can't be listened at; write http, an IP address and a port, like http://127.0.0.1:7090. TLS is ended by a proxy in front.");
            return null;
        }

        faults.Add($"Gateway:{key}", $"'{text}' is no address; write scheme, host and port, like http://127.0.0.1:8080.");
        return null;
    }

    private static string? SecretOf(IConfiguration section, BridgeShapes shapes, OptionFaults faults)
    {
        var secret = section["Secret"];
        if (secret is { Length: < 16 })
        {
            faults.Add("Gateway:Secret", $"has {secret.Length} characters; a secret has at least 16.");
        }
        else if (secret is null && section["Store"]?.StartsWith("postgres:", StringComparison.Ordinal) == true && shapes.FirstOrDefault(shape => shape.Scope != PollShapes.ShapeScope.Public) is { } own)
        {
            faults.Add("Gateway:Secret", $"is missing: '{own.Name}' has channels of its users' own, and all gateways of one database must name them alike. Write at least 16 characters, the same on each.");
        }

        return secret;
    }

    private static string PathOf(IConfiguration section, OptionFaults faults)
    {
        var path = section["Path"] ?? "/bridge";
        if (path.Length < 2 || path[0] != '/' || path[^1] == '/' || path.AsSpan().ContainsAny("?#%{}*"))
        {
            faults.Add("Gateway:Path", $"'{path}' is no path; write one like /bridge, that the backend doesn't use itself.");
        }

        return path;
    }

    private static Dictionary<string, string> KeysOf(IConfiguration section, string whose, OptionFaults faults)
    {
        var keys = section.GetSection(whose).GetChildren().ToDictionary(child => child.Key, child => child.Value ?? "");
        foreach (var (name, key) in keys.Where(pair => pair.Value.Length < 16))
        {
            faults.Add($"Gateway:{whose}:{name}", $"has {key.Length} characters; a key has at least 16.");
        }

        return keys;
    }

    private static TimeSpan? AuditOf(IConfiguration section, OptionFaults faults)
    {
        if (section["Audit"] is not { } text)
        {
            return null;
        }

        if (PollShapes.DurationText.TryRead(text, out var time))
        {
            return time;
        }

        faults.Add("Gateway:Audit", $"'{text}' is no time; write one like 2m or 30s, or 0s for never.");
        return null;
    }

    private static string[] ListOf(IConfiguration section, string key) => [.. section.GetSection(key).GetChildren().Select(child => child.Value ?? "")];

    private static bool FlagOf(IConfiguration section, string key, OptionFaults faults)
    {
        if (bool.TryParse(section[key] ?? "false", out var flag))
        {
            return flag;
        }

        faults.Add($"Gateway:{key}", $"'{section[key]}' is neither true nor false.");
        return false;
    }

    /// <summary>Folders are named from where the configuration file is.</summary>
    private static Dictionary<string, string> FilesOf(IConfiguration section, string folder, OptionFaults faults)
    {
        var found = new Dictionary<string, string>();
        foreach (var child in section.GetSection("Files").GetChildren())
        {
            var files = System.IO.Path.Combine(folder, child.Value ?? "");
            if (!child.Key.StartsWith('/') || !Directory.Exists(files))
            {
                faults.Add(child.Path, $"'{child.Value}' is no folder, or '{child.Key}' no path; write \"/new\": \"/srv/new-pages\".");
                continue;
            }

            found[child.Key] = System.IO.Path.GetFullPath(files);
        }

        return found;
    }
}
