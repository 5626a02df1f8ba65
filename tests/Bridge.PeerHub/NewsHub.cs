using Microsoft.AspNetCore.SignalR;

namespace Bridge.PeerHub;

/// <summary>Clients only listen to it.</summary>
internal sealed class NewsHub : Hub;
