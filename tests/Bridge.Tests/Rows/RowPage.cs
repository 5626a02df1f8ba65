using Bridge.PollShapes;
using Bridge.TestKit;

namespace Bridge.Tests.Rows;

/// <summary>A page's loop: it asks, takes the answer, pauses as its script says, and asks again.</summary>
internal sealed class RowPage(RowClient client, Func<LegacyRequest, Task<LegacyAnswer>> ask, QueueScheduler scheduler)
{
    private Task<LegacyAnswer>? _asking;
    private DateTimeOffset _notBefore;

    /// <summary>What the page saw.</summary>
    public RowClient Client => client;

    /// <summary>Answers that get lost on their way.</summary>
    public int Lost { get; set; }

    /// <summary>Whether it asks again once it has its answer.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>Takes an answer or asks; whether it did anything.</summary>
    public bool Go()
    {
        if (_asking is { IsCompleted: true } asked)
        {
            _asking = null;
            _notBefore = scheduler.Time.GetUtcNow() + client.Interval;
            var answer = asked.GetAwaiter().GetResult();
            if (Lost > 0)
            {
                Lost--;
                return true;
            }

            try
            {
                client.Take(answer);
            }
            catch (System.Text.Json.JsonException)
            {
                _notBefore = scheduler.Time.GetUtcNow() + TimeSpan.FromSeconds(1); // its library tells it of an error
            }

            if (answer.Status is >= 400 and not 408 and not 409)
            {
                _notBefore = scheduler.Time.GetUtcNow() + TimeSpan.FromSeconds(1); // no page asks in a tight loop while its backend fails
            }

            return true;
        }

        if (_asking is not null || !IsOn || scheduler.Time.GetUtcNow() < _notBefore)
        {
            return false;
        }

        _asking = ask(client.Next());
        return true;
    }
}
