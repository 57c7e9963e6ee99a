using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Pages.Staff;

/// <summary>Restaurants, who works in them, and who did what: for operators, and for owners as far as it is theirs.</summary>
internal static class PeoplePages
{
    private const int MostDocument = 4 * 1024 * 1024;

    /// <summary><c>GET /operator/restaurants</c>.</summary>
    public static Task Restaurants(Visit visit) => ShowRestaurants(visit, null);

    /// <summary><c>POST /operator/restaurants</c>: a document, pasted or as a file.</summary>
    public static async Task AddRestaurant(Visit visit)
    {
        var text = visit.Field("document");
        if (visit.Form.Files["file"] is { Length: > 0 and <= MostDocument } file)
        {
            using var reader = new StreamReader(file.OpenReadStream());
            text = await reader.ReadToEndAsync(visit.Http.RequestAborted);
        }
        JsonNode? document;
        try
        {
            document = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            document = null;
        }
        if (document is not JsonObject)
        {
            await ShowRestaurants(visit, new Trouble(422, "document_invalid", "", visit.Texts["operator.not-json"], []));
            return;
        }
        var reply = await visit.Send("putRestaurant", new JsonObject { ["document"] = document }, alone: true);
        if (reply.IsFine)
        {
            await visit.GoTo($"/operator/restaurants?added={Uri.EscapeDataString(reply.Json().GetProperty("slug").GetString()!)}");
        }
        else if (reply.Status == StatusCodes.Status422UnprocessableEntity)
        {
            await ShowRestaurants(visit, reply.Trouble);
        }
        else
        {
            await visit.ShowTrouble(reply);
        }
    }

    /// <summary><c>GET /operator/trail</c>.</summary>
    public static async Task Trail(Visit visit)
    {
        if (!Admits(visit, out var refused))
        {
            await refused;
            return;
        }
        var session = visit.Session!;
        var restaurant = visit.Query("restaurant") is { Length: > 0 } asked ? asked
            : session.Role == "owner" ? session.Restaurants.FirstOrDefault() : null;
        var scope = restaurant is null ? "" : $"&restaurant={Uri.EscapeDataString(restaurant)}";
        var after = visit.Query("after") is { Length: > 0 } cursor ? $"&after={Uri.EscapeDataString(cursor)}" : "";
        var reply = await visit.Ask($"trail?limit=50{scope}{after}");
        await (reply.IsFine
            ? visit.Show<TrailsPage>(new()
            {
                [nameof(TrailsPage.Page)] = reply.Read(StaffJson.Default.ActList),
                [nameof(TrailsPage.Restaurant)] = restaurant,
            })
            : visit.ShowTrouble(reply));
    }

    /// <summary><c>GET /staff</c>.</summary>
    public static Task Staff(Visit visit) => ShowStaff(visit, null, null);

    /// <summary><c>POST /staff/invitations</c>: shows the code once.</summary>
    public static async Task Invite(Visit visit)
    {
        var role = visit.Field("role");
        var slugs = visit.Field("restaurants").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var body = new JsonObject { ["role"] = role };
        if (role != "operator")
        {
            body["restaurants"] = new JsonArray([.. slugs.Select(static slug => (JsonNode)slug)]);
        }
        var reply = await visit.Send("inviteStaff", body);
        await (reply.IsFine ? ShowStaff(visit, reply.Read(StaffJson.Default.FreshInvitation), null)
            : reply.Status is StatusCodes.Status422UnprocessableEntity or StatusCodes.Status404NotFound ? ShowStaff(visit, null, reply.Trouble)
            : visit.ShowTrouble(reply));
    }

    /// <summary><c>POST /staff/invitations/{id}/withdraw</c>.</summary>
    public static async Task Withdraw(Visit visit)
    {
        var reply = await visit.Send("withdrawInvitation", new JsonObject { ["invitation"] = visit.Part("id") });
        await (reply.IsFine ? visit.GoTo("/staff") : visit.ShowTrouble(reply));
    }

    /// <summary><c>GET /staff/{id}/remove</c>: asks once more.</summary>
    public static async Task AskDismissal(Visit visit)
    {
        if (!Admits(visit, out var refused))
        {
            await refused;
            return;
        }
        var staff = await visit.Ask("staff");
        var person = staff.IsFine ? staff.Read(StaffJson.Default.StaffList).Items.FirstOrDefault(each => each.Id == visit.Part("id")) : null;
        if (person is null)
        {
            await (staff.IsFine ? visit.ShowNotFound() : visit.ShowTrouble(staff));
            return;
        }
        await visit.Show<ConfirmPage>(new()
        {
            [nameof(ConfirmPage.Title)] = visit.Texts["staff.remove-title", person.Name],
            [nameof(ConfirmPage.Words)] = visit.Texts["staff.remove-words", person.Email],
            [nameof(ConfirmPage.Action)] = visit.Address,
            [nameof(ConfirmPage.Button)] = visit.Texts["staff.remove"],
            [nameof(ConfirmPage.Back)] = "/staff",
        });
    }

    /// <summary><c>POST /staff/{id}/remove</c>.</summary>
    public static async Task Dismiss(Visit visit)
    {
        var reply = await visit.Send("dismissStaff", new JsonObject { ["person"] = visit.Part("id") });
        await (reply.IsFine ? visit.GoTo("/staff?removed=1")
            : reply.Status == StatusCodes.Status409Conflict ? ShowStaff(visit, null, reply.Trouble)
            : visit.ShowTrouble(reply));
    }

    /// <summary><c>POST /staff/join</c>: who was invited says who they are, and is signed in.</summary>
    public static async Task Join(Visit visit)
    {
        var name = visit.Field("name");
        var reply = await visit.SendSecret(
            "acceptInvitation",
            new JsonObject
            {
                ["code"] = visit.Field("code"),
                ["name"] = name,
                ["email"] = visit.Field("email"),
                ["password"] = (string?)visit.Form["password"] ?? "",
            },
            anonymous: true);
        if (!reply.IsFine)
        {
            await visit.Show<JoinPage>(new() { [nameof(JoinPage.Trouble)] = reply.Trouble }, reply.Status);
            return;
        }
        var told = reply.Json();
        var session = new Session(told.GetProperty("token").GetString()!, name, told.GetProperty("role").GetString()!)
        {
            Restaurants = [.. told.GetProperty("restaurants").EnumerateArray().Select(static each => each.GetString()!)],
            HasAccount = true,
        };
        visit.Remember(session);
        await visit.GoTo(visit.Site.Links.Find(link => link.IsFor(session))?.Path ?? "/");
    }

    /// <summary>True for owners and operators; others are told the way.</summary>
    internal static bool Admits(Visit visit, out Task refused)
    {
        refused = visit.Session switch
        {
            null => visit.SignInFirst(),
            { MustChangePassword: true } => visit.GoTo("/profile?password=1#password"),
            { Role: not ("operator" or "owner") } => visit.ShowForbidden(),
            _ => Task.CompletedTask,
        };
        return visit.Session is { Role: "operator" or "owner", MustChangePassword: false };
    }

    private static async Task ShowRestaurants(Visit visit, Trouble? trouble)
    {
        if (!TownPages.Admits(visit, out var refused))
        {
            await refused;
            return;
        }
        var q = visit.Query("q") is { Length: > 0 } words ? $"&q={Uri.EscapeDataString(words)}" : "";
        var after = visit.Query("after") is { Length: > 0 } cursor ? $"&after={Uri.EscapeDataString(cursor)}" : "";
        var reply = await visit.Ask($"restaurants?limit=50&sort=name{q}{after}");
        await (reply.IsFine
            ? visit.Show<RestaurantsPage>(
                new()
                {
                    [nameof(RestaurantsPage.Page)] = reply.Read(StaffJson.Default.ListedPlaces),
                    [nameof(RestaurantsPage.Trouble)] = trouble,
                },
                trouble?.Status ?? StatusCodes.Status200OK)
            : visit.ShowTrouble(reply));
    }

    private static async Task ShowStaff(Visit visit, FreshInvitation? fresh, Trouble? trouble)
    {
        if (!Admits(visit, out var refused))
        {
            await refused;
            return;
        }
        var (staff, invitations) = (await visit.Ask("staff"), await visit.Ask("staff/invitations"));
        if (!staff.IsFine || !invitations.IsFine)
        {
            await visit.ShowTrouble(staff.IsFine ? invitations : staff);
            return;
        }
        await visit.Show<PersonnelPage>(
            new()
            {
                [nameof(PersonnelPage.People)] = staff.Read(StaffJson.Default.StaffList).Items,
                [nameof(PersonnelPage.Invitations)] = invitations.Read(StaffJson.Default.InvitationList).Items,
                [nameof(PersonnelPage.Fresh)] = fresh,
                [nameof(PersonnelPage.Trouble)] = trouble,
            },
            trouble?.Status ?? StatusCodes.Status200OK);
    }
}
