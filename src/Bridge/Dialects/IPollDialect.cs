using Bridge.Messaging;
using Microsoft.AspNetCore.Http;

namespace Bridge.Dialects;

/// <summary>How a client without a session asks for a channel, and how it is answered.</summary>
internal interface IPollDialect
{
    /// <summary>Reads the request.</summary>
    /// <returns>Why it can't be answered, or null.</returns>
    Refusal? Read(HttpRequest request, out ChannelQuery query);

    /// <summary>Writes the answer: headers to the response, the body to the frames.</summary>
    /// <param name="batch">Messages and gaps of the one channel.</param>
    /// <param name="cursor">Where the client goes on.</param>
    /// <param name="response">Whose headers and status may be set.</param>
    /// <param name="frames">One frame: the body.</param>
    void Write(Batch batch, Position cursor, HttpResponse response, FrameQueue frames);
}

/// <summary>What such a client asks for.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Since">From where on.</param>
/// <param name="Wait">How long to wait for news.</param>
/// <param name="Limit">At most so many messages.</param>
internal readonly record struct ChannelQuery(ChannelName Channel, Since Since, TimeSpan Wait, int Limit);
