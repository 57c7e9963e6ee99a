using JustHungry.FrontEnd.Api.Description;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JustHungry.FrontEnd.Api;

/// <summary>The calls about people: accounts, sessions, staff.</summary>
internal static class PeopleRoutes
{
    public const string Staff = "Staff";

    private const string V1 = "/api/v1";
    private const string Me = $"{V1}/customers/me";

    private static readonly Reason[] Secrets = [Reason.SignInFailed, Reason.TooManyAttempts, Reason.Unavailable];

    private static readonly (int, Type?, string) Fine = (StatusCodes.Status200OK, typeof(Changed), "It is done.");

    private static readonly (int, Type?, string) ASession = (
        StatusCodes.Status201Created, typeof(SignedIn), "Signed in; the token is good until `expires`.");

    public static void MapAccounts(IEndpointRouteBuilder routes, PeopleCalls people, ReadCalls reads)
    {
        routes.MapPost($"{Me}/account", people.OpenAccount).Describe(people.OpenAccount, new(
            ApiRoutes.People, "openAccount", "Open an account",
            "A guest becomes somebody who can sign in from anywhere; the token stays good.")
        {
            Request = typeof(Credentials),
            Answers = [Fine],
            Problems = [Reason.EmailMalformed, Reason.PasswordTooWeak, Reason.EmailTaken, Reason.AccountExists, Reason.Unavailable],
            NeedsToken = true,
            IsCommand = true,
        });
        routes.MapPatch(Me, people.ChangePerson).Describe(people.ChangePerson, new(
            ApiRoutes.People, "changeMe", "Change name, postcode, phone, address",
            "What is left out stays as it is. An empty phone, or no lines of an address, is none any more.")
        {
            Request = typeof(PersonChange),
            Answers = [Fine],
            Problems =
            [
                Reason.NameEmpty, Reason.NameTooLong, Reason.NameMalformed, Reason.PostcodeMalformed, Reason.PostcodeUnknown,
                Reason.PhoneMalformed, Reason.AddressMalformed,
            ],
            NeedsToken = true,
            IsCommand = true,
        });
        routes.MapPost($"{Me}/password", people.ChangePassword).Describe(people.ChangePassword, new(
            ApiRoutes.People, "changePassword", "Take another password", "All other devices are signed out.")
        {
            Request = typeof(PasswordChange),
            Answers = [Fine],
            Problems = [Reason.PasswordTooWeak, Reason.AccountMissing, .. Secrets],
            NeedsToken = true,
            IsCommand = true,
        });
        routes.MapPost($"{Me}/email", people.ChangeEmail).Describe(people.ChangeEmail, new(
            ApiRoutes.People, "changeEmail", "Take another e-mail address",
            "The one to sign in with from now on; the password is asked for again. Whoever is signed in stays so.")
        {
            Request = typeof(EmailChange),
            Answers = [Fine],
            Problems = [Reason.EmailMalformed, Reason.EmailTaken, Reason.AccountMissing, Reason.PasswordChangeNeeded, .. Secrets],
            NeedsToken = true,
            IsCommand = true,
        });
        routes.MapGet($"{Me}/export", reads.Export).Describe(reads.Export, new(
            ApiRoutes.People, "exportMe", "All that is kept about me",
            "With the latest 1,000 orders; `next` leads to older ones.")
        {
            Answers = [(StatusCodes.Status200OK, typeof(PersonExport), "All of it.")],
            NeedsToken = true,
            IsRead = true,
        });
        routes.MapPost($"{Me}/erase", people.ErasePerson).Describe(people.ErasePerson, new(
            ApiRoutes.People, "eraseMe", "Forget me",
            "Name, address, phone, e-mail and password are erased, tokens are worth nothing any more. The figures of orders stay, "
            + "as the law wants, without whom they were for. Who has an account sends its password.")
        {
            Request = typeof(Erasure),
            Answers = [Fine],
            Problems = [Reason.OrderUnderWay, Reason.LastOperator, .. Secrets],
            NeedsToken = true,
            IsCommand = true,
        });
        routes.MapPost($"{V1}/orders/find", people.FindOrder).Describe(people.FindOrder, new(
            ApiRoutes.Food, "findOrder", "Find an order from another device",
            "By its number and the phone that the customer gave. The token that comes with it shows this order alone: `GET "
            + "/orders/{id}` and its events.")
        {
            Request = typeof(OrderSearch),
            Answers = [(StatusCodes.Status200OK, typeof(FoundOrder), "The order, and a token that shows it.")],
            Problems = [Reason.PhoneMalformed, Reason.OrderNotFound, Reason.TooManyAttempts],
            IsCommand = true,
        });
        MapSessions(routes, people);
    }

    public static void MapStaff(IEndpointRouteBuilder routes, PeopleCalls people, ReadCalls reads)
    {
        routes.MapGet($"{V1}/staff", reads.Staff).Describe(reads.Staff, new(
            Staff, "listStaff", "Who works here", "Operators see all, owners those of their restaurants.")
        {
            Answers = [(StatusCodes.Status200OK, typeof(StaffPage), "Everybody.")],
            Problems = [Reason.Forbidden, Reason.PasswordChangeNeeded],
            NeedsToken = true,
            IsRead = true,
        });
        routes.MapDelete($"{V1}/staff/{{id}}", people.DismissStaff).Describe(people.DismissStaff, new(
            Staff, "dismissStaff", "Dismiss somebody",
            "They are signed out and are a customer again. An owner dismisses from their own restaurants only.")
        {
            Parameters = [new("id", "The person's id.", "0192f0c1-6a3e-7c4b-9d58-2f6f0f8f5a12")],
            Answers = [Fine],
            Problems = [Reason.Forbidden, Reason.PasswordChangeNeeded, Reason.PersonNotFound, Reason.LastOperator],
            NeedsToken = true,
            IsCommand = true,
        });
        routes.MapPost($"{V1}/staff/invitations", people.InviteStaff).Describe(people.InviteStaff, new(
            Staff, "inviteStaff", "Invite somebody to work here",
            "The answer's code works once, for seven days. Operators invite anybody, owners for their own restaurants.")
        {
            Request = typeof(NewInvitation),
            Answers = [(StatusCodes.Status201Created, typeof(InvitationCode), "The invitation and its code.")],
            Problems =
            [
                Reason.Forbidden, Reason.PasswordChangeNeeded, Reason.RoleUnknown, Reason.RestaurantsWrong, Reason.RestaurantUnknown,
            ],
            NeedsToken = true,
            IsCommand = true,
        });
        routes.MapGet($"{V1}/staff/invitations", reads.Invitations).Describe(reads.Invitations, new(
            Staff, "listInvitations", "Open invitations", "Without their codes, which are told once.")
        {
            Answers = [(StatusCodes.Status200OK, typeof(InvitationPage), "Those that can still be used.")],
            Problems = [Reason.Forbidden, Reason.PasswordChangeNeeded],
            NeedsToken = true,
            IsRead = true,
        });
        routes.MapDelete($"{V1}/staff/invitations/{{id}}", people.WithdrawInvitation).Describe(people.WithdrawInvitation, new(
            Staff, "withdrawInvitation", "Take an invitation back", "Its code is worth nothing any more.")
        {
            Parameters = [new("id", "The invitation's id.", "0192f0c1-6a3e-7c4b-9d58-2f6f0f8f5a12")],
            Answers = [Fine],
            Problems = [Reason.Forbidden, Reason.PasswordChangeNeeded, Reason.InvitationNotFound],
            NeedsToken = true,
            IsCommand = true,
        });
        routes.MapPost($"{V1}/staff/accept", people.AcceptInvitation).Describe(people.AcceptInvitation, new(
            Staff, "acceptInvitation", "Take an invitation", "Opens an account with the role that the invitation says, and signs in.")
        {
            Request = typeof(Acceptance),
            Answers = [ASession],
            Problems =
            [
                Reason.InvitationNotFound, Reason.NameEmpty, Reason.NameTooLong, Reason.NameMalformed, Reason.EmailMalformed,
                Reason.PasswordTooWeak, Reason.EmailTaken, Reason.Unavailable,
            ],
            IsCommand = true,
        });
    }

    private static void MapSessions(IEndpointRouteBuilder routes, PeopleCalls people)
    {
        routes.MapPost($"{V1}/sessions", people.SignIn).Describe(people.SignIn, new(
            ApiRoutes.People, "signIn", "Sign in",
            "After ten wrong passwords within a quarter of an hour the account waits for the rest of it, whatever the password.")
        {
            Request = typeof(Credentials),
            Answers = [ASession],
            Problems = Secrets,
            IsCommand = true,
        });
        routes.MapDelete($"{V1}/sessions/current", people.SignOut).Describe(people.SignOut, new(
            ApiRoutes.People, "signOut", "Sign out", "This token is worth nothing any more. A guest cannot: they would not come back.")
        {
            Answers = [Fine],
            Problems = [Reason.AccountMissing],
            NeedsToken = true,
            IsCommand = true,
        });
        routes.MapDelete($"{V1}/sessions", people.SignOutEverywhere).Describe(people.SignOutEverywhere, new(
            ApiRoutes.People, "signOutEverywhere", "Sign out everywhere", "All tokens of this person are worth nothing any more.")
        {
            Answers = [Fine],
            Problems = [Reason.AccountMissing],
            NeedsToken = true,
            IsCommand = true,
        });
    }
}
