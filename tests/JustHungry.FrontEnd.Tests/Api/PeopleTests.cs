using System.Net;
using JustHungry.FrontEnd.Tests.Town;

namespace JustHungry.FrontEnd.Tests.Api;

public sealed class PeopleTests
{
    [Theory]
    [InlineData("POST", "/api/v1/sessions", """{"email":"ada@example.org","password":"secret words"}""", "signIn", false)]
    [InlineData("DELETE", "/api/v1/sessions/current", null, "signOut", true)]
    [InlineData("DELETE", "/api/v1/sessions", null, "signOut", true)]
    [InlineData("PATCH", "/api/v1/customers/me", """{"name":"Ada"}""", "changePerson", true)]
    [InlineData("POST", "/api/v1/customers/me/account", """{"email":"a@b","password":"secret words"}""", "openAccount", true)]
    [InlineData("POST", "/api/v1/customers/me/password", """{"current":"a","password":"b"}""", "changePassword", true)]
    [InlineData("POST", "/api/v1/customers/me/email", """{"email":"a@b","password":"secret words"}""", "changeEmail", true)]
    [InlineData("POST", "/api/v1/customers/me/erase", "{}", "erasePerson", true)]
    [InlineData("POST", "/api/v1/orders/find", """{"number":"1","phone":"0191"}""", "findOrder", false)]
    [InlineData("POST", "/api/v1/staff/invitations", """{"role":"kitchen","restaurants":["ask"]}""", "inviteStaff", true)]
    [InlineData("DELETE", "/api/v1/staff/invitations/one", null, "withdrawInvitation", true)]
    [InlineData("POST", "/api/v1/staff/accept", """{"code":"c","name":"n","email":"e","password":"p"}""", "acceptInvitation", false)]
    [InlineData("DELETE", "/api/v1/staff/one", null, "dismissStaff", true)]
    public async Task Each_call_is_its_command_and_those_of_known_people_need_a_token(
        string method, string path, string? body, string type, bool needsToken)
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var without = await Call(frontEnd, method, path, body, token: null);
        var with = await Call(frontEnd, method, path, body, TestFrontEnd.Token);

        Assert.Equal(needsToken ? HttpStatusCode.Unauthorized : HttpStatusCode.Created, without);
        Assert.Equal(HttpStatusCode.Created, with);
        var commands = town.Replicas[0].Batches.SelectMany(batch => batch).ToList();
        Assert.All(commands, command => Assert.Equal((type, needsToken), (command.Type, command.Caller is not null)));
        Assert.Equal(needsToken ? 1 : 2, commands.Count);
    }

    [Fact]
    public async Task Nobody_becomes_an_operator_or_brings_a_token_of_their_own_from_outside()
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town);

        await frontEnd.Post(
            "/api/v1/customers", """{"name":"Eve","postcode":"DH1 3LE","tokenHash":"00","role":"operator"}""", token: null);

        var body = town.Replicas[0].Batches.Single().Single().Body;
        Assert.Equal(["name", "postcode"], body.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task One_address_tries_so_many_secrets_a_minute()
    {
        await using var town = await FakeTown.Start(replicas: 1);
        await using var frontEnd = await TestFrontEnd.Start(town, with: options => options with { SecretsPerMinute = 2 });
        const string Ada = """{"email":"ada@example.org","password":"secret words"}""";

        await frontEnd.Post("/api/v1/sessions", Ada, token: null);
        await frontEnd.Post("/api/v1/orders/find", """{"number":"1","phone":"0191"}""", token: null);
        var third = await frontEnd.Post("/api/v1/sessions", Ada, token: null);

        Assert.Equal("too_many_requests", third.Problem);
        Assert.NotNull(third.Header("Retry-After"));
    }

    private static async Task<HttpStatusCode> Call(TestFrontEnd frontEnd, string method, string path, string? body, string? token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }
        using var answer = await frontEnd.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
