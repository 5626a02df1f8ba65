using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Bridge.ForwardBench;

/// <summary>A proxy in a process of its own.</summary>
internal sealed class Contestant(Process process, Uri address, string? folder) : IDisposable
{
    public Uri Address => address;

    public static async Task<Contestant> GatewayAsync(Uri backend)
    {
        var process = Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "bridge-gateway.dll"), "run", "--backend", backend.ToString(), "--listen", "http://127.0.0.1:0", "--set", "Gateway:Status=off"]);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("READY ", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new Contestant(process, new Uri(line["READY ".Length..]), null);
            }
        }

        throw new IOException("The gateway did not start: " + await process.StandardError.ReadToEndAsync());
    }

    public static async Task<Contestant> NginxAsync(Uri backend)
    {
        var folder = Directory.CreateTempSubdirectory("bridge-bench-").FullName;
        var port = FreePort();
        var temporary = string.Join(' ', new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(name => $"{name}_temp_path {folder}/{name};"));
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), $$"""
            daemon off; worker_processes 1; pid {{folder}}/pid; error_log {{folder}}/error.log;
            events { worker_connections 1024; }
            http {
              access_log off; {{temporary}}
              upstream backend { server {{backend.Authority}}; keepalive 64; }
              server { listen 127.0.0.1:{{port}}; location / { proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; proxy_buffering off; } }
            }
            """);
        var nginx = new Contestant(Start("nginx", ["-c", Path.Combine(folder, "nginx.conf"), "-e", Path.Combine(folder, "error.log")]), new Uri($"http://127.0.0.1:{port}/"), folder);
        for (var tries = 0; !await IsOpenAsync(port); tries++)
        {
            if (tries > 100)
            {
                throw new IOException("nginx did not start.");
            }

            await Task.Delay(50);
        }

        return nginx;
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new IOException($"{program} can't be started.");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> IsOpenAsync(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
