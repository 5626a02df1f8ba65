using Microsoft.AspNetCore.Http;

namespace Bridge.Transports;

/// <summary>How to wait: owns time and input and output for requests of one kind, and knows no dialect's words.</summary>
internal interface ITransport
{
    /// <summary>Serves one request from its first byte to its last.</summary>
    Task ServeAsync(HttpContext context);
}
