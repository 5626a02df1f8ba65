using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Simulation.Checking;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Nodes;

/// <summary>The application: takes a while, sometimes too long, answers with what it was given, sometimes publishes, sometimes throws. The checker hears of every run.</summary>
internal sealed class ModelHandler(World world, Node node, bool idempotent) : IInboundHandler
{
    public bool IsIdempotent => idempotent;

    public async ValueTask<Outcome> HandleAsync(Submission submission, CancellationToken cancellationToken)
    {
        var item = Item.Read(submission.Payload.Bytes.Span);
        var run = world.Checker.Handlers.Started(node.Life, submission, item, idempotent);
        try
        {
            if (world.Strikes(Fault.HandlerSlow))
            {
                await Pause.WaitAsync(node.Scheduler, node.Wheel, TimeSpan.FromMilliseconds(1_500 + world.Dice.Below(800)), CancellationToken.None).ConfigureAwait(false);
            }
            else if (item % 3 != 0)
            {
                await Pause.WaitAsync(node.Scheduler, node.Wheel, TimeSpan.FromMilliseconds(world.Dice.Below(150)), cancellationToken).ConfigureAwait(false);
            }

            return world.Strikes(Fault.HandlerThrows) ? throw new InvalidOperationException("The handler failed.")
                : item % 4 == 0 ? Outcome.Publish(submission.Payload)
                : Outcome.Reply(submission.Payload);
        }
        finally
        {
            run.IsOver = true;
        }
    }
}
