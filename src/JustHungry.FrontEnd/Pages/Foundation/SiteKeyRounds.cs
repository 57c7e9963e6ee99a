using System.Text.Json.Nodes;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Replication.Inner;

namespace JustHungry.FrontEnd.Pages;

/// <summary>
/// Keeps a front end's keys those of the town: reads them out of the replicated store every minute, and puts a fresh one there when the
/// newest is old. No page waits for it: until the store has answered, the key that follows from the cluster key does.
/// </summary>
internal sealed class SiteKeyRounds(SiteKeys keys, Site site)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EveryUntilRead = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RenewedAfter = TimeSpan.FromDays(30);

    /// <summary>By then, all front ends that live have read it: what one seals, the others can open.</summary>
    private static readonly TimeSpan UsedAfter = TimeSpan.FromMinutes(10);

    public async Task Run(CancellationToken stopping)
    {
        var known = false;
        try
        {
            while (true)
            {
                known = await Round(stopping) || known;
                await Task.Delay(known ? Every : EveryUntilRead, site.Time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>False where nobody answered.</summary>
    private async Task<bool> Round(CancellationToken stopping)
    {
        var path = InnerApi.TownSiteKeys.TrimStart('/');
        if (await site.Reads.Read(new ReadRequest(path, null, null, null), stopping) is not { Status: 200 } answer)
        {
            return false;
        }
        var now = site.Time.GetUtcNow();
        var kept = JsonNode.Parse(answer.Body.Span)!["items"]!.AsArray()
            .Select(static one => (Secret: (string)one!["secret"]!, At: (DateTimeOffset)one["at"]!)).ToList();
        keys.Replace(kept.Select(static one => one.Secret), kept.Find(one => now - one.At >= UsedAfter).Secret);
        if (kept is not [var (_, newest), ..] || now - newest >= RenewedAfter)
        {
            var body = new JsonObject { ["secret"] = keys.Fresh() };
            await site.Commands.Send(new ForwardedCommand(
                site.FreshKey(), "keepSiteKey", null, System.Text.Encoding.UTF8.GetBytes(body.ToJsonString())));
        }
        return true;
    }
}
