using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Sessions;
using Microsoft.Extensions.Logging;

namespace Bridge.Upstream;

/// <summary>Has the backends polled while somebody wants it: one poll per question, however many wait for the answer.</summary>
internal sealed class UpstreamDesk(IReadOnlyList<UpstreamSource> sources, UpstreamParts parts) : IChannelInterest, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ChannelName, UpstreamRun> _runs = [];
    private readonly Dictionary<ChannelName, int> _turnedAway = []; // who came when it was full leaves without having been counted
    private bool _isFullTold;
    private bool _isStopped;

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

                run = new UpstreamRun(new UpstreamScope(source.Shape, channel, variables, credentials, key), source.Backend, parts, Ended);
                _runs.Add(channel, run);
            }

            run.Join();
            return run;
        }
    }

    /// <inheritdoc/>
    public void Begins(ChannelName channel)
    {
        foreach (var source in sources)
        {
            if (source.Matcher.Variables(channel) is { } variables)
            {
                if (Join(source, channel, variables, [], source.Shape.Cursor.Map is null ? null : variables.GetValueOrDefault("channel")) is null)
                {
                    lock (_lock)
                    {
                        _turnedAway[channel] = _turnedAway.GetValueOrDefault(channel) + 1;
                    }
                }

                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Ends(ChannelName channel)
    {
        lock (_lock)
        {
            if (_turnedAway.TryGetValue(channel, out var count))
            {
                if (count == 1)
                {
                    _turnedAway.Remove(channel);
                }
                else
                {
                    _turnedAway[channel] = count - 1;
                }
            }
            else if (_runs.TryGetValue(channel, out var run) && run.IsPublic)
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
    }

    private void Ended(UpstreamRun run)
    {
        lock (_lock)
        {
            if (run.IsOver)
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
