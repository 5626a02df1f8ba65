using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;
using Bridge.Stores.Memory;
using Bridge.TestKit;

namespace Bridge.Tests.Sessions;

public sealed class ReaderWalkTests
{
    private static readonly string[] Tags = ["red", "green", "blue"];
    private static readonly ChannelName[] Channels = ["a", "b", "c"];

    [Fact]
    public Task Each_reader_gets_exactly_what_is_for_it_in_order_or_a_true_gap() => Seeds.RunAsync(600, async seed =>
    {
        var walk = new Walk(seed);
        for (var step = 0; step < 120; step++)
        {
            await walk.StepAsync();
        }

        walk.Settle();
        walk.Check();
    });

    private sealed class Walk
    {
        private readonly SeededRandom _random;
        private readonly QueueScheduler _scheduler;
        private readonly Node _node;
        private readonly List<Message> _published = [];
        private readonly List<Follower> _followers = [];

        public Walk(ulong seed)
        {
            _random = new SeededRandom(seed);
            _scheduler = new QueueScheduler(order: new SeededRandom(seed + 1_000_000));
            var retention = new Retention { MaxMessages = 5 + _random.Below(40), MaxAge = TimeSpan.FromSeconds(30) };
            _node = new Node(_scheduler, new MemoryStore(retention, _scheduler.Clock, new SeededRandom(seed)));
        }

        public async Task StepAsync()
        {
            switch (_random.Below(12))
            {
                case 0 when _followers.Count < 8:
                    var reader = _node.NewReader(inline: _random.OneIn(2));
                    _followers.Add(new Follower(reader, Loop.Run(reader), [.. Tags.Where(_ => _random.OneIn(2))]));
                    break;
                case 1 or 2 when _followers.Count > 0:
                    await _random.Pick(_followers).ToggleAsync(_node, _random.Pick(Channels), _random.OneIn(3));
                    break;
                case 3 or 4 or 5 or 6:
                    for (var burst = _random.OneIn(8) ? 60 : 1 + _random.Below(3); burst > 0; burst--)
                    {
                        await PublishAsync();
                    }

                    break;
                case 7:
                    _scheduler.Clock.Advance(TimeSpan.FromSeconds(_random.Below(20)));
                    await _node.Log.TrimAsync(default);
                    break;
                case 8 when _followers.Count > 0:
                    _random.Pick(_followers).Loop.Reader.Signal();
                    break;
                case 9 when _followers.Count > 0:
                    _random.Pick(_followers).Tell();
                    break;
                default:
                    for (var pieces = _random.Below(6); pieces > 0; pieces--)
                    {
                        _scheduler.RunOne();
                    }

                    break;
            }
        }

        public void Settle()
        {
            do
            {
                _scheduler.Clock.Advance(TimeSpan.FromMilliseconds(50));
            }
            while (_scheduler.RunAll() > 1);
        }

        public void Check()
        {
            foreach (var follower in _followers)
            {
                follower.Check(_published);
            }
        }

        private async Task PublishAsync()
        {
            var audience = _random.Below(4) switch
            {
                0 => Audience.Everyone,
                1 => Audience.Everyone.But(_random.Pick(Tags)),
                2 => Audience.Tagged(_random.Pick(Tags), _random.Pick(Tags)),
                _ => Audience.Tagged(_random.Pick(Tags)).But(_random.Pick(Tags)),
            };
            var channel = _random.Pick(Channels);
            var payload = Payload.Binary(new byte[_random.OneIn(20) ? 40_000 : 10]);
            var position = await _node.Publisher.PublishAsync(channel, payload, audience, null, default);
            _published.Add(new Message(channel, position, payload, audience, default));
        }
    }

    /// <summary>One reader, what it followed from where to where, and what it was told.</summary>
    private sealed class Follower(Reader reader, Loop loop, string[] tags)
    {
        private readonly TagSet _tags = TagSet.Of(tags);
        private readonly Dictionary<ChannelName, Position> _started = [];
        private readonly HashSet<ChannelName> _once = [];
        private readonly List<(int Delivered, ChannelName Channel, Position Position)> _told = [];

        public Loop Loop => loop;

        /// <summary>Subscribes once, from now or from the start; later ends it for good.</summary>
        public async Task ToggleAsync(Node node, ChannelName channel, bool fromStart)
        {
            if (_once.Add(channel))
            {
                _started[channel] = fromStart ? await node.StartAsync(channel) : await node.HeadAsync(channel);
                reader.Add(channel, _started[channel], _tags);
            }
            else if (_started.Remove(channel))
            {
                reader.Remove(channel);
            }
        }

        public void Tell()
        {
            var before = loop.Moved.Count;
            loop.Tell();
            _told.AddRange(loop.Moved.Skip(before).Select(moved => (loop.Delivered.Count, moved.Key, moved.Value)));
        }

        public void Check(List<Message> published)
        {
            Assert.Null(loop.Fault);
            CheckTold();
            foreach (var (channel, start) in _started)
            {
                var expected = published.Where(m => m.Channel == channel && m.Position.Offset > start.Offset && m.Audience.Includes(_tags)).Select(m => m.Position.Offset);
                var at = start.Offset;
                var got = new List<long>();
                var excused = new HashSet<long>();
                foreach (var (_, position, isGap) in loop.Delivered.Where(item => item.Channel == channel))
                {
                    Assert.True(position.Offset > at || (isGap && position.Offset == at), $"{channel}: {position.Offset} after {at}");
                    if (isGap)
                    {
                        Assert.Contains(published, m => m.Channel == channel && m.Position.Offset == at + 1); // something was there to be lost
                        for (var lost = at + 1; lost <= position.Offset; lost++)
                        {
                            excused.Add(lost);
                        }
                    }
                    else
                    {
                        got.Add(position.Offset);
                    }

                    at = position.Offset;
                }

                Assert.Equal(expected.Where(offset => !excused.Contains(offset)), got);
            }
        }

        /// <summary>A position that was told is never followed by a message or gap at or before it, and never by a lower one.</summary>
        private void CheckTold()
        {
            foreach (var (delivered, channel, position) in _told)
            {
                Assert.All(
                    loop.Delivered.Skip(delivered).Where(item => item.Channel == channel),
                    item => Assert.True(item.Position.Offset > position.Offset, $"{channel}: {item.Position.Offset} after {position.Offset} was told"));
            }

            foreach (var told in _told.GroupBy(told => told.Channel))
            {
                Assert.Equal(told.Select(each => each.Position.Offset).Distinct().Order(), told.Select(each => each.Position.Offset));
            }
        }
    }
}
