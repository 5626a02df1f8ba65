using System.Diagnostics;
using System.Text.Json;
using Bridge.ClientShim;

namespace Bridge.Simulation.Shim;

/// <summary>The process in which pages run the real shim. It does nothing by itself: it is told one thing, and answers with all that came of it.</summary>
internal sealed class ShimHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Timer _watch;
    private readonly Lines _lines;
    private readonly List<string> _complaints = [];
    private long _asked;
    private long _answered;
    private long _seen;
    private bool _late;

    private ShimHost(Process process)
    {
        _process = process;
        _lines = new Lines(process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        process.ErrorDataReceived += (_, line) => Complain(line.Data);
        process.BeginErrorReadLine();
        _watch = new Timer(_ => Look(), null, Patience, Patience);
    }

    public bool IsBroken { get; private set; }

    public static ShimHost Start()
    {
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Shim", "host", "host.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            var host = new ShimHost(Process.Start(start)!);
            using var script = new StreamReader(ShimFiles.Open(ShimFiles.Script));
            host.Tell(-1, 0, "script", script.ReadToEnd());
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
            _process.WaitForExit(5_000);
            throw new InvalidOperationException($"The process that runs the shim {(_late ? $"did not answer within {Patience.TotalSeconds} s" : "is gone")}; the last it was told: {what} for page {page}. It said: {Complaints()}");
        }

        return new Told(JsonDocument.Parse(answer), answer);
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
