using Bridge.Messaging;
using Bridge.Sessions;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports.Limits;

/// <summary>What one address and one user may have at once and ask for in a while, on this node.</summary>
internal sealed class AddressLimits(LimitOptions options, BridgeScheduler scheduler, LimitAlarm alarm)
{
    private readonly CountBook<ClientAddress> _addresses = new(options.ConnectionsPerAddress);
    private readonly CountBook<string> _users = new(options.ConnectionsPerUser);
    private readonly BudgetBook<ClientAddress>? _faults = options.Faults is { } faults ? new(faults, scheduler) : null;
    private readonly BudgetBook<ClientAddress>? _openings = options.Openings is { } openings ? new(openings, scheduler) : null;

    /// <summary>Whom a request is counted for.</summary>
    public Visitor VisitorOf(HttpContext context, Caller caller) => new(ClientAddress.Of(context, options.KnownProxies), caller.Owner.Length > 0 ? caller.Owner : null);

    /// <summary>Lets a request in, to be counted until <see cref="Leave"/>; false: its visitor has or did too much.</summary>
    public bool TryEnter(Visitor visitor)
    {
        if (visitor.Address is { } address)
        {
            if (_faults?.IsSpent(address) == true)
            {
                alarm.Reached(LimitNames.Faults, nameof(options.Faults), address);
                return false;
            }

            if (!_addresses.TryEnter(address))
            {
                alarm.Reached(LimitNames.ConnectionsPerAddress, nameof(options.ConnectionsPerAddress), address);
                return false;
            }
        }

        if (visitor.User is not { } user || _users.TryEnter(user))
        {
            return true;
        }

        alarm.Reached(LimitNames.ConnectionsPerUser, nameof(options.ConnectionsPerUser), visitor.Address);
        LeaveAddress(visitor);
        return false;
    }

    /// <summary>The request is over.</summary>
    public void Leave(Visitor visitor)
    {
        LeaveAddress(visitor);
        if (visitor.User is { } user)
        {
            _users.Leave(user);
        }
    }

    /// <summary>The request was refused by its own fault.</summary>
    public void Fault(Visitor visitor)
    {
        if (visitor.Address is { } address)
        {
            _faults?.Spend(address);
        }
    }

    /// <summary>Whether a handshake or a new session is allowed; counts it.</summary>
    public bool MayOpen(HttpContext context)
    {
        if (_openings is null || ClientAddress.Of(context, options.KnownProxies) is not { } address || _openings.Spend(address))
        {
            return true;
        }

        alarm.Reached(LimitNames.Openings, nameof(options.Openings), address);
        return false;
    }

    private void LeaveAddress(Visitor visitor)
    {
        if (visitor.Address is { } address)
        {
            _addresses.Leave(address);
        }
    }
}
