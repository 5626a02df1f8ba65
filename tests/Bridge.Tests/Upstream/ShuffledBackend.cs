using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.TestKit;
using Bridge.Upstream;

namespace Bridge.Tests.Upstream;

/// <summary>The way to a backend: requests and answers take their time, by chance, and some answers are lost.</summary>
internal sealed class ShuffledBackend(IBackend backend, QueueScheduler scheduler, SeededRandom random) : IBackend
{
    public async ValueTask<BackendAnswer> AskAsync(LegacyRequest request, TimeSpan deadline, CancellationToken cancellationToken)
    {
        await TurnAsync();
        var answer = await backend.AskAsync(request, deadline, cancellationToken);
        await TurnAsync();
        return random.OneIn(8) ? BackendAnswer.None("The answer was lost.") : answer;
    }

    private Task TurnAsync()
    {
        var turn = new Turn();
        scheduler.Post(turn);
        return turn.Taken;
    }

    private sealed class Turn : IWork
    {
        private readonly TaskCompletionSource _taken = new();

        public Task Taken => _taken.Task;

        public void Run() => _taken.SetResult();
    }
}
