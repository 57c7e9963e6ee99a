using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Pages.Shop;

/// <summary>Signing in and out, accounts, and what is known of a person.</summary>
internal static class AccountPages
{
    /// <summary><c>POST /sign-in</c>.</summary>
    public static async Task SignIn(Visit visit)
    {
        var body = new JsonObject { ["email"] = visit.Field("email"), ["password"] = (string?)visit.Form["password"] ?? "" };
        var reply = await visit.SendSecret("signIn", body, anonymous: true);
        if (!reply.IsFine)
        {
            await visit.Show<SignInPage>(new() { [nameof(SignInPage.Trouble)] = reply.Trouble }, reply.Status);
            return;
        }
        var session = await Begin(visit, reply);
        var home = session.IsStaff ? visit.Site.Links.Find(link => link.IsFor(session))?.Path ?? "/" : "/";
        var back = Visit.Back(visit.Field("back"));
        await visit.GoTo(session.MustChangePassword ? "/profile?password=1#password" : back == "/" ? home : back);
    }

    /// <summary><c>POST /register</c>.</summary>
    public static async Task Register(Visit visit)
    {
        var body = new JsonObject
        {
            ["name"] = visit.Field("name"),
            ["postcode"] = visit.Field("postcode"),
            ["email"] = visit.Field("email"),
            ["password"] = (string?)visit.Form["password"] ?? "",
        };
        if (visit.Field("phone") is { Length: > 0 } phone)
        {
            body["phone"] = phone;
        }
        var reply = await visit.SendSecret("registerCustomer", body, anonymous: true);
        if (!reply.IsFine || reply.Read(ShopJson.Default.TokenTold).Token is not { } token)
        {
            await visit.Show<RegisterPage>(new() { [nameof(RegisterPage.Trouble)] = reply.Trouble }, reply.Status);
            return;
        }
        visit.Remember(new Session(token, visit.Field("name"), "customer") { HasAccount = true });
        await visit.GoTo(Visit.Back(visit.Field("back")));
    }

    /// <summary><c>POST /sign-out</c>: here, or everywhere.</summary>
    public static async Task SignOut(Visit visit)
    {
        if (visit.Session is not null)
        {
            await visit.Send("signOut", new JsonObject { ["everywhere"] = visit.Field("everywhere") == "yes" });
        }
        visit.Remember(null);
        await visit.GoTo("/");
    }

    public static Task Profile(Visit visit) => ShowProfile(visit, null, "", StatusCodes.Status200OK);

    /// <summary><c>POST /profile</c>: name, postcode, phone, address.</summary>
    public static Task Change(Visit visit) => Do(visit, "changePerson", "details", new JsonObject
    {
        ["name"] = visit.Field("name"),
        ["postcode"] = visit.Field("postcode"),
        ["phone"] = visit.Field("phone"),
        ["address"] = new JsonArray([.. visit.Field("address").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(static one => (JsonNode)one)]),
    });

    /// <summary><c>POST /profile/account</c>: a guest gets a password.</summary>
    public static Task Open(Visit visit) => Do(visit, "openAccount", "account", new JsonObject
    {
        ["email"] = visit.Field("email"), ["password"] = (string?)visit.Form["password"] ?? "",
    });

    /// <summary><c>POST /profile/password</c>.</summary>
    public static Task ChangePassword(Visit visit) => Do(visit, "changePassword", "password", new JsonObject
    {
        ["current"] = (string?)visit.Form["current"] ?? "", ["password"] = (string?)visit.Form["password"] ?? "",
    });

    /// <summary><c>POST /profile/erase</c>: nothing of the person stays.</summary>
    public static async Task Erase(Visit visit)
    {
        var body = new JsonObject();
        if ((string?)visit.Form["password"] is { Length: > 0 } password)
        {
            body["password"] = password;
        }
        var reply = await visit.SendSecret("erasePerson", body);
        if (!reply.IsFine)
        {
            await ShowProfile(visit, reply.Trouble, "erase", reply.Status);
            return;
        }
        visit.Remember(null);
        await visit.GoTo("/");
    }

    /// <summary>All that is kept about the person, as a file.</summary>
    public static async Task Export(Visit visit)
    {
        var reply = visit.Session is null ? null : await visit.Ask("customers/me/export");
        if (reply is not { IsFine: true })
        {
            await (reply is null ? visit.SignInFirst() : visit.ShowTrouble(reply));
            return;
        }
        visit.Http.Response.ContentType = "application/json";
        visit.Http.Response.Headers.ContentDisposition = "attachment; filename=\"just-hungry.json\"";
        await visit.Http.Response.Body.WriteAsync(reply.Body, visit.Http.RequestAborted);
    }

    private static async Task Do(Visit visit, string command, string part, JsonObject body)
    {
        if (visit.Session is not { } session)
        {
            await visit.SignInFirst();
            return;
        }
        var reply = command == "changePerson" ? await visit.Send(command, body, alone: true) : await visit.SendSecret(command, body);
        if (!reply.IsFine)
        {
            await (reply.Status == StatusCodes.Status401Unauthorized && reply.Trouble.Code != "sign_in_failed"
                ? visit.SignInFirst()
                : ShowProfile(visit, reply.Trouble, part, reply.Status));
            return;
        }
        visit.Remember(session with
        {
            Name = part == "details" ? visit.Field("name") : session.Name,
            HasAccount = session.HasAccount || part == "account",
            MustChangePassword = part != "password" && session.MustChangePassword,
        });
        await visit.GoTo($"/profile?done={part}");
    }

    private static async Task ShowProfile(Visit visit, Trouble? trouble, string part, int status)
    {
        if (visit.Session is null)
        {
            await visit.SignInFirst();
            return;
        }
        var reply = await visit.Ask("customers/me");
        await (reply.IsFine
            ? visit.Show<ProfilePage>(
                new()
                {
                    [nameof(ProfilePage.Person)] = reply.Read(ShopJson.Default.Person),
                    [nameof(ProfilePage.Trouble)] = trouble,
                    [nameof(ProfilePage.Part)] = part,
                },
                status)
            : visit.ShowTrouble(reply));
    }

    /// <summary>The cookie for whom the back end has just told a token.</summary>
    private static async Task<Session> Begin(Visit visit, Reply reply)
    {
        var told = reply.Read(ShopJson.Default.TokenTold);
        var session = new Session(told.Token ?? "", "", told.Role)
        {
            Restaurants = told.Restaurants ?? [],
            HasAccount = true,
            MustChangePassword = told.PasswordChangeNeeded,
        };
        visit.Remember(session);
        var me = await visit.Ask("customers/me");
        session = session with { Name = me.IsFine ? me.Read(ShopJson.Default.Person).Name : "" };
        visit.Remember(session);
        return session;
    }
}
