using System.Diagnostics;
using System.Text.Json;
using Bridge.ClientShim;

namespace Bridge.Simulation.Shim;

/// <summary>The process in which pages run the real shim. It does nothing by itself: it is told one thing, and answers with all that came of it.</summary>
internal sealed class ShimHost : IDisposable
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(30); // a turn takes far less than a millisecond, but machines stall

    private static readonly string Script = ReadScript();

    private readonly Process _process;
    private readonly TimeSpan _patience;
    private readonly Timer _watch;
    private readonly Lines _lines;
    private readonly List<string> _complaints = [];
    private long _asked;
    private long _answered;
    private long _seen;
    private bool _late;

    private ShimHost(Process process, TimeSpan patience)
    {
        _process = process;
        _patience = patience;
        _lines = new Lines(process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        process.ErrorDataReceived += (_, line) => Complain(line.Data);
        process.BeginErrorReadLine();
        _watch = new Timer(_ => Look(), null, patience, patience);
    }

    public bool IsBroken { get; private set; }

    public int ProcessId => _process.Id;

    public static ShimHost Start(TimeSpan? patience = null)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Shim", "host", "host.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            var host = new ShimHost(Process.Start(start)!, patience ?? Usual);
            host.Tell(-1, 0, "script", Script).Json.Dispose();
            return host;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException("The shim runs in Node 20 or newer, and there is no `node` on the path.", missing);
        }
    }

    /// <summary>Something happens to a page. What came of it is good until the next call.</summary>
    public Told Tell(int page, long now, string what, params ReadOnlySpan<object?> more)
    {
        Volatile.Write(ref _asked, _asked + 1);
        var answer = ReadOnlyMemory<byte>.Empty;
        try
        {
            _lines.Write(page, now, what, more);
            answer = _lines.Read();
        }
        catch (IOException)
        {
            // The pipe says no more than that it is broken.
        }

        Volatile.Write(ref _answered, _asked);
        if (answer.IsEmpty)
        {
            IsBroken = true;
            _process.WaitForExit(); // its pipes are closed: it is as good as gone, and this lets its last words arrive
            throw new InvalidOperationException($"The process that runs the shim {(_late ? $"did not answer within {_patience.TotalSeconds} s" : "is gone")}; the last it was told: {what} for page {page}. It said: {Complaints()}");
        }

        return new Told(JsonDocument.Parse(answer), answer);
    }

    /// <summary>What is shipped; or a file, so that a planted bug costs no build of everything.</summary>
    private static string ReadScript()
    {
        using var script = new StreamReader(Environment.GetEnvironmentVariable("BRIDGE_SHIM_SCRIPT") is { Length: > 0 } file ? File.OpenRead(file) : ShimFiles.Open(ShimFiles.Script));
        return script.ReadToEnd();
    }

    public void Dispose()
    {
        _watch.Dispose();
        _process.Kill();
        _process.Dispose();
    }

    /// <summary>A script that runs in a circle answers never; a test must not wait so long.</summary>
    private void Look()
    {
        var asked = Volatile.Read(ref _asked);
        if (asked == _seen && Volatile.Read(ref _answered) != asked)
        {
            _late = true;
            _process.Kill();
        }

        _seen = asked;
    }

    private void Complain(string? line)
    {
        lock (_complaints)
        {
            if (line is not null && _complaints.Count < 40)
            {
                _complaints.Add(line);
            }
        }
    }

    private string Complaints()
    {
        lock (_complaints)
        {
            return _complaints.Count == 0 ? "nothing" : string.Join('\n', _complaints);
        }
    }

    /// <summary>An answer, as JSON and as it came.</summary>
    internal readonly record struct Told(JsonDocument Json, ReadOnlyMemory<byte> Bytes);
}
