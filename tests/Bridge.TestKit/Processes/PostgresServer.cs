using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Bridge.TestKit.Processes;

/// <summary>A PostgreSQL server of the tests' own, in a temporary folder, on a free port of 127.0.0.1.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly string _programs;
    private readonly string _settings;

    private PostgresServer(string programs, bool syncs)
    {
        _programs = programs;
        _folder = Directory.CreateTempSubdirectory("bridge-postgres-");
        Port = FreePort();
        _settings = $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=400 -c fsync={(syncs ? "on" : "off")} -c autovacuum_naptime=5s";
    }

    public int Port { get; }

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Database=postgres;Username=postgres";

    /// <summary>Where the server's programs are, or null.</summary>
    public static string? Programs { get; } = (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
        .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0).Select(folder => Path.Combine(folder, "bin"))
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    /// <summary>Starts one.</summary>
    /// <exception cref="InvalidOperationException">There is none to be had.</exception>
    public static async Task<PostgresServer> StartAsync(bool syncs = false)
    {
        var server = new PostgresServer(Programs ?? throw new InvalidOperationException("PostgreSQL is not installed (Debian: apt-get install postgresql)."), syncs);
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", ["postgres", server._folder.FullName]); // the server refuses to be root's
        }

        await server.ProgramAsync("initdb", "-D", server.Data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync");
        await server.BeginAsync();
        return server;
    }

    /// <summary>Starts the server where it stopped, or was killed.</summary>
    public Task BeginAsync() => ProgramAsync("pg_ctl", "-D", Data, "-w", "-t", "60", "-l", Path.Combine(Data, "log"), "-o", _settings, "start");

    public Task StopAsync() => ProgramAsync("pg_ctl", "-D", Data, "-m", "fast", "-w", "-t", "60", "stop");

    /// <summary>SIGKILL to the postmaster and to all its processes: nothing is closed, nothing is written.</summary>
    public async Task KillAsync()
    {
        var postmaster = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];
        var children = await File.ReadAllTextAsync($"/proc/{postmaster}/task/{postmaster}/children");
        await RunAsync("kill", ["-9", postmaster, .. children.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        while (Directory.Exists($"/proc/{postmaster}") && !IsZombie(postmaster))
        {
            await Task.Yield();
        }

        File.Delete(Path.Combine(Data, "postmaster.pid")); // where nobody buries a dead process, it counts as one that runs
    }

    public async Task<T> AskAsync<T>(string sql, string? database = null)
    {
        await using var connection = new NpgsqlConnection(ConnectionString.Replace("Database=postgres", $"Database={database ?? "postgres"}", StringComparison.Ordinal) + ";Pooling=false;Command Timeout=0");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default!;
    }

    public Task DoAsync(string sql, string? database = null) => AskAsync<object>(sql, database);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        catch (InvalidOperationException) when (!IsRunning())
        {
            // It was killed and not started again, or ended by itself: the test says why, and must not be talked over.
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>Runs one of the server's programs as the server's user; gives what it says.</summary>
    public async Task<string> ProgramAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        return Environment.UserName == "root" ? await RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments]) : await RunAsync(path, arguments);
    }

    private string Data => Path.Combine(_folder.FullName, "data");

    private bool IsRunning()
    {
        try
        {
            var postmaster = File.ReadLines(Path.Combine(Data, "postmaster.pid")).First();
            return Directory.Exists($"/proc/{postmaster}") && !IsZombie(postmaster);
        }
        catch (Exception fault) when (fault is IOException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsZombie(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].StartsWith(" Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        // A server that is started inherits the pipes and keeps them open: so what pg_ctl says goes nowhere.
        var isStart = arguments.Contains("start");
        using var process = Process.Start(isStart
            ? new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program, .. arguments]) { WorkingDirectory = "/" }
            : new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        var said = isStart ? [] : await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? string.Concat(said) : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {string.Concat(said)}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
