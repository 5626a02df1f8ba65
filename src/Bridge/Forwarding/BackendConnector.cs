using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Bridge.Forwarding;

/// <summary>Makes the connections to one backend.</summary>
/// <remarks>
/// TLS is made here and not by <see cref="SocketsHttpHandler"/>, which would ask for the name in <c>Host</c> and check the certificate against it: with the client's <c>Host</c> kept, the client would choose both, and a
/// pool of connections per name it makes up.
/// </remarks>
internal sealed class BackendConnector(Uri address, ForwardingOptions options, TimeProvider time)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, either.Token).ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return new AnswerGuard(address.Scheme == Uri.UriSchemeHttps ? await SecureAsync(stream, either.Token).ConfigureAwait(false) : stream);
        }
        catch (Exception fault)
        {
            socket.Dispose();
            throw new UnreachableException(CauseOf(fault, patience.IsCancellationRequested), fault);
        }
    }

    private static string CauseOf(Exception fault, bool late) => fault switch
    {
        _ when late => "connecting took too long",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "its name is not known",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "it refuses connections",
        SocketException => "there is no way to it",
        AuthenticationException => "its certificate or TLS is not accepted",
        _ => "TLS could not be agreed on",
    };

    private async Task<Stream> SecureAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        options.Tls.TargetHost ??= address.IdnHost;
        options.Tls.ApplicationProtocols = [SslApplicationProtocol.Http11];
        var secure = new SslStream(stream);
        await secure.AuthenticateAsClientAsync(options.Tls, cancellationToken).ConfigureAwait(false);
        return secure;
    }
}
