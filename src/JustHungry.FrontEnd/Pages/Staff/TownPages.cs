using System.Text.Json.Nodes;
using JustHungry.FrontEnd.Api;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Upkeep;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Pages.Staff;

/// <summary>
/// The operators' picture of the cluster, and what they do with it. Each act is first a command, so that the primary decides whether
/// they may, and the trail has it. Safe for many threads.
/// </summary>
internal sealed class TownPages(
    ClusterCall cluster, IBackEnd backEnd, TownKeeper keeper, CommandLatencies latencies, CancellationToken stopping)
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(30);

    /// <summary><c>GET /operator</c>.</summary>
    public Task Show(Visit visit) => Show(visit, null, null);

    /// <summary><c>GET /operator/events</c>: says every two seconds that it is time to look again.</summary>
    public async Task Tick(Visit visit)
    {
        if (visit.Session is not { Role: "operator" })
        {
            visit.Http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        using var limit = new CancellationTokenSource(LongestStream, visit.Site.Time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(visit.Http.RequestAborted, stopping, limit.Token);
        visit.Http.Response.ContentType = "text/event-stream";
        try
        {
            while (true)
            {
                await visit.Http.Response.Body.WriteAsync("event: tick\ndata: {}\n\n"u8.ToArray(), ended.Token);
                await visit.Http.Response.Body.FlushAsync(ended.Token);
                await Task.Delay(TickEvery, visit.Site.Time, ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever still looks comes back.
        }
    }

    /// <summary><c>GET /operator/hand-over</c>: asks once more.</summary>
    public static Task AskHandOver(Visit visit)
    {
        if (!Admits(visit, out var refused))
        {
            return refused;
        }
        var to = visit.Query("to");
        return visit.Show<ConfirmPage>(new()
        {
            [nameof(ConfirmPage.Title)] = to.Length > 0 ? visit.Texts["operator.hand-over-to", to] : visit.Texts["operator.hand-over-any"],
            [nameof(ConfirmPage.Words)] = visit.Texts["operator.hand-over-words"],
            [nameof(ConfirmPage.Action)] = "/operator/hand-over",
            [nameof(ConfirmPage.Button)] = visit.Texts["operator.hand-over"],
            [nameof(ConfirmPage.Back)] = "/operator",
            [nameof(ConfirmPage.Fields)] = (IReadOnlyList<KeyValuePair<string, string>>)(to.Length > 0 ? [new("to", to)] : []),
        });
    }

    /// <summary><c>POST /operator/hand-over</c>.</summary>
    public Task HandOver(Visit visit)
    {
        var to = visit.Field("to") is { Length: > 0 } id ? id : null;
        return After(visit, "hand_over", to, async () =>
        {
            var view = await keeper.HandOver(to, visit.Http.RequestAborted);
            await (view is null
                ? Show(visit, ("bad", visit.Texts["operator.hand-over-failed"]), null)
                : visit.GoTo($"/operator?handed={Uri.EscapeDataString(view.Primary.Id)}"));
        });
    }

    /// <summary><c>GET /operator/replicas/{id}/remove</c>: asks once more.</summary>
    public static Task AskRemoval(Visit visit) => !Admits(visit, out var refused) ? refused : visit.Show<ConfirmPage>(new()
    {
        [nameof(ConfirmPage.Title)] = visit.Texts["operator.remove-title", visit.Part("id")],
        [nameof(ConfirmPage.Words)] = visit.Texts["operator.remove-words"],
        [nameof(ConfirmPage.Action)] = visit.Address,
        [nameof(ConfirmPage.Button)] = visit.Texts["operator.remove"],
        [nameof(ConfirmPage.Back)] = "/operator",
    });

    /// <summary><c>POST /operator/replicas/{id}/remove</c>.</summary>
    public Task Remove(Visit visit)
    {
        var id = visit.Part("id");
        return After(visit, "remove_replica", id, async () =>
        {
            var outcome = await keeper.Remove(id, visit.Http.RequestAborted);
            await (outcome is RemovalOutcome.Ended or RemovalOutcome.Silent
                ? visit.GoTo($"/operator?{(outcome == RemovalOutcome.Ended ? "removed" : "silent")}={Uri.EscapeDataString(id)}")
                : Show(visit, ("bad", visit.Texts[outcome is { } why ? $"operator.removal.{why}" : "operator.not-forgotten", id]), null));
        });
    }

    /// <summary><c>POST /operator/verify</c>.</summary>
    public Task Verify(Visit visit) => After(visit, "verify", null, async () =>
        await Show(visit, null, await keeper.Verify(visit.Http.RequestAborted) is { } found ? found : new StoreHashes(0, [])), changesNothing: true);

    /// <summary><c>POST /operator/backup</c>: an archive, as a download.</summary>
    public Task BackUp(Visit visit) => After(visit, "back_up", null, async () =>
    {
        using var archive = await keeper.BackUp(visit.Http.RequestAborted);
        if (archive is null)
        {
            await Show(visit, ("bad", visit.Texts["operator.no-backup"]), null);
            return;
        }
        await BackupAnswer.Write(visit.Http, archive, visit.Site.Time.GetUtcNow());
    }, changesNothing: true);

    /// <summary>True for operators; others are told the way.</summary>
    internal static bool Admits(Visit visit, out Task refused)
    {
        refused = visit.Session switch
        {
            null => visit.SignInFirst(),
            { MustChangePassword: true } => visit.GoTo("/profile?password=1#password"),
            { Role: not "operator" } => visit.ShowForbidden(),
            _ => Task.CompletedTask,
        };
        return visit.Session is { Role: "operator", MustChangePassword: false };
    }

    // A form that is sent twice is an act that is done once; what changes nothing may be done again.
    private static async Task After(Visit visit, string act, string? subject, Func<Task> done, bool changesNothing = false)
    {
        var body = new JsonObject { ["act"] = act };
        if (subject is not null)
        {
            body["subject"] = subject;
        }
        var noted = await visit.Send("superviseTown", body);
        await (!noted.IsFine ? visit.ShowTrouble(noted)
            : noted.IsReplayed && !changesNothing ? visit.GoTo("/operator")
            : done());
    }

    private async Task Show(Visit visit, (string Kind, string Words)? said, StoreHashes? verified)
    {
        if (!Admits(visit, out var refused))
        {
            await refused;
            return;
        }
        var history = await visit.Ask("cluster/history");
        if (!history.IsFine)
        {
            await visit.ShowTrouble(history);
            return;
        }
        var rates = await visit.Ask("cluster/rates");
        var state = await cluster.Latest();
        var statuses = await Task.WhenAll(state.Replicas.Where(static each => each.Role != ReplicaRole.Gone)
            .Select(each => backEnd.AskStatus(each.Url, visit.Http.RequestAborted)));
        var words = statuses.OfType<ReplicaStatus>().Where(static each => (each.Trouble ?? each.Refuses ?? each.Notice) is not null)
            .ToDictionary(static each => each.Replica.Id, static each => (each.Trouble ?? each.Refuses ?? each.Notice)!);
        await visit.Show<TownPictures>(new()
        {
            [nameof(TownPictures.State)] = state,
            [nameof(TownPictures.Words)] = (IReadOnlyDictionary<string, string>)words,
            [nameof(TownPictures.Views)] = history.Read(StaffJson.Default.ViewList).Items,
            [nameof(TownPictures.Rates)] = rates.IsFine ? rates.Read(StaffJson.Default.RatesSeen) : null,
            [nameof(TownPictures.Latencies)] = latencies.Latest(),
            [nameof(TownPictures.Said)] = said,
            [nameof(TownPictures.Verified)] = verified,
        });
    }
}
