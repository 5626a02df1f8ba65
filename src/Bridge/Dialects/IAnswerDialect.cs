using Bridge.Messaging;
using Microsoft.AspNetCore.Http;

namespace Bridge.Dialects;

/// <summary>How to speak as a backend speaks: a client that has always polled it notices nothing.</summary>
internal interface IAnswerDialect
{
    /// <summary>The largest body of a poll, in bytes; a request with a larger one is none.</summary>
    int MaxBodyBytes { get; }

    /// <summary>Reads a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its whole body; only lent.</param>
    /// <returns>What it asks for; null: it isn't this endpoint's poll.</returns>
    AnswerQuestion? Read(HttpRequest request, ReadOnlyMemory<byte> body);

    /// <summary>Whether a client that waits sees status and headers at once.</summary>
    bool IsHeadersFirst { get; }

    /// <summary>Whether it sees a line break now and then while it waits; only with headers first.</summary>
    bool HasHeartbeat { get; }

    /// <summary>Sets the status and the headers with which every answer begins that is worth waiting for.</summary>
    void Open(HttpResponse response);

    /// <summary>Writes the answer: status and headers to the response, the body to the frames.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="messages">The news, oldest first, ending with a message that has a checkpoint; none: nothing came within the wait.</param>
    /// <param name="response">Whose status and headers are set; null: they are on their way.</param>
    /// <param name="frames">One frame: the body.</param>
    /// <returns>False: the backend never answers that there is nothing; it goes on holding.</returns>
    bool Write(AnswerQuestion question, IReadOnlyList<Message> messages, HttpResponse? response, FrameQueue frames);
}
