using System.Globalization;
using System.Text;
using Bridge.PollShapes;
using Bridge.Simulation.Checking;
using Bridge.Simulation.Worlds;
using Bridge.Upstream;

namespace Bridge.Simulation.Backends;

/// <summary>
/// A backend as there were many before: <c>?lastId=</c>, held until there is something after it. It forgets everything now and then and counts from 1 again, as one that keeps its
/// items in memory does when it is restarted.
/// </summary>
/// <remarks>
/// Nobody can know of a restart but by a head that is lower than his cursor. So until an item of the new life stands in the log, the backend has fewer items than the log says.
/// Who asks for the head after a break only must have seen one: such a backend is away for a while, and no connection lives on.
/// </remarks>
internal sealed class LegacyBackend
{
    private const int HoldMs = 2_000;
    private const int AwayMs = 1_500; // longer than an append takes, after which a node asks again

    private readonly World _world;
    private readonly Feed _feed;
    private readonly List<(long Item, long Cursor)> _items = [];
    private readonly List<Held> _held = [];
    private int _left;
    private int _life;
    private long _awayUntil;

    public LegacyBackend(World world, Feed feed)
    {
        _world = world;
        _feed = feed;
        _left = feed.Items;
        Shape = LegacyShape.Of(feed);
        Next();
    }

    public PollShape Shape { get; }

    /// <summary>Whether it has told everything that it had to tell, as far as it is concerned.</summary>
    public bool IsDone => _left == 0;

    private FeedTruth Truth => _world.Checker.Fed;

    private long Head => _items.Count == 0 ? 0 : _items[^1].Cursor;

    /// <summary>It forgets what it had, breaks whatever it holds, and counts from 1 again.</summary>
    public void Weather()
    {
        if (_feed.Probe != Feed.Never && Truth.IsNoticed && Truth.Cursor > 1 && _left > 0 && _world.Strikes(Fault.BackendRestarts))
        {
            _world.Trace.Note("backend restarts", _items.Count);
            _items.Clear();
            Truth.BeginLife(++_life);
            _awayUntil = _feed.Probe == Feed.AfterBreak || _world.Dice.OneIn(2) ? _world.Milliseconds + AwayMs + _world.Dice.Below(AwayMs) : 0;
            foreach (var held in _held.ToArray())
            {
                held.Answer(BackendAnswer.None("The answer broke off."));
            }
        }
    }

    /// <summary>The backend as one node reaches it.</summary>
    public IBackend For(Life node) => new Way(this, node);

    private void Next() => _world.After(_world.Dice.Below((2 * _world.Scenario.StormMs / _feed.Items) + 1), Make);

    private void Make()
    {
        for (var count = _world.Dice.OneIn(4) ? 2 + _world.Dice.Below(4) : 1; count > 0 && _left > 0; count--)
        {
            var cursor = _feed.IsInclusive && _items.Count > 0 && _world.Dice.OneIn(2) ? Head : Head + 1;
            if (_world.Milliseconds < _awayUntil || (!Truth.IsNoticed && cursor >= Truth.Cursor))
            {
                break;
            }

            _left--;
            _items.Add((_world.NextItem(), cursor));
            Truth.Made(_items[^1].Item, _life, _items.Count, cursor);
            _world.Trace.Note("backend has", _items[^1].Item, _items.Count);
        }

        foreach (var held in _held.Where(held => held.After < Head || (_feed.IsInclusive && held.Known < _items.Count)).ToArray())
        {
            held.Answer(Items(held.After));
        }

        if (_left > 0)
        {
            Next();
        }
    }

    /// <summary>A request has arrived.</summary>
    private void Arrived(LegacyRequest request, int life, Action<BackendAnswer> answer)
    {
        if (_world.Milliseconds < _awayUntil || (life != _life && _awayUntil > 0))
        {
            answer(BackendAnswer.None("The backend can't be reached."));
            return;
        }

        _world.Trace.Note("backend asked", _items.Count, _life, request.Target);
        if (_world.Strikes(Fault.BackendBreaks))
        {
            answer(_world.Dice.Below(3) switch
            {
                0 => BackendAnswer.None("The connection was closed."),
                1 => Json("<html>Bad gateway</html>", 502),
                _ => Json("<html>Please log in</html>", 200),
            });
        }
        else if (request.Path == "/head")
        {
            answer(Json(string.Create(CultureInfo.InvariantCulture, $"{{\"head\":{Head}}}"), 200));
        }
        else
        {
            Poll(long.Parse(request.Query["lastId=".Length..], CultureInfo.InvariantCulture), answer);
        }
    }

    /// <summary>Holds a poll until there is something for it. An inclusive one is answered at once with what its client has already, when that is all: so such backends are.</summary>
    private void Poll(long after, Action<BackendAnswer> answer)
    {
        if (after < Head || (_feed.IsInclusive && after == Head && after > 0 && _world.Dice.OneIn(2)))
        {
            answer(Items(after));
            return;
        }

        Held? held = null;
        held = new Held(after, _items.Count, told =>
        {
            if (_held.Remove(held!))
            {
                answer(told);
            }
        });
        _held.Add(held);
        _world.After((HoldMs / 4) + _world.Dice.Below(HoldMs * 3 / 4), () => held.Answer(Json("[]", 200)));
    }

    private BackendAnswer Items(long after)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < _items.Count; i++)
        {
            var (item, cursor) = _items[i];
            if (cursor > after || (_feed.IsInclusive && after > 0 && cursor == after))
            {
                text.Append(text.Length > 1 ? "," : "").Append(CultureInfo.InvariantCulture, $"{{\"p\":{item},\"id\":{i + 1},\"t\":{cursor}}}");
            }
        }

        return Json(text.Append(']').ToString(), 200);
    }

    private static BackendAnswer Json(string body, int status) => new(new LegacyAnswer { Status = status, Body = Encoding.UTF8.GetBytes(body) }, null);

    private sealed record Held(long After, int Known, Action<BackendAnswer> Answer);

    /// <summary>One node's way to the backend: requests and answers take their time, and get lost. Nothing arrives at a dead node.</summary>
    private sealed class Way(LegacyBackend backend, Life node) : IBackend
    {
        private readonly World _world = backend._world;

        public async ValueTask<BackendAnswer> AskAsync(LegacyRequest request, TimeSpan deadline, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var answer = new TaskCompletionSource<BackendAnswer>(); // goes on inside the event: nothing leaves the world's thread
            using var gone = cancellationToken.UnsafeRegister(_ => answer.TrySetCanceled(cancellationToken), null);
            var isLost = _world.Strikes(Fault.BackendAnswerLost);
            _world.Time.After(deadline.Ticks, node, () => answer.TrySetResult(BackendAnswer.None("There was no answer in time.")));
            var life = backend._life;
            _world.Time.After(Delay(), null, () => backend.Arrived(request, life, told => _world.Time.After(Delay(), node, () =>
            {
                if (!isLost)
                {
                    answer.TrySetResult(told);
                }
                else if (_world.Dice.OneIn(2))
                {
                    answer.TrySetResult(BackendAnswer.None("The answer was lost."));
                }
            })));
            _world.Checker.Lease.Begins(node);
            try
            {
                return await answer.Task.ConfigureAwait(false);
            }
            finally
            {
                _world.Checker.Lease.Ends(node);
            }
        }

        private long Delay() => _world.Strikes(Fault.BackendLate) ? _world.Between(20, 900) : _world.Between(0, 3);
    }
}
