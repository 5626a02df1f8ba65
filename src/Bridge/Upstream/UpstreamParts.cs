using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;
using Microsoft.Extensions.Logging;

namespace Bridge.Upstream;

/// <summary>What every poll needs of the host. The node's name is another one with each start.</summary>
internal sealed record UpstreamParts(
    Publisher Publisher, IChannelLog Log, IRecordStore Records, BridgeScheduler Scheduler, DeadlineWheel Wheel, IRandomSource Random, UpstreamOptions Options, ILogger Logger,
    IBackplane Backplane, string Node);
