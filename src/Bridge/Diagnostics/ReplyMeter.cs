using System.Diagnostics.Metrics;
using Bridge.Messaging;

namespace Bridge.Diagnostics;

/// <summary>What clients were told beside messages.</summary>
internal sealed class ReplyMeter(Meter meter)
{
    private readonly Counter<long> _refusals = meter.CreateCounter<long>("bridge.refusals", "{refusal}", "Requests, subscriptions and submissions refused, by code.");
    private readonly Counter<long> _submissions = meter.CreateCounter<long>("bridge.submissions", "{submission}", "Submissions answered, by what became of them.");

    /// <summary>These replies were written. By index: what delivers has an empty list here each time, and an enumerator would be made for it.</summary>
    public void Told(IReadOnlyList<ServerReply> replies)
    {
        for (var i = 0; i < replies.Count; i++)
        {
            switch (replies[i])
            {
                case ServerReply.SubscribeRefused { Refusal: var refusal }:
                    Refused(CodeOf(refusal));
                    break;
                case ServerReply.SubmitRefused { Refusal: var refusal }:
                    Refused(CodeOf(refusal));
                    Submitted(refusal.Retry ? "deferred" : refusal == Refusal.HandlerFailed ? "failed" : "refused");
                    break;
                case ServerReply.Accepted:
                    Submitted("accepted");
                    break;
            }
        }
    }

    /// <summary>A request was answered with an error of ours.</summary>
    public void Refused(string code) => _refusals.Add(1, new KeyValuePair<string, object?>("bridge.refusal.code", code));

    private void Submitted(string outcome) => _submissions.Add(1, new KeyValuePair<string, object?>("bridge.submission.outcome", outcome));

    /// <summary>The application may make a code of anything.</summary>
    private static string CodeOf(Refusal refusal) => refusal.IsCustom ? "application" : refusal.Code;
}
