using Bridge.Dialects.PollShapes;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Upstream;

namespace Bridge;

/// <summary>A client's interest in an endpoint: while it lasts the backend is polled.</summary>
internal sealed class ShapeInterest(UpstreamRun? run) : IAnswerInterest
{
    /// <summary>Nobody is polled: the application publishes.</summary>
    public static readonly ShapeInterest Nobodys = new(null);

    /// <summary>Has the question asked; null: only the backend itself can answer it now.</summary>
    public static ShapeInterest? Join(UpstreamDesk desk, UpstreamSource source, ShapeQuestion question)
    {
        if (desk.Join(source, question.Channel, question.Match.Variables, question.Match.Credentials, question.Match.Channels[0].Key) is not { } run)
        {
            return null;
        }

        var interest = new ShapeInterest(run);
        var isOld = question.IsLatest && run.State is not { Answers: > 0, FailuresInRow: 0 }; // a state of before isn't the state
        if (isOld || run.State.Phase is UpstreamPhase.Down or UpstreamPhase.Stopped)
        {
            interest.Dispose();
            return null;
        }

        return interest;
    }

    public Position? Find(Checkpoint cursor) => run?.State.Standing is { } standing && standing.Cursor == cursor.Text ? standing.At : null;

    public void Expect() => run?.Expect();

    public void Dispose() => run?.Leave();
}
