using System.Net;
using System.Text.RegularExpressions;
using JustHungry.FrontEnd.Tests.Town;
using JustHungry.Ordering.Refusals;

namespace JustHungry.FrontEnd.Tests.Api;

public sealed class PagesTests
{
    [Fact]
    public async Task A_page_says_who_is_the_primary_and_runs_no_script_of_its_own()
    {
        await using var town = await FakeTown.Start();
        await using var frontEnd = await TestFrontEnd.Start(town);
        await frontEnd.PlaceOrder("warm-up");

        var page = await frontEnd.Get("/town");

        Assert.Equal("text/html", page.MediaType);
        Assert.Contains("<strong>replica-1</strong> decides", page.Text, StringComparison.Ordinal);
        Assert.All(Regex.Matches(page.Text, "<script[^>]*>"), script => Assert.Contains("src=\"/assets/", script.Value, StringComparison.Ordinal));
        Assert.StartsWith("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("http", false)]
    [InlineData("http, https", false)]
    [InlineData("https", true)]
    [InlineData("HTTPS, http", true)]
    public async Task Behind_a_proxy_that_ends_the_TLS_cookies_go_over_TLS_alone(string? said, bool isSecure)
    {
        await using var town = await FakeTown.Start(replicas: 0);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var page = await (said is null ? frontEnd.Get("/sign-in") : frontEnd.Get("/sign-in", headers: ("X-Forwarded-Proto", said)));

        var cookie = page.Header("Set-Cookie");
        Assert.StartsWith("jh-form=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Equal(isSecure, cookie!.Contains("secure", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_ask_no_other_host_for_anything()
    {
        await using var town = await FakeTown.Start(replicas: 0);
        await using var frontEnd = await TestFrontEnd.Start(town);

        foreach (var path in (string[])["/", "/api/", "/town", "/favicon.svg"])
        {
            var page = await frontEnd.Get(path);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.DoesNotMatch(new Regex("(src|href|url)[=(][\"']?(https?:)?//"), page.Text);
            Assert.Contains("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.OK, (await frontEnd.Get("/api/scalar.js")).Status);
    }

    [Fact]
    public async Task The_type_of_a_problem_leads_to_a_page_about_it()
    {
        await using var town = await FakeTown.Start(replicas: 0);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var problem = await frontEnd.Get("/api/v1/orders", token: null);
        var page = await frontEnd.Get(problem.Json.GetProperty("type").GetString()!);

        Assert.Equal("text/html", page.MediaType);
        Assert.Contains("A token is needed", page.Text, StringComparison.Ordinal);
        Assert.Equal("not_found", (await frontEnd.Get("/problems/no_such_code")).Problem);
    }

    [Theory]
    [InlineData("/nothing-here", HttpStatusCode.NotFound, "There is nothing on this plate")]
    [InlineData("/restaurants/ask", HttpStatusCode.ServiceUnavailable, "Just a moment")]
    public async Task People_are_told_on_a_page_what_is_the_matter(string path, HttpStatusCode status, string words)
    {
        await using var town = await FakeTown.Start(replicas: 0);
        await using var frontEnd = await TestFrontEnd.Start(town, TimeSpan.FromMilliseconds(200));

        var page = await frontEnd.Get(path, headers: ("Accept", "text/html"));

        Assert.Equal(status, page.Status);
        Assert.Equal("text/html", page.MediaType);
        Assert.Contains(words, page.Text, StringComparison.Ordinal);
        Assert.Contains("<a class=\"button", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_from_elsewhere_is_not_taken()
    {
        await using var town = await FakeTown.Start(replicas: 0);
        await using var frontEnd = await TestFrontEnd.Start(town, TimeSpan.FromMilliseconds(200));

        var page = await frontEnd.Post("/sign-out", "everywhere=yes", contentType: "application/x-www-form-urlencoded");

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("open for a long time", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Try again", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_OpenAPI_document_describes_every_call_of_the_contract()
    {
        await using var town = await FakeTown.Start(replicas: 0);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var document = (await frontEnd.Get("/openapi/v1.json")).Json;

        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var calls = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(call => $"{call.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Equal(
            [
                "DELETE /api/v1/sessions", "DELETE /api/v1/sessions/current",
                "DELETE /api/v1/staff/invitations/{id}", "DELETE /api/v1/staff/{id}", "GET /api/v1/cluster",
                "GET /api/v1/cluster/history", "GET /api/v1/cluster/rates", "GET /api/v1/customers/me",
                "GET /api/v1/customers/me/export", "GET /api/v1/orders", "GET /api/v1/orders/{id}",
                "GET /api/v1/orders/{id}/events", "GET /api/v1/postcodes/{postcode}", "GET /api/v1/restaurants",
                "GET /api/v1/restaurants/{slug}", "GET /api/v1/restaurants/{slug}/document",
                "GET /api/v1/restaurants/{slug}/kitchen", "GET /api/v1/restaurants/{slug}/orders",
                "GET /api/v1/restaurants/{slug}/orders/events", "GET /api/v1/restaurants/{slug}/orders/{id}",
                "GET /api/v1/restaurants/{slug}/slots", "GET /api/v1/restaurants/{slug}/takings",
                "GET /api/v1/staff", "GET /api/v1/staff/invitations", "GET /api/v1/trail", "GET /api/v1/vouchers",
                "GET /health/live", "GET /health/ready", "PATCH /api/v1/customers/me", "POST /api/v1/cluster/backup",
                "POST /api/v1/cluster/hand-over", "POST /api/v1/cluster/replicas/{id}/remove",
                "POST /api/v1/cluster/verify", "POST /api/v1/customers", "POST /api/v1/customers/me/account",
                "POST /api/v1/customers/me/email", "POST /api/v1/customers/me/erase",
                "POST /api/v1/customers/me/password", "POST /api/v1/orders",
                "POST /api/v1/orders/find", "POST /api/v1/orders/{id}/accept", "POST /api/v1/orders/{id}/cancel",
                "POST /api/v1/orders/{id}/collect", "POST /api/v1/orders/{id}/deliver",
                "POST /api/v1/orders/{id}/dispatch", "POST /api/v1/orders/{id}/promise",
                "POST /api/v1/orders/{id}/ready", "POST /api/v1/orders/{id}/reject", "POST /api/v1/quotes",
                "POST /api/v1/restaurants/{slug}/busy", "POST /api/v1/restaurants/{slug}/edits",
                "POST /api/v1/restaurants/{slug}/pause", "POST /api/v1/restaurants/{slug}/stock",
                "POST /api/v1/sessions", "POST /api/v1/staff/accept", "POST /api/v1/staff/invitations",
                "POST /api/v1/vouchers", "PUT /api/v1/restaurants/{slug}",
            ],
            calls.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_reference_of_the_OpenAPI_document_leads_somewhere()
    {
        await using var town = await FakeTown.Start(replicas: 0);
        await using var frontEnd = await TestFrontEnd.Start(town);

        var reply = await frontEnd.Get("/openapi/v1.json");

        var references = Regex.Matches(reply.Text, "\"\\$ref\": ?\"#/([^\"]+)\"").Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(references);
        foreach (var reference in references)
        {
            var element = reply.Json;
            foreach (var step in reference.Split('/'))
            {
                Assert.True(element.TryGetProperty(step, out element), reference);
            }
        }
    }

    [Fact]
    public void Every_problem_code_is_listed_in_the_documentation()
    {
        var document = File.ReadAllText(Path.Combine(Root(), "docs", "api.md"));

        Assert.All(Enum.GetValues<Reason>(), reason => Assert.Contains($"| `{reason.Code()}` | {reason.Status()} |", document, StringComparison.Ordinal));
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "JustHungry.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }
        return folder;
    }
}
