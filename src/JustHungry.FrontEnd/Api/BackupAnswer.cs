using System.Globalization;
using JustHungry.Replication.Upkeep;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Api;

/// <summary>An archive of the town as a download.</summary>
internal static class BackupAnswer
{
    /// <summary>
    /// Passes it on as it comes. Where that breaks off, so does the answer: nobody takes half of it for the whole.
    /// </summary>
    public static async Task Write(HttpContext http, SnapshotDownload archive, DateTimeOffset now)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"town-{now:yyyyMMdd'T'HHmmss'Z'}.hungry");
        http.Response.ContentType = "application/octet-stream";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        http.Response.ContentLength = archive.Length;
        try
        {
            await archive.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
        }
        catch (Exception error) when (ReplicaCalls.IsNoAnswer(error, http.RequestAborted))
        {
            http.Abort();
        }
    }
}
