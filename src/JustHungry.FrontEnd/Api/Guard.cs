using JustHungry.FrontEnd.Pages;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Api;

/// <summary>
/// Around everything: whatever is sent, the answer is one of ours. Bodies that break off, paths and methods that are not there,
/// and bugs are told as problem documents.
/// </summary>
internal sealed partial class Guard(ILogger log, PageRouting pages)
{
    public async Task Invoke(HttpContext http, RequestDelegate next)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await Refuse(http, Of(e));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more to be told.
        }
        catch (IOException) when (http.RequestAborted.IsCancellationRequested)
        {
            // As above: the connection broke while the body came in.
        }
        catch (IOException) when (!http.Response.HasStarted)
        {
            // The server says so of a body whose framing is nonsense, such as a chunk of 2^64 bytes.
            await Refuse(http, BrokenOff);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            LogFailure(e, http.Request.Method, http.Request.Path);
            http.Response.Clear();
            await Refuse(http, new Refusal(Reason.InternalError, "This is a fault of ours, and it has been noted."));
        }
        if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null } response)
        {
            await Refuse(http, Of(http, response.StatusCode));
        }
    }

    /// <summary>Programs are told in a problem document, people on a page.</summary>
    private Task Refuse(HttpContext http, Refusal refusal) => PageRouting.IsForPeople(http)
        ? pages.ShowError(http, refusal.Reason.Status())
        : Answers.Refuse(http, refusal);

    private static readonly Refusal BrokenOff = new(Reason.MalformedRequest, "The body broke off, or is not as long as it said.");

    private static Refusal Of(BadHttpRequestException e) => e.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => new(
            Reason.BodyTooLarge, $"The body may have {RequestBody.MostBytes / 1024} KiB at most."),
        StatusCodes.Status408RequestTimeout => new(Reason.MalformedRequest, "The body came too slowly."),
        _ => BrokenOff,
    };

    private static Refusal Of(HttpContext http, int status) => status switch
    {
        StatusCodes.Status405MethodNotAllowed => new(
            Reason.MethodNotAllowed, $"{http.Request.Method} is not possible here, but {http.Response.Headers.Allow} is."),
        StatusCodes.Status404NotFound => new(
            Reason.NotFound, "There is nothing under this address. /api describes what there is."),
        _ => new(Reason.MalformedRequest, "The request cannot be understood."),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogFailure(Exception error, string method, string path);
}
