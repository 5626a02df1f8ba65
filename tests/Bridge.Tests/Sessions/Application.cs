using Bridge.Messaging;

namespace Bridge.Tests.Sessions;

/// <summary>An application's handler that does what the test says.</summary>
internal sealed class Application : IInboundHandler
{
    private TaskCompletionSource<Outcome>? _held;

    /// <summary>Every outcome that is kept, and what its client is told.</summary>
    public static Dictionary<string, (Func<Outcome> Make, string Said)> Outcomes { get; } = new()
    {
        ["done"] = (() => Outcome.Done, "accepted"),
        ["json"] = (() => Outcome.Reply(Payload.Json("1")), "accepted Json 31"),
        ["text"] = (() => Outcome.Reply(Payload.Text("ä")), "accepted Text C3A4"),
        ["empty text"] = (() => Outcome.Reply(Payload.Text("")), "accepted Text "),
        ["binary"] = (() => Outcome.Reply(Payload.Binary(new byte[] { 0, 255 })), "accepted Binary 00FF"),
        ["no json"] = (() => Outcome.Reply(Payload.Json("{")), "handler_failed"),
        ["published"] = (() => Outcome.Publish(Payload.Json("2")), "accepted at a position"),
        ["published too much"] = (() => Outcome.Publish(Payload.Binary(new byte[70_000])), "payload_too_large"),
        ["refused"] = (() => Outcome.Refuse(Refusal.Custom("sold_out", "Nothing left.")), "sold_out"),
        ["refused as we do"] = (() => Outcome.Refuse(Refusal.SubmitForbidden), "submit_forbidden"),
        ["failed"] = (() => throw new InvalidOperationException("no"), "handler_failed"),
        ["nothing"] = (() => null!, "handler_failed"),
    };

    public bool IsIdempotent { get; set; }

    public string Next { get; set; } = "done";

    public int Runs { get; private set; }

    public List<Submission> Seen { get; } = [];

    /// <summary>Lets the next run wait.</summary>
    public TaskCompletionSource<Outcome> Hold() => _held = new TaskCompletionSource<Outcome>();

    public async ValueTask<Outcome> HandleAsync(Submission submission, CancellationToken cancellationToken)
    {
        Runs++;
        Seen.Add(submission);
        if (_held is { } held)
        {
            _held = null;
            return await held.Task;
        }

        switch (Next)
        {
            case "never ends":
                return await new TaskCompletionSource<Outcome>().Task;
            case "waits for the time-out":
                var over = new TaskCompletionSource<Outcome>();
                using (cancellationToken.Register(() => over.TrySetCanceled(cancellationToken)))
                {
                    return await over.Task;
                }

            case "refused for now":
                return Outcome.Refuse(Refusal.StoreFull);
            default:
                return Outcomes[Next].Make();
        }
    }
}
