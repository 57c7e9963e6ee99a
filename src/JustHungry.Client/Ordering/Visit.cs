using JustHungry.Client.Api;
using JustHungry.Client.Memory;

namespace JustHungry.Client.Ordering;

/// <summary>One run of the client in one town: who is asked, what is remembered, and who is ordering.</summary>
internal sealed class Visit : IDisposable
{
    private readonly ClientContext context;
    private readonly FrontEnds frontEnds;

    private Visit(ClientContext context, FrontEnds frontEnds, TownApi api, Town town)
    {
        this.context = context;
        this.frontEnds = frontEnds;
        Api = api;
        Town = town;
        Keys = new(context.Time, context.Random);
        Desk = new(api, town, context.Time);
        Reception = new(api, town, Keys, context.Patience, context.Time);
        Events = new(frontEnds, context.Patience, context.Time);
    }

    public TimeProvider Time => context.Time;

    public TownApi Api { get; }

    public Town Town { get; }

    public KeySource Keys { get; }

    public OrderDesk Desk { get; }

    public Reception Reception { get; }

    public OrderEvents Events { get; }

    /// <summary>Who is ordering; null before anybody has registered.</summary>
    public Person? Me => Town.People().Me;

    /// <summary>
    /// Asks the front end which town it is, and opens what is remembered of it. A town that was restored has a new lineage
    /// but knows its customers: who was known under the old one and still is, stays.
    /// </summary>
    /// <exception cref="OutageException">No front end answers.</exception>
    public static async Task<Visit> Begin(
        ClientContext context, IReadOnlyList<Uri> servers, Action<string>? tell, CancellationToken cancel)
    {
        var frontEnds = new FrontEnds(servers, context.Patience, context.Time);
        try
        {
            var api = new TownApi(frontEnds, context.Patience) { Tell = tell };
            var home = Home.Find(context.Environment);
            // A front end without positions can still be ordered from: then its address stands for the town.
            var lineage = await api.Lineage(cancel) ?? "at-" + frontEnds.Current.Authority.Replace(':', '-');
            var before = home.LastLineage(servers);
            var visit = new Visit(context, frontEnds, api, home.Town(lineage));
            if (before is not null && before != lineage)
            {
                await visit.MoveIn(home.Town(before), cancel);
            }

            home.Remember(servers, lineage);
            return visit;
        }
        catch
        {
            frontEnds.Dispose();
            throw;
        }
    }

    public void Dispose() => frontEnds.Dispose();

    private async Task MoveIn(Town former, CancellationToken cancel)
    {
        if (Town.People().All.Count > 0 || former.People().Me is not { } person)
        {
            return;
        }

        if (await Api.Orders(person.Token, 1, cancel) is Reply<Page<Order>>.Done)
        {
            await Reception.Choose(person, cancel);
        }
    }
}
