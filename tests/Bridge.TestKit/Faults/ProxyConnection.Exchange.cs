namespace Bridge.TestKit.Faults;

/// <summary>One request, one response, and what befalls them.</summary>
internal sealed partial class ProxyConnection
{
    /// <summary>One request and its response; false when nothing more follows.</summary>
    private async Task<bool> ExchangeAsync()
    {
        if (await _fromClient.HeadAsync() is not { } request)
        {
            return false;
        }

        _counts.Requested();
        var fault = _plan.OnRequest(request.FirstLine);
        if (request.IsUpgrade && _plan.HangUpgrade)
        {
            _counts.Add(FaultKind.HangUpgrade);
            await _fromClient.PumpAsync(_ => ValueTask.FromResult(true));
            return false;
        }

        if (request.IsUpgrade && _plan.StripUpgrade)
        {
            _counts.Add(FaultKind.StripUpgrade);
            request = request.WithoutUpgrade();
        }

        if (fault == ResponseFault.Before)
        {
            Cut(FaultKind.CutBefore);
            return false;
        }

        if (fault == ResponseFault.PageBefore)
        {
            await _fromClient.RequestBodyAsync(request, _ => ValueTask.CompletedTask);
            await SayAsync(ErrorPage.BadGateway, FaultKind.PageBefore);
            return !request.Closes;
        }

        var response = await ForwardAsync(request, fault);
        if (response?.Status == 101)
        {
            await Task.WhenAll(
                TunnelAsync(new Tunnel(_fromClient, _toServer, _server, _plan.SwallowToServer, _plan.CutAfterClientBytes, _counts)),
                TunnelAsync(new Tunnel(_fromServer, _toClient, _client, _plan.SwallowToClient, _plan.CutAfterServerBytes, _counts)));
            return false;
        }

        return response is { Closes: false } && !request.Closes;
    }

    private async Task<HttpHead?> ForwardAsync(HttpHead request, ResponseFault fault)
    {
        using var sent = new MemoryStream();
        await Both(request.Bytes);
        await _fromClient.RequestBodyAsync(request, Both);
        _answering = true;
        _ = WatchClientAsync();
        if (fault == ResponseFault.Replay && !request.IsUpgrade)
        {
            _counts.Add(FaultKind.Replay);
            await ResponseAsync(request, _ => ValueTask.CompletedTask);
            await _toServer.SendAsync(sent.ToArray());
        }

        var response = await AnswerAsync(request, fault);
        _answering = false;
        return response;

        ValueTask Both(ReadOnlyMemory<byte> piece)
        {
            sent.Write(piece.Span);
            return _toServer.SendAsync(piece);
        }
    }

    /// <summary>Hands on the response, or what the fault leaves of it; null after a cut.</summary>
    private async Task<HttpHead?> AnswerAsync(HttpHead request, ResponseFault fault)
    {
        if (fault is ResponseFault.None or ResponseFault.Replay)
        {
            if (_plan.HoldBack == 0 || request.IsUpgrade)
            {
                return await ResponseAsync(request, _toClient.SendAsync);
            }

            var held = new HeldBack(_plan.HoldBack, _toClient.SendAsync, _counts);
            var handedOn = await ResponseAsync(request, held.SendAsync);
            await held.FlushAsync();
            return handedOn;
        }

        using var whole = new MemoryStream();
        var response = await ResponseAsync(request, async piece => await whole.WriteAsync(piece));
        if (fault == ResponseFault.PageAfter && response.Status != 101)
        {
            await SayAsync(ErrorPage.GatewayTimeout, FaultKind.PageAfter);
            return response;
        }

        if (fault == ResponseFault.Middle)
        {
            await _toClient.SendAsync(whole.ToArray().AsMemory(0, (int)whole.Length / 2));
            await _toClient.FinishAsync();
        }

        Cut(fault == ResponseFault.Middle ? FaultKind.CutMiddle : FaultKind.CutAfter);
        return null;
    }

    private async Task<HttpHead> ResponseAsync(HttpHead request, Func<ReadOnlyMemory<byte>, ValueTask> sink)
    {
        var response = await _fromServer.HeadAsync() ?? throw new IOException("The server ended the connection without a response.");
        await sink(response.Bytes);
        if (response.Status != 101)
        {
            await _fromServer.ResponseBodyAsync(request, response, sink);
        }

        return response;
    }

    private ValueTask SayAsync(byte[] page, FaultKind why)
    {
        _counts.Add(why);
        return _toClient.SendAsync(page);
    }
}
