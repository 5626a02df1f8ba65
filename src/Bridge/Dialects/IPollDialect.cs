using Bridge.Messaging;
using Microsoft.AspNetCore.Http;

namespace Bridge.Dialects;

/// <summary>How a client without a session asks for a channel, and how it is answered.</summary>
internal interface IPollDialect
{
    /// <summary>Reads the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="channel">The channel that the address names, where it names one.</param>
    /// <param name="query">What is asked for.</param>
    /// <returns>Why it can't be answered, or null.</returns>
    Refusal? Read(HttpRequest request, string? channel, out ChannelQuery query);

    /// <summary>Writes the answer: headers to the response, the body to the frames.</summary>
    /// <param name="batch">Messages and gaps of the one channel.</param>
    /// <param name="cursor">Where the client goes on.</param>
    /// <param name="response">Whose headers and status may be set.</param>
    /// <param name="frames">One frame: the body.</param>
    void Write(Batch batch, Position cursor, HttpResponse response, FrameQueue frames);
}
