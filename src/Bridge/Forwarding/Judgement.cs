using Microsoft.AspNetCore.Http;

namespace Bridge.Forwarding;

/// <summary>Says of what was thrown whose fault it is, and what the client is told.</summary>
internal static class Judgement
{
    public static ForwardFault Of(Exception fault, Exception? clientFault, bool expired)
    {
        if (clientFault is not null)
        {
            return clientFault switch
            {
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ForwardFault.BodyLarge,
                BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => ForwardFault.BodyLate,
                _ => ForwardFault.Body,
            };
        }

        if (expired)
        {
            return ForwardFault.Timeout;
        }

        for (var at = fault; at is not null; at = at.InnerException)
        {
            switch (at)
            {
                case UnreachableException unreachable:
                    return ForwardFault.Unreachable(unreachable.Cause);
                case HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded }:
                case HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded }:
                    return ForwardFault.Invalid;
            }
        }

        return ForwardFault.Cut;
    }
}
