using System.Globalization;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using JustHungry.Replication.Inner;
using JustHungry.Replication.Replicas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>
/// The reads of a replica, <c>GET /inner/v1/…</c>: the public path after <c>/api/v1</c>. Each waits at the gate for
/// what it must see, then reads data and position in one transaction.
/// </summary>
public sealed partial class ReadEndpoints
{
    private const string Linearizable = "linearizable";
    private const int MaxText = 100;
    private const int TokenHashDigits = 64;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(15);

    private readonly ReadSeams _seams;
    private readonly MenuPages _menus;

    private ReadEndpoints(ReadSeams seams, MenuPages menus) => (_seams, _menus) = (seams, menus);

    /// <summary>Maps all reads over what is running, which is null while the replica joins.</summary>
    public static void Map(IEndpointRouteBuilder routes, Func<ReadSeams?> current)
    {
        var menus = new MenuPages();
        var group = routes.MapGroup(InnerApi.Reads);
        void Get(string path, Func<ReadEndpoints, HttpContext, Task> read) =>
            group.MapGet(path, http => current() is { } seams
                ? read(new ReadEndpoints(seams, menus), http)
                : Joining(http));
        Get("/postcodes/{postcode}", static (reads, http) => reads.Postcode(http));
        Get("/restaurants", static (reads, http) => reads.Restaurants(http));
        Get("/restaurants/{slug}", static (reads, http) => reads.Restaurant(http));
        Get("/restaurants/{slug}/slots", static (reads, http) => reads.SlotsOf(http));
        Get("/restaurants/{slug}/orders", static (reads, http) => reads.KitchenOrders(http));
        Get("/restaurants/{slug}/orders/changes", static (reads, http) => reads.KitchenChanges(http));
        Get("/restaurants/{slug}/orders/{id}", static (reads, http) => reads.ReadOwn(http, (reader, caller) => KitchenReads.One(
            reader.Tables, caller, (string)http.GetRouteValue("slug")!, (string)http.GetRouteValue("id")!)));
        Get("/restaurants/{slug}/kitchen", static (reads, http) => reads.KitchenStateOf(http));
        Get("/restaurants/{slug}/takings", static (reads, http) => reads.Takings(http));
        Get("/trail", static (reads, http) => reads.Trail(http));
        Get("/cluster/history", static (reads, http) => reads.ReadOwn(
            http, (reader, caller) => TownReads.Views(reader.Tables, caller.Caller)));
        Get("/cluster/rates", static (reads, http) => reads.ReadOwn(
            http, (_, caller) => TownReads.Rates(reads._seams.Store.Rates, caller.Caller, reads._seams.Time.GetUtcNow())));
        Get("/vouchers", static (reads, http) => reads.Vouchers(http));
        group.MapPost("/quotes", http => current() is { } seams
            ? new ReadEndpoints(seams, menus).Quote(http)
            : Joining(http));
        Get("/orders", static (reads, http) => reads.Orders(http));
        Get("/orders/{id}", static (reads, http) => reads.Order(http));
        Get("/orders/{id}/changes", static (reads, http) => reads.Changes(http));
        Get("/customers/me", static (reads, http) => reads.Me(http));
        Get("/customers/me/export", static (reads, http) => reads.ReadOwn(
            http, (reader, caller) => PeopleReads.Export(reader.Tables, caller, reads._seams.Time.GetUtcNow())));
        Get("/staff", static (reads, http) => reads.ReadOwn(
            http, (reader, caller) => PeopleReads.Staff(reader.Tables, caller.Caller)));
        Get("/staff/invitations", static (reads, http) => reads.ReadOwn(
            http, (reader, caller) => PeopleReads.Invitations(reader.Tables, caller.Caller, reads._seams.Time.GetUtcNow())));
        Get(
            InnerApi.Totals,
            static (reads, http) => reads.Read(http, consistency: null, reader => OrderReads.Totals(reader.Tables)));
        Get("/restaurants/{slug}/document", static (reads, http) => reads.ReadOwn(
            http, (reader, caller) => RestaurantReads.Document(reader.Tables, (string)http.GetRouteValue("slug")!, caller.Caller)));
        MapTown(Get);
        Get("/{**other}", static (reads, http) =>
            reads.Answer(http, new Refusal(Reason.NotFound, "There is nothing at this address.")));
    }

    /// <summary>
    /// What only the holder of the cluster key asks for, who may see what an operator may. No front end passes these on.
    /// </summary>
    private static void MapTown(Action<string, Func<ReadEndpoints, HttpContext, Task>> get)
    {
        get(InnerApi.TownSiteKeys, static (reads, http) => reads.Read(
            http, consistency: null, reader => PeopleReads.SiteKeys(reader.Tables)));
        get(InnerApi.TownStaff, static (reads, http) => reads.Read(
            http, Linearizable, reader => PeopleReads.Staff(reader.Tables, PeopleReads.KeyHolder)));
        get(InnerApi.TownInvitations, static (reads, http) => reads.Read(
            http,
            Linearizable,
            reader => PeopleReads.Invitations(reader.Tables, PeopleReads.KeyHolder, reads._seams.Time.GetUtcNow())));
        get(InnerApi.TownRestaurants, static (reads, http) => reads.Read(
            http, Linearizable, reader => RestaurantReads.Slugs(reader.Tables)));
        get($"{InnerApi.TownRestaurants}/{{slug}}", static (reads, http) => reads.Read(
            http,
            Linearizable,
            reader => RestaurantReads.Document(reader.Tables, (string)http.GetRouteValue("slug")!, PeopleReads.KeyHolder)));
    }

    private static Task Joining(HttpContext http)
    {
        http.Response.Headers[InnerApi.BehindHeader] = "1";
        return Write(http, new Refusal(Reason.Unavailable, "This replica has not joined yet."));
    }

    private async Task Postcode(HttpContext http)
    {
        if (!Ordering.Customers.Postcode.TryParse(
            (string?)http.GetRouteValue("postcode"), out var postcode, out var problem))
        {
            await Answer(http, PeopleReads.MalformedPostcode(problem));
            return;
        }

        var lookup = await _seams.FindPostcode(postcode, http.RequestAborted);
        await Read(http, consistency: null, _ => PeopleReads.Postcode(postcode, lookup));
    }

    private async Task Restaurants(HttpContext http)
    {
        var page = Page(http, out var refusal);
        var query = refusal is null ? SearchQuery.Read(name => Text(http, name), out refusal) : null;
        if (page is null || query is null)
        {
            await Answer(http, refusal!);
            return;
        }

        var (postcode, customer, unknown) = await Whereabouts(http);
        if (unknown is not null)
        {
            await Answer(http, unknown);
            return;
        }

        query = query with { Postcode = postcode, Customer = customer };
        var now = _seams.Time.GetUtcNow();
        await Read(http, Consistency(http), reader => RestaurantSearch.List(reader.Tables, query, page, now));
    }

    private async Task Restaurant(HttpContext http)
    {
        var (_, customer, unknown) = await Whereabouts(http);
        if (unknown is not null)
        {
            await Answer(http, unknown);
            return;
        }

        var slug = (string)http.GetRouteValue("slug")!;
        var now = _seams.Time.GetUtcNow();
        await Read(http, Consistency(http), reader => RestaurantReads.One(reader.Tables, _menus, slug, customer, now));
    }

    private async Task Orders(HttpContext http)
    {
        if (Page(http, out var refusal) is { } page)
        {
            await ReadOwn(http, (reader, caller) => OrderReads.List(reader.Tables, caller, page));
        }
        else
        {
            await Answer(http, refusal!);
        }
    }

    private Task Order(HttpContext http)
    {
        var id = (string)http.GetRouteValue("id")!;
        return ReadOwn(http, (reader, caller) => OrderReads.One(reader.Tables, caller, id), id);
    }

    private Task Me(HttpContext http) => ReadOwn(http, (reader, caller) => PeopleReads.Me(reader.Tables, caller));

    /// <summary>Answers as soon as there is a change after the given one, or with none when the time is up.</summary>
    private async Task Changes(HttpContext http)
    {
        var id = (string)http.GetRouteValue("id")!;
        var after = Number(http, "after");
        var wait = TimeSpan.FromMilliseconds(Math.Clamp(Number(http, "wait"), 0, (int)MaxWait.TotalMilliseconds));

        // Watching begins before reading, so that a change in between is not slept through.
        using var watcher = OrderReads.TryGetNumber(id, out _, out var number)
            ? _seams.Store.Watch.Begin(number)
            : null;
        if (!await Gate(http, OwnConsistency(http)))
        {
            return;
        }

        var waits = false;
        var answer = ReadNow(http, (reader, caller) => OrderReads.Changes(reader.Tables, caller, id, after, out waits), id);
        if (waits && watcher is not null && wait > TimeSpan.Zero)
        {
            await watcher.Wait(wait, _seams.Time, http.RequestAborted);
            http.RequestAborted.ThrowIfCancellationRequested();
            answer = ReadNow(http, (reader, caller) => OrderReads.Changes(reader.Tables, caller, id, after, out _), id);
        }

        await Answer(http, answer);
    }

    /// <summary>A read of what belongs to the caller; <paramref name="order"/> may be shown to who has its own token, too.</summary>
    private async Task ReadOwn(
        HttpContext http, Func<ReadConnection, StoredCustomer, ReadAnswer> read, string? order = null)
    {
        if (await Gate(http, OwnConsistency(http)))
        {
            await Answer(http, ReadNow(http, read, order));
        }
    }

    private async Task Read(HttpContext http, string? consistency, Func<ReadConnection, ReadAnswer> read)
    {
        if (await Gate(http, consistency))
        {
            await Answer(http, _seams.Store.Readers.Use(reader =>
            {
                http.Response.Headers[InnerApi.PositionHeader] = reader.Begin();
                return read(reader);
            }));
        }
    }

    private ReadAnswer ReadNow(
        HttpContext http, Func<ReadConnection, StoredCustomer, ReadAnswer> read, string? order = null)
    {
        var token = http.Request.Headers[InnerApi.CallerHeader].ToString();
        if (token.Length == 0)
        {
            return new Refusal(
                Reason.TokenMissing, "Please say who you are: send the token that you were given as a customer.");
        }

        var unknown = new Refusal(Reason.TokenUnknown, "There is no customer with this token.");
        if (token.Length != TokenHashDigits || !token.All(char.IsAsciiHexDigit))
        {
            return unknown;
        }

        return _seams.Store.Readers.Use(reader =>
        {
            http.Response.Headers[InnerApi.PositionHeader] = reader.Begin();
            var hash = Convert.FromHexString(token);
            var caller = reader.Tables.Customers.FindByToken(hash, _seams.Time.GetUtcNow())
                ?? (order is null ? null : OrderReads.ShownBy(reader.Tables, hash, order, _seams.Store.TokenSecret.Span));
            return caller is null ? unknown : read(reader, caller);
        });
    }

    /// <summary>Waits for what the read must see; false where it was refused, and the refusal is on its way.</summary>
    private async Task<bool> Gate(HttpContext http, string? consistency)
    {
        var position = http.Request.Headers[InnerApi.PositionHeader].ToString();
        var lineage = _seams.Store.Applied.Head.Lineage;
        if (position.Length > 0 && !position.StartsWith(lineage + ":", StringComparison.Ordinal))
        {
            http.Response.Headers[InnerApi.ResetHeader] = "other-lineage";
        }

        switch (await _seams.Gate(position.Length == 0 ? null : position, consistency, http.RequestAborted))
        {
            case ReadGate.Open:
                return true;
            case ReadGate.Behind:
                http.Response.Headers[InnerApi.BehindHeader] = "1";
                await Answer(http, new Refusal(Reason.Unavailable, "This replica has not caught up yet."));
                return false;
            case ReadGate.Beyond:
                await Answer(http, new Refusal(
                    Reason.MalformedRequest,
                    $"This town has not come as far as {position}: please leave {InnerApi.PositionHeader} away."));
                return false;
            default:
                await Answer(http, new Refusal(
                    Reason.Unavailable, "Nobody can say just now what is the latest; please try again soon."));
                return false;
        }
    }

    private Task Answer(HttpContext http, ReadAnswer answer)
    {
        if (_seams.Age() is { } age)
        {
            http.Response.Headers[InnerApi.AgeHeader] = ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return Write(http, answer);
    }

    private static async Task Write(HttpContext http, ReadAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.Status < StatusCodes.Status400BadRequest
            ? "application/json"
            : Problem.MediaType;
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }

    /// <summary>Where the asker is, if they said so.</summary>
    private async Task<(string? Postcode, Whereabouts? Customer, Refusal? Refusal)> Whereabouts(HttpContext http)
    {
        var text = http.Request.Query["postcode"].ToString();
        if (text.Length == 0)
        {
            return (null, null, null);
        }

        if (!Ordering.Customers.Postcode.TryParse(text, out var postcode, out var problem))
        {
            return (null, null, PeopleReads.MalformedPostcode(problem));
        }

        var lookup = await _seams.FindPostcode(postcode, http.RequestAborted);
        return lookup switch
        {
            { Exists: false } => (null, null, PeopleReads.UnknownPostcode(postcode)),
            { Place: { Latitude: { } latitude, Longitude: { } longitude, Approximate: var approximate } } =>
                (postcode.ToString(), new Whereabouts(new Coordinates(latitude, longitude), approximate), null),
            _ => (postcode.ToString(), Ordering.Restaurants.Whereabouts.Unknown, null),
        };
    }

    private static PageQuery? Page(HttpContext http, out Refusal? refusal) =>
        PageQuery.Read(http.Request.Query["limit"], http.Request.Query["after"], out refusal);

    private static string? Text(HttpContext http, string name)
    {
        var text = http.Request.Query[name].ToString().Trim();
        return text.Length == 0 ? null : text.Length > MaxText ? text[..MaxText] : text;
    }

    private static int Number(HttpContext http, string name) =>
        int.TryParse(http.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    private static string? Consistency(HttpContext http) =>
        http.Request.Headers[InnerApi.ConsistencyHeader].ToString() is { Length: > 0 } asked ? asked : null;

    /// <summary>
    /// What is somebody's own is read linearizably, unless they say what they have seen or ask otherwise.
    /// </summary>
    private static string? OwnConsistency(HttpContext http) =>
        Consistency(http) ?? (http.Request.Headers.ContainsKey(InnerApi.PositionHeader) ? null : Linearizable);
}
