using System.Text.Json;
using JustHungry.Ordering;
using JustHungry.Ordering.People;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Api;

/// <summary>The calls that change something about people. Safe for many threads.</summary>
internal sealed class PeopleCalls(CommandCalls commands)
{
    private static readonly CommandCall SignInCall = new("signIn")
    {
        Shape = PeopleShapes.SignIn, TriesSecret = true, Alone = true, Location = "/api/v1/customers/me",
    };

    private static readonly CommandCall SignOutCall = new("signOut")
    {
        NeedsToken = true, Body = static _ => "{\"everywhere\":false}"u8.ToArray(),
    };

    private static readonly CommandCall SignOutEverywhereCall = new("signOut")
    {
        NeedsToken = true, Body = static _ => "{\"everywhere\":true}"u8.ToArray(),
    };

    private static readonly CommandCall OpenAccountCall = new("openAccount")
    {
        Shape = PeopleShapes.OpenAccount, NeedsToken = true, TriesSecret = true, Alone = true,
    };

    private static readonly CommandCall ChangePasswordCall = new("changePassword")
    {
        Shape = PeopleShapes.ChangePassword, NeedsToken = true, TriesSecret = true, Alone = true,
    };

    private static readonly CommandCall ChangeEmailCall = new("changeEmail")
    {
        Shape = PeopleShapes.ChangeEmail, NeedsToken = true, TriesSecret = true, Alone = true,
    };

    private static readonly CommandCall ChangePersonCall = new("changePerson")
    {
        Shape = PeopleShapes.ChangePerson, NeedsToken = true, Alone = true,
    };

    private static readonly CommandCall ErasePersonCall = new("erasePerson")
    {
        Shape = PeopleShapes.ErasePerson, NeedsToken = true, TriesSecret = true, Alone = true,
    };

    private static readonly CommandCall FindOrderCall = new("findOrder")
    {
        Shape = PeopleShapes.FindOrder, TriesSecret = true,
    };

    private static readonly CommandCall InviteStaffCall = new("inviteStaff")
    {
        Shape = PeopleShapes.InviteStaff, NeedsToken = true, Location = "/api/v1/staff/invitations",
    };

    private static readonly CommandCall WithdrawInvitationCall = new("withdrawInvitation")
    {
        NeedsToken = true,
        Body = static http => JsonSerializer.SerializeToUtf8Bytes(
            new WithdrawInvitation(Id(http)), CommandJson.Default.WithdrawInvitation),
    };

    private static readonly CommandCall AcceptInvitationCall = new("acceptInvitation")
    {
        Shape = PeopleShapes.AcceptInvitation, TriesSecret = true, Alone = true, Location = "/api/v1/customers/me",
    };

    private static readonly CommandCall DismissStaffCall = new("dismissStaff")
    {
        NeedsToken = true,
        Body = static http => JsonSerializer.SerializeToUtf8Bytes(
            new DismissStaff(Id(http)), CommandJson.Default.DismissStaff),
    };

    /// <summary><c>POST /sessions</c>.</summary>
    public Task SignIn(HttpContext http) => commands.Forward(http, SignInCall);

    /// <summary><c>DELETE /sessions/current</c>.</summary>
    public Task SignOut(HttpContext http) => commands.Forward(http, SignOutCall);

    /// <summary><c>DELETE /sessions</c>.</summary>
    public Task SignOutEverywhere(HttpContext http) => commands.Forward(http, SignOutEverywhereCall);

    /// <summary><c>POST /customers/me/account</c>.</summary>
    public Task OpenAccount(HttpContext http) => commands.Forward(http, OpenAccountCall);

    /// <summary><c>POST /customers/me/password</c>.</summary>
    public Task ChangePassword(HttpContext http) => commands.Forward(http, ChangePasswordCall);

    /// <summary><c>POST /customers/me/email</c>.</summary>
    public Task ChangeEmail(HttpContext http) => commands.Forward(http, ChangeEmailCall);

    /// <summary><c>PATCH /customers/me</c>.</summary>
    public Task ChangePerson(HttpContext http) => commands.Forward(http, ChangePersonCall);

    /// <summary><c>POST /customers/me/erase</c>.</summary>
    public Task ErasePerson(HttpContext http) => commands.Forward(http, ErasePersonCall);

    /// <summary><c>POST /orders/find</c>.</summary>
    public Task FindOrder(HttpContext http) => commands.Forward(http, FindOrderCall);

    /// <summary><c>POST /staff/invitations</c>.</summary>
    public Task InviteStaff(HttpContext http) => commands.Forward(http, InviteStaffCall);

    /// <summary><c>DELETE /staff/invitations/{id}</c>.</summary>
    public Task WithdrawInvitation(HttpContext http) => commands.Forward(http, WithdrawInvitationCall);

    /// <summary><c>POST /staff/accept</c>.</summary>
    public Task AcceptInvitation(HttpContext http) => commands.Forward(http, AcceptInvitationCall);

    /// <summary><c>DELETE /staff/{id}</c>.</summary>
    public Task DismissStaff(HttpContext http) => commands.Forward(http, DismissStaffCall);

    private static string Id(HttpContext http) => (string)http.Request.RouteValues["id"]!;
}
