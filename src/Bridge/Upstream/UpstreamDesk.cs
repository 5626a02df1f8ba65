using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Sessions;
using Microsoft.Extensions.Logging;

namespace Bridge.Upstream;

/// <summary>Has the backends polled while somebody wants it: one poll per question in the whole cluster, however many wait for the answer.</summary>
internal sealed class UpstreamDesk(UpstreamParts parts) : IChannelInterest, IDisposable
{
    private readonly Lock _lock = new();
    private readonly UpstreamLeases _leases = new(parts);
    private readonly Dictionary<ChannelName, UpstreamRun> _runs = [];
    private readonly Dictionary<ChannelName, int> _unserved = []; // who came and found no poll: they leave without having been counted, or are, once there is one
    private IReadOnlyList<UpstreamSource> _sources = [];
    private bool _isFullTold;
    private bool _isStopped;

    /// <summary>This node's name, as other nodes see it.</summary>
    public string Node => parts.Node;

    /// <summary>Where each poll stands, by channel.</summary>
    public IReadOnlyList<UpstreamState> States
    {
        get
        {
            lock (_lock)
            {
                return [.. _runs.Values.Select(run => run.State).OrderBy(state => state.Channel.Value, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Whether the channel's backend is polled and answers.</summary>
    public bool IsServed(ChannelName channel)
    {
        lock (_lock)
        {
            return _runs.TryGetValue(channel, out var run) && run.State.Phase is not (UpstreamPhase.Down or UpstreamPhase.Stopped);
        }
    }

    /// <summary>Has a question asked while the caller wants it. Leave when done.</summary>
    /// <returns>What to leave; null: too many are asked already.</returns>
    public UpstreamRun? Join(UpstreamSource source, ChannelName channel, IReadOnlyDictionary<string, string> variables, IReadOnlyList<LegacyCredential> credentials, string? key = null)
    {
        lock (_lock)
        {
            if (!_runs.TryGetValue(channel, out var run))
            {
                if (_isStopped || _runs.Count >= parts.Options.MaxPolls)
                {
                    TellFull(source);
                    return null;
                }

                run = new UpstreamRun(new UpstreamScope(source.Shape, channel, variables, credentials, key), source.Backend, parts, _leases, Ended);
                _runs.Add(channel, run);
                _unserved.Remove(channel, out var waiting);
                for (; waiting > 0; waiting--)
                {
                    run.Join();
                }
            }

            run.Join();
            return run;
        }
    }

    /// <summary>Goes on with other endpoints. A poll whose endpoint is described differently now begins again by the new description; one whose endpoint is gone ends.</summary>
    public void Change(IReadOnlyList<UpstreamSource> sources)
    {
        lock (_lock)
        {
            _sources = sources;
            foreach (var run in _runs.Values)
            {
                var source = sources.FirstOrDefault(source => source.Shape.Name == run.Shape.Name);
                if (source?.Shape != run.Shape)
                {
                    run.Change(source is null ? null : ScopeOf(source, run.Channel)); // who brought credentials brings them again with the next poll
                }
            }

            foreach (var channel in _unserved.Keys.ToList())
            {
                if (Serves(channel))
                {
                    _runs[channel].Leave(); // those who wait have been counted already
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Begins(ChannelName channel)
    {
        lock (_lock)
        {
            if (_runs.TryGetValue(channel, out var run))
            {
                run.Join();
            }
            else if (_sources.Count > 0 && !Serves(channel))
            {
                _unserved[channel] = _unserved.GetValueOrDefault(channel) + 1;
            }
        }
    }

    /// <inheritdoc/>
    public void Ends(ChannelName channel)
    {
        lock (_lock)
        {
            if (_unserved.TryGetValue(channel, out var count))
            {
                if (count == 1)
                {
                    _unserved.Remove(channel);
                }
                else
                {
                    _unserved[channel] = count - 1;
                }
            }
            else if (_runs.TryGetValue(channel, out var run))
            {
                run.Leave();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        UpstreamRun[] runs;
        lock (_lock)
        {
            _isStopped = true;
            runs = [.. _runs.Values];
        }

        Array.ForEach(runs, run => run.Stop());
        _ = Ending;
    }

    /// <summary>Stops, and waits until other nodes may go on: until they do at once, or would anyway.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        Dispose();
        await Ending.WaitAsync(parts.Options.Lease, parts.Scheduler.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Task Ending => field ??= _leases.EndAsync();

    /// <summary>Begins to ask for a channel that anybody may have; false: it is none, or too many are asked for.</summary>
    private bool Serves(ChannelName channel)
    {
        foreach (var source in _sources)
        {
            if (ScopeOf(source, channel) is { } scope)
            {
                return Join(source, channel, scope.Variables, scope.Credentials, scope.Key) is not null;
            }
        }

        return false;
    }

    /// <summary>What to ask for a channel that anybody may have; null: it isn't such a channel of this endpoint.</summary>
    private static UpstreamScope? ScopeOf(UpstreamSource source, ChannelName channel) => source.Matcher.Variables(channel) is { } variables
        ? new UpstreamScope(source.Shape, channel, variables, [], source.Shape.Cursor.Map is null ? null : variables.GetValueOrDefault("channel")) : null;

    private void Ended(UpstreamRun run)
    {
        lock (_lock)
        {
            // It may say so twice, and there may be another in its place already.
            if (run.IsOver && _runs.GetValueOrDefault(run.Channel) == run)
            {
                _runs.Remove(run.Channel);
                _isFullTold = false;
            }
        }
    }

    private void TellFull(UpstreamSource source)
    {
        if (!_isFullTold && !_isStopped)
        {
            _isFullTold = true;
            parts.Logger.TooManyPolls(source.Shape.Name, _runs.Count);
        }
    }
}
