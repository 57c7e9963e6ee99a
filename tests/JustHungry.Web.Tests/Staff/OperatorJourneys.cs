using System.Diagnostics;
using System.Text.RegularExpressions;
using JustHungry.Web.Tests.Town;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JustHungry.Web.Tests.Staff;

/// <summary>What operators do, with and without scripts; and what axe says of staff's pages.</summary>
public sealed partial class OperatorJourneys(WebTown town)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hand_over_from_the_operators_page_leaves_an_open_board_at_work(bool script)
    {
        var (order, _) = await town.Order();
        var board = await town.Open(768, script);
        await board.SignIn(await town.Hire("kitchen"));
        await Expect(board.Card(order, "new")).ToBeVisibleAsync();
        await board.EvaluateAsync("() => { window.neverReloaded = true; }");
        var page = await town.Open(1440, script);
        await page.SignInAsOperator(town);
        await Expect(page).ToHaveURLAsync(OperatorAddress());
        var before = (await town.Read("/api/v1/cluster")).GetProperty("view").GetProperty("number").GetInt64();

        await page.GetByRole(AriaRole.Link, new() { Name = "Hand over", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Hand over", Exact = true }).ClickAsync();
        await Expect(page.Locator(".notice.good")).ToContainTextAsync("decides now");
        var later = await town.Order();
        await (script ? Task.CompletedTask : board.ReloadAsync());
        await Expect(board.Card(later.Id, "new")).ToBeVisibleAsync();
        await board.Card(order, "new").Locator(".accept .button.big").ClickAsync();
        await Expect(board.Card(order, "preparing")).ToBeVisibleAsync();

        Assert.Equal("accepted", await town.StatusOf(order));
        Assert.True((await town.Read("/api/v1/cluster")).GetProperty("view").GetProperty("number").GetInt64() > before);
        Assert.True(!script || await board.EvaluateAsync<bool>("() => window.neverReloaded === true"));
        await page.GotoAsync("/operator/trail");
        await Expect(page.Locator("table.trail")).ToContainTextAsync("had the primary hand over");
        await board.Context.DisposeAsync();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_hands_over_once()
    {
        var page = await town.Open(1440);
        await page.SignInAsOperator(town);
        await page.GotoAsync("/operator/hand-over");
        var before = await ViewNumber();

        var answers = await page.EvaluateAsync<string[]>("""
            async () => {
              const form = document.querySelector("main form");
              const answers = [];
              for (let times = 0; times < 2; times++) {
                const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
                answers.push(`${answer.status} ${new URL(answer.url).pathname}`);
              }
              return answers;
            }
            """);

        Assert.Equal(["200 /operator", "200 /operator"], answers);
        // Any replica tells of the view, and one of them may not have heard of the new one at once.
        var waited = Stopwatch.StartNew();
        while (await ViewNumber() == before && waited.Elapsed < TimeSpan.FromSeconds(30))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
        await town.Order();
        Assert.Equal(before + 1, await ViewNumber());
        await page.Context.DisposeAsync();

        async Task<long> ViewNumber() =>
            (await town.Read("/api/v1/cluster")).GetProperty("view").GetProperty("number").GetInt64();
    }

    [Fact]
    public async Task The_first_sign_in_with_a_one_time_password_leads_to_choosing_ones_own()
    {
        var password = await town.OneTimePassword();
        var page = await town.Open();
        await page.SignIn("operator", password);
        await Expect(page).ToHaveURLAsync(ProfileAddress());
        await page.GotoAsync("/operator");
        await Expect(page).ToHaveURLAsync(ProfileAddress());

        var form = page.Locator("form[action='/profile/password']");
        await form.Locator("[name=current]").FillAsync(password);
        await form.Locator("[name=password]").FillAsync(WebTown.OperatorPassword);
        await form.Locator("[name=password]").PressAsync("Enter");
        await page.Reach("/profile?done=password");

        Assert.Equal(200, (await page.GotoAsync("/operator"))!.Status);
        await Expect(page.Locator("h1")).ToHaveTextAsync("The cluster");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task The_picture_is_live_the_stores_are_compared_and_a_backup_comes_down()
    {
        var page = await town.Open(1440);
        await page.SignInAsOperator(town);
        var head = page.Locator(".view-line");
        var before = await head.InnerTextAsync();
        await town.Order();
        await Expect(head).Not.ToHaveTextAsync(before);
        await Expect(page.Locator("svg.cluster .node")).ToHaveCountAsync(3);

        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Expect(page.Locator(".notice.good")).ToContainTextAsync("All 3 stores are equal");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download a backup" }).ClickAsync());

        Assert.Matches("^town-.*\\.hungry$", download.SuggestedFilename);
        var file = await download.PathAsync();
        Assert.Equal("SQLite format 3", System.Text.Encoding.ASCII.GetString((await File.ReadAllBytesAsync(file!))[..15]));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_replica_is_removed_after_a_question_and_who_cannot_be_is_said()
    {
        var (id, process) = await town.AddReplica();
        var page = await town.Open(1440);
        await page.SignInAsOperator(town);
        await page.GetByRole(AriaRole.Link, new() { Name = $"Remove {id}" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync($"Remove {id} from the town?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();

        await Expect(page.Locator(".notice.good")).ToHaveTextAsync($"{id} has been removed.");
        await process.Ended.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        await Expect(page.Locator("svg.cluster .node")).ToHaveCountAsync(3);
        await Expect(page.Locator("#picture table")).Not.ToContainTextAsync(id);

        var primary = (await town.Read("/api/v1/cluster")).GetProperty("view").GetProperty("primary").GetString();
        foreach (var (whom, words) in ((string?, string)[])[(primary, $"{primary} is the primary: let it hand over first."), (id, $"No replica is called {id}.")])
        {
            await page.GotoAsync($"/operator/replicas/{whom}/remove");
            await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
            await Expect(page.Locator(".notice.bad")).ToHaveTextAsync(words);
        }
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Somebody_is_invited_joins_and_is_removed_after_a_question(bool script)
    {
        var page = await town.Open(1440, script);
        await page.SignInAsOperator(town);
        await page.GotoAsync("/staff");
        await page.Locator("[name=restaurants]").FillAsync("stantons");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite somebody" }).ClickAsync();
        var code = await page.Locator("#code").InnerTextAsync();

        var other = await town.Open(360, script);
        await other.GotoAsync("/staff/join");
        await other.Locator("[name=code]").FillAsync(code);
        var email = $"joan-{script}@stantons.example";
        await other.Locator("[name=name]").FillAsync("Joan Clarke");
        await other.Locator("[name=email]").FillAsync(email);
        await other.Locator("[name=password]").FillAsync("a long enough password");
        await other.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await Expect(other).ToHaveURLAsync(new Regex("/kitchen/stantons$"));

        await page.GotoAsync("/staff");
        await page.Locator(".people li", new() { HasText = email }).GetByRole(AriaRole.Link).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(page.Locator("main")).Not.ToContainTextAsync(email);
        Assert.Contains("/sign-in", (await other.GotoAsync("/kitchen/stantons/takings"))!.Url, StringComparison.Ordinal);
        await page.Context.DisposeAsync();
        await other.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_voucher_is_made_and_ended_after_a_question()
    {
        var page = await town.Open(768);
        await page.SignInAsOperator(town);
        await page.GotoAsync("/vouchers");
        await page.Locator("[name=code]").FillAsync("WARM10");
        await page.Locator("[name=name]").FillAsync("Ten off");
        await page.Locator("[name=worth]").FillAsync("10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await Expect(page.Locator(".voucher-list")).ToContainTextAsync("10 %");
        await page.GetByRole(AriaRole.Link, new() { Name = "End it WARM10" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "End it" }).ClickAsync();

        await Expect(page.Locator(".voucher-list li", new() { HasText = "WARM10" })).ToContainTextAsync("Ended");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_session_no_form_does_anything()
    {
        var page = await town.Open();
        await page.GotoAsync("/staff/join");
        foreach (var path in (string[])["/staff/invitations", "/vouchers", "/operator/restaurants", "/operator/hand-over", "/kitchen/ask/pause"])
        {
            var answer = await page.EvaluateAsync<string>("""
                async path => {
                  const body = new URLSearchParams(new FormData(document.querySelector("main form")));
                  for (const [name, value] of Object.entries({ role: "operator", code: "FREE", name: "x", kind: "percent", worth: "99", minutes: "60", document: "{}" })) body.set(name, value);
                  const answer = await fetch(path, { method: "POST", body });
                  return `${answer.status} ${answer.redirected} ${new URL(answer.url).pathname}`;
                }
                """, path);
            Assert.Equal("200 true /sign-in", answer);
        }
        Assert.DoesNotContain("FREE", (await town.Read("/api/v1/vouchers?limit=100")).ToString(), StringComparison.Ordinal);
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(768, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    public async Task Axe_finds_nothing_on_staffs_pages(int width, ColorScheme scheme)
    {
        var (order, _) = await town.Order();
        var page = await town.Open(width, more: options => options.ColorScheme = scheme);
        await page.SignInAsOperator(town);
        var found = new List<string>();
        foreach (var path in StaffPictures.Paths(order))
        {
            await page.GotoAsync(path);
            found.Add(await page.Check());
            var wide = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
            found.Add(wide > width ? $"{path} is {wide} px wide at {width}" : "");
        }
        Assert.Empty(string.Join("\n", found.Where(words => words.Length > 0)));
        await page.Context.DisposeAsync();
    }

    [GeneratedRegex("/operator$")]
    private static partial Regex OperatorAddress();

    [GeneratedRegex("/profile\\?password=1")]
    private static partial Regex ProfileAddress();
}
