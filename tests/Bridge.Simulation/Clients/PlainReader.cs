using System.Text.Json;
using Bridge.Messaging;
using Bridge.Simulation.Checking;
using Bridge.Simulation.Network;
using Bridge.Simulation.Worlds;
using Microsoft.AspNetCore.Http;

namespace Bridge.Simulation.Clients;

/// <summary>A client without a session: GET, and the cursor of the answer in the next GET. It keeps its cursor, so it loses nothing and sees nothing twice.</summary>
internal sealed class PlainReader
{
    private readonly World _world;
    private readonly string _user;
    private readonly PageRecord _page;
    private readonly string _channel;
    private Position? _cursor;

    public PlainReader(World world, int number)
    {
        _world = world;
        Number = number;
        _user = $"v{number}";
        _channel = world.Backend is not null && world.Dice.OneIn(2) ? WorldRules.Fed : "c0";
        _page = new PageRecord(world, _user, $"plain {number}");
        world.After(world.Dice.Below(200), Ask);
    }

    public int Number { get; }

    public bool IsSettled => _page.IsComplete(_channel);

    private void Ask()
    {
        var after = _cursor?.ToString() ?? "oldest";
        _world.Trace.Note("get", Number, 0, after);
        _world.Net.Request(
            () =>
            {
                var exchange = new Exchange(_world, node => node.ChannelPoll, "GET", _user, null);
                exchange.Context.Request.RouteValues["channel"] = _channel;
                exchange.Context.Request.QueryString = new QueryString($"?after={after}&wait=1500ms");
                return exchange;
            },
            2_500, Answered);
    }

    private void Answered(Answer? answer)
    {
        if (answer is { Status: 200 })
        {
            Read(answer.Body);
            Ask();
        }
        else
        {
            _world.Time.After(_world.Between(1, 200), null, Ask);
        }
    }

    private void Read(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var answer = json.RootElement;
        var cursor = PositionOf(answer.GetProperty("cursor"));
        var isFirst = _cursor is null;
        if (isFirst)
        {
            var first = answer.GetProperty("messages").EnumerateArray().Select(message => (Position?)PositionOf(message.GetProperty("position"))).FirstOrDefault();
            _page.BeganOldest(_channel, first?.Plus(-1) ?? cursor);
        }

        if (!isFirst && answer.GetProperty("gap") is { ValueKind: JsonValueKind.Object } gap)
        {
            _page.Gap(_channel, gap.GetProperty("reason").GetString()!, PositionOf(gap.GetProperty("position")));
        }

        foreach (var message in answer.GetProperty("messages").EnumerateArray())
        {
            _page.Handled(_channel, PositionOf(message.GetProperty("position")), message.GetProperty("data").GetProperty("p").GetInt64());
        }

        _page.Moved(_channel, cursor);
        _cursor = cursor;
    }

    private static Position PositionOf(JsonElement text) => Position.TryParse(text.GetString(), out var position) ? position : throw new FormatException(text.GetRawText());
}
