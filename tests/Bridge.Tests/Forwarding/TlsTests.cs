using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Bridge.Forwarding;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Forwarding;

/// <summary>Backends at https.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task The_name_that_is_asked_for_is_the_backends_whatever_host_the_client_names()
    {
        using var backend = new RawBackend();
        await using var site = await StartAsync(backend, options => options.Tls.RemoteCertificateValidationCallback = (_, _, _, _) => true);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/a%2Fb") { Headers = { Host = "app.example" } };
        var asking = site.Http.SendAsync(request, Patience.Token);
        await using var connection = await backend.AcceptAsync();
        await using var secure = new SslStream(connection.Stream);
        string? name = null;
        await secure.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateSelectionCallback = (_, asked) =>
                {
                    name = asked;
                    return Certificate();
                },
            },
            Patience.Token);
        var head = new byte[4096];
        var text = Encoding.Latin1.GetString(head, 0, await secure.ReadAsync(head, Patience.Token));
        await secure.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecure"u8.ToArray(), Patience.Token);

        using var response = await asking;
        Assert.Equal("secure", await response.Content.ReadAsStringAsync(Patience.Token));
        Assert.Equal("localhost", name);
        Assert.StartsWith("GET /a%2Fb HTTP/1.1\r\n", text);
        Assert.Contains("Host: app.example\r\n", text);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_accepted()
    {
        using var backend = new RawBackend();
        await using var site = await StartAsync(backend);
        var asking = site.Http.GetAsync("/", Patience.Token);
        await using var connection = await backend.AcceptAsync();
        await using var secure = new SslStream(connection.Stream);
        var greeting = secure.AuthenticateAsServerAsync(Certificate());

        using var response = await asking;
        Assert.Equal((502, "backend_unreachable"), await response.FaultAsync());
        await greeting.ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private static Task<Site> StartAsync(RawBackend backend, Action<ForwardingOptions>? configure = null) =>
        Site.StartAsync(new Uri($"https://localhost:{backend.Address.Port}"), configure);

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
