using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Network;

/// <summary>A socket as its client sees it, and the line between the two ends: in order each way, until it is cut; each way may die unnoticed.</summary>
internal sealed class ClientWire(World world, IWireListener listener)
{
    private ServerWire? _server;
    private long _upFree;
    private long _downFree;
    private bool _deafServer;
    private bool _deafClient;
    private bool _cut;
    private bool _forgotten; // the client listens no more

    public bool IsOpen { get; private set; }

    public void Open(Func<Exchange> request)
    {
        if (world.Strikes(Fault.UpgradeHangs))
        {
            return;
        }

        world.Time.After(Delay(), null, () =>
        {
            if (world.AnyNode() is not { } node || world.Strikes(Fault.UpgradeRefused))
            {
                Lose();
                return;
            }

            var exchange = request();
            exchange.Accepted = Accept;
            exchange.Ended = _ => Lose();
            world.Net.Serve(node, exchange);
        });
    }

    /// <summary>Sends a frame.</summary>
    public void Send(byte[] frame)
    {
        if (_cut || !IsOpen)
        {
            return;
        }

        Strike();
        Up(() => _server!.Arrive(frame));
    }

    /// <summary>Says goodbye and listens no more.</summary>
    public void Close()
    {
        if (!_forgotten)
        {
            _forgotten = true;
            if (_server is null)
            {
                _cut = true;
            }
            else
            {
                Up(_server.ArriveClose);
            }
        }
    }

    /// <summary>A frame of the server.</summary>
    public void FromServer(byte[] frame)
    {
        Strike();
        Down(() => listener.OnMessage(frame));
    }

    /// <summary>The server's close frame.</summary>
    public void CloseFromServer(int code, string reason) => Down(() =>
    {
        if (!_forgotten)
        {
            _forgotten = true;
            Up(_server!.ArriveClose);
            listener.OnClose(code, reason);
        }
    });

    /// <summary>The line breaks; each side notices after a while, if at all.</summary>
    public void Cut(bool clientNotices = true)
    {
        if (_cut)
        {
            return;
        }

        _cut = true;
        if (clientNotices)
        {
            world.Time.After(Delay(), null, Lost);
        }

        if (_server is { } server)
        {
            world.Time.After(Delay(), null, server.Break);
        }
    }

    /// <summary>Whether a write of the server's blocks from now on.</summary>
    public bool IsBlocked { get; private set; }

    private void Accept(ServerWire server)
    {
        _server = server;
        server.Line = this;
        if (_forgotten)
        {
            Cut();
            return;
        }

        Down(() =>
        {
            IsOpen = true;
            listener.OnOpen();
        });
    }

    private void Strike()
    {
        if (world.Strikes(Fault.SocketCut))
        {
            Cut();
        }
        else if (!_deafServer && world.Strikes(Fault.SocketDeafServer))
        {
            _deafServer = true;
        }
        else if (!_deafClient && world.Strikes(Fault.SocketDeafClient))
        {
            _deafClient = true;
        }
        else if (!IsBlocked && world.Strikes(Fault.SocketBlocked))
        {
            IsBlocked = true;
        }
    }

    private void Up(Action arrive)
    {
        _upFree = Math.Max(_upFree + 1, world.Time.Now + Delay());
        world.Time.At(_upFree, null, () =>
        {
            if (!_cut && !_deafServer)
            {
                arrive();
            }
        });
    }

    private void Down(Action arrive)
    {
        _downFree = Math.Max(_downFree + 1, world.Time.Now + Delay());
        world.Time.At(_downFree, null, () =>
        {
            if (!_cut && !_deafClient && !_forgotten)
            {
                arrive();
            }
        });
    }

    private void Lose()
    {
        if (!_cut)
        {
            Cut();
        }
    }

    private void Lost()
    {
        if (!_forgotten)
        {
            _forgotten = true;
            listener.OnClose(1006, "");
        }
    }

    private long Delay() => world.Strikes(Fault.Held) ? world.Between(10, 1_000) : world.Between(0, world.Dice.OneIn(8) ? 40 : 4);
}
