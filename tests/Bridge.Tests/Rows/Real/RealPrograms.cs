using System.Diagnostics;
using System.Net.Http.Json;

namespace Bridge.Tests.Rows.Real;

/// <summary>pouchdb-server, in memory: CouchDB's protocol.</summary>
internal sealed class PouchDbServer : RealProgram
{
    public override Task AddAsync(string text) => SendAsync(new HttpRequestMessage(HttpMethod.Put, new Uri(Address, $"/board/{text}")) { Content = JsonContent.Create(new { text }) });

    protected override ProcessStartInfo Prepare() => new(
        "node", [Path.Combine(Files, "node_modules", "pouchdb-server", "bin", "pouchdb-server"), "--in-memory", "--host", "127.0.0.1", "--port", $"{Port}", "--no-stdout-logs"]);

    protected override HttpRequestMessage FirstRequest() => new(HttpMethod.Put, new Uri(Address, "/board"));
}

/// <summary>json-server over a file of posts.</summary>
internal sealed class JsonServerProgram : RealProgram
{
    public override Task AddAsync(string text) => SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "/posts")) { Content = JsonContent.Create(new { text }) });

    protected override ProcessStartInfo Prepare()
    {
        File.WriteAllText(Path.Combine(Folder, "db.json"), """{"posts":[]}""");
        return new("node", [Path.Combine(Files, "node_modules", "json-server", "lib", "cli", "bin.js"), "--host", "127.0.0.1", "--port", $"{Port}", "--quiet", "db.json"]);
    }

    protected override HttpRequestMessage FirstRequest() => new(HttpMethod.Get, new Uri(Address, "/posts"));
}

/// <summary>nginx with nchan; what it holds is gone with it.</summary>
internal sealed class NchanProgram : RealProgram
{
    public override Task AddAsync(string text) => SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "/pub/news")) { Content = new StringContent(text) });

    protected override ProcessStartInfo Prepare()
    {
        File.WriteAllText(
            Path.Combine(Folder, "nginx.conf"), File.ReadAllText(Path.Combine(Files, "nchan.conf")).Replace("PORT", $"{Port}", StringComparison.Ordinal));
        return new("nginx", ["-p", Folder, "-c", "nginx.conf", "-e", "stderr"]);
    }

    protected override HttpRequestMessage FirstRequest() => new(HttpMethod.Get, new Uri(Address, "/nothing"));
}

/// <summary>PHP's own server with the scripts of the tutorials.</summary>
internal sealed class PhpProgram : RealProgram
{
    public override Task AddAsync(string text) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "/send.php")) { Content = new FormUrlEncodedContent([new("text", text)]) });

    /// <summary>Writes the file whose time is the cursor.</summary>
    public void Write(string text)
    {
        File.WriteAllText(Path.Combine(Folder, "state.new"), text);
        File.Move(Path.Combine(Folder, "state.new"), Path.Combine(Folder, "state"), overwrite: true);
    }

    protected override ProcessStartInfo Prepare()
    {
        File.Delete(Path.Combine(Folder, "messages"));
        foreach (var script in Directory.EnumerateFiles(Path.Combine(Files, "php")))
        {
            File.Copy(script, Path.Combine(Folder, Path.GetFileName(script)), overwrite: true);
        }

        var start = new ProcessStartInfo("php", ["-q", "-S", $"127.0.0.1:{Port}", "-t", Folder]);
        start.Environment["PHP_CLI_SERVER_WORKERS"] = "4"; // each waits in its own
        return start;
    }

    protected override HttpRequestMessage FirstRequest() => new(HttpMethod.Get, new Uri(Address, "/head.php"));
}
