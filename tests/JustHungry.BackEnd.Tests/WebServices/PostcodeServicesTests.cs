using JustHungry.BackEnd.WebServices;
using JustHungry.Ordering.Customers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace JustHungry.BackEnd.Tests.WebServices;

public sealed class PostcodeServicesTests : IAsyncDisposable
{
    private static readonly Postcode Durham = Postcode.Parse("DH1 3LE");
    private static readonly Postcode Belfast = Postcode.Parse("BT7 1NN");
    private static readonly Postcode TooNewForTheTable = Postcode.Parse("ZE9 4AG");

    private readonly FakeTimeProvider _time = new();
    private readonly PostcodeServer _first = new(Documented.PostcodesIo("DH1 3LE"));
    private readonly PostcodeServer _second = new(Documented.GetTheData("DH1 3LE"));
    private readonly PostcodeServices _services;

    public PostcodeServicesTests() => _services = Create(_first.Address, _second.Address);

    public async ValueTask DisposeAsync()
    {
        _services.Dispose();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task The_first_service_is_asked_and_believed()
    {
        var found = await Found(Durham);

        Assert.Equal(new PostcodeFinding(Durham, 54.774, -1.5756, "postcodes.io", Approximate: false), found);
        Assert.Equal(["/postcodes/DH1%203LE"], _first.Paths);
        Assert.Empty(_second.Paths);
    }

    [Fact]
    public async Task A_base_address_with_a_path_keeps_it()
    {
        using var services = Create(new Uri(_first.Address, "mirror/v1"), _second.Address);

        await services.Find(Durham, CancellationToken.None);

        Assert.Equal(["/mirror/v1/postcodes/DH1%203LE"], _first.Paths);
    }

    [Fact]
    public async Task A_postcode_that_the_first_service_does_not_know_does_not_exist()
    {
        _first.Reply = Documented.PostcodesIoUnknown;

        Assert.Equal(new PostcodeAnswer.NotFound(Durham, "postcodes.io", Terminated: false), await Find(Durham));
        Assert.Empty(_second.Paths);
    }

    [Fact]
    public async Task A_form_that_the_first_service_refuses_does_not_exist()
    {
        _first.Reply = Documented.PostcodesIoInvalid;

        Assert.Equal(new PostcodeAnswer.NotFound(Durham, "postcodes.io", Terminated: false), await Find(Durham));
    }

    [Fact]
    public async Task A_terminated_postcode_does_not_exist_any_more()
    {
        _first.Reply = Documented.PostcodesIoTerminated;

        Assert.Equal(new PostcodeAnswer.NotFound(Durham, "postcodes.io", Terminated: true), await Find(Durham));
    }

    public static TheoryData<string> Misbehaviours => [.. Misbehaving.Keys];

    private static readonly Dictionary<string, Reply> Misbehaving = new()
    {
        ["429 Too Many Requests"] = Reply.Of(429, "application/json", """{"status":429,"error":"slow down"}""", "Retry-After: 60\r\n"),
        ["500 with JSON"] = Reply.Json("""{"status":500,"error":"oops"}""", 500),
        ["503 in HTML"] = Reply.Html(503),
        ["200 in HTML"] = Reply.Html(),
        ["404 in HTML"] = Reply.Html(404),
        ["404 with another's JSON"] = Reply.Json("""{"message":"no such route"}""", 404),
        ["a redirect"] = Reply.Of(302, "text/html", "", "Location: http://127.0.0.1:1/login\r\n"),
        ["half a body"] = Documented.PostcodesIo("DH1 3LE").CutTo(200),
        ["half a header"] = new Reply("HTTP/1.1 200 OK\r\nContent-Ty"u8.ToArray()),
        ["nothing"] = new Reply([]),
        ["not HTTP"] = new Reply("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray()),
        ["an empty body"] = Reply.Json(""),
        ["JSON null"] = Reply.Json("null"),
        ["a JSON array"] = Reply.Json("[1,2]"),
        ["no result"] = Reply.Json("""{"status":200,"result":null}"""),
        ["a result of the wrong type"] = Reply.Json("""{"status":200,"result":"DH1 3LE"}"""),
        ["a status of the wrong type"] = Reply.Json("""{"status":"200","result":{"postcode":"DH1 3LE"}}"""),
        ["an unpaired surrogate"] = Reply.Json("""{"status":200,"result":{"postcode":"\ud800"}}"""),
        ["another postcode"] = Documented.PostcodesIo("DH1 3LF"),
        ["too long a body"] = Reply.Json("\"" + new string('x', 100_000) + "\""),
        ["a document nested too deep"] = Reply.Json(new string('[', 10_000)),
    };

    [Theory, MemberData(nameof(Misbehaviours))]
    public async Task When_the_first_service_misbehaves_the_second_is_asked(string how)
    {
        _first.Reply = Misbehaving[how];

        var found = await Found(Durham);

        Assert.Equal(new PostcodeFinding(Durham, 54.7745, -1.5756, "getthedata", Approximate: false), found);
        Assert.Equal(["/postcode/DH1%203LE"], _second.Paths);
    }

    [Theory, MemberData(nameof(Misbehaviours))]
    public async Task When_both_misbehave_the_table_answers_and_says_that_it_is_approximate(string how)
    {
        _first.Reply = Misbehaving[how];
        _second.Reply = Misbehaving[how];

        var found = await Found(Durham);

        Assert.Equal(new PostcodeFinding(Durham, 54.78103, -1.56616, "outcodes", Approximate: true), found);
    }

    [Fact]
    public async Task When_nobody_listens_the_table_answers()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();

        Assert.Equal("outcodes", (await Found(Durham)).Source);
    }

    [Fact]
    public async Task When_nobody_knows_the_postcode_is_taken_all_the_same()
    {
        _first.Reply = _second.Reply = Reply.Html(503);

        Assert.Equal(new PostcodeFinding(TooNewForTheTable, null, null, "none", false), await Found(TooNewForTheTable));
    }

    [Theory]
    [InlineData("nothing comes", 0)]
    [InlineData("half a body comes", 100)]
    public async Task A_service_that_hangs_is_given_up_after_its_time(string how, int bytes)
    {
        Assert.NotEmpty(how);
        var whole = Documented.PostcodesIo("DH1 3LE").Bytes;
        _first.Reply = _second.Reply = new Reply(whole[..bytes]) { Hangs = true };

        var finding = Found(Durham);
        await _first.Asked();
        _time.Advance(TimeSpan.FromMilliseconds(1001));
        await _second.Asked();
        Assert.False(finding.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1001));

        Assert.Equal("outcodes", (await finding).Source);
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("99.999999", "0.0")]
    [InlineData("0", "0")]
    public async Task A_postcode_without_a_place_is_placed_by_the_second_service(string latitude, string longitude)
    {
        _first.Reply = Documented.PostcodesIo("DH1 3LE", latitude, longitude);

        Assert.Equal("getthedata", (await Found(Durham)).Source);
    }

    [Fact]
    public async Task A_postcode_that_one_service_confirms_exists_whatever_the_other_says()
    {
        _first.Reply = Documented.PostcodesIo("DH1 3LE", "null", "null");
        _second.Reply = Documented.GetTheDataNoMatch;

        Assert.Equal("outcodes", (await Found(Durham)).Source);
    }

    [Fact]
    public async Task A_confirmed_postcode_that_nobody_can_place_has_no_coordinates()
    {
        _first.Reply = Documented.PostcodesIo("ZE9 4AG", "null", "null");
        _second.Reply = Documented.GetTheData("ZE9 4AG", latitude: "null");

        Assert.Equal(new PostcodeFinding(TooNewForTheTable, null, null, "postcodes.io", false), await Found(TooNewForTheTable));
    }

    [Fact]
    public async Task What_the_second_service_does_not_match_does_not_exist()
    {
        _first.Reply = Reply.Html(503);
        _second.Reply = Documented.GetTheDataNoMatch;

        Assert.Equal(new PostcodeAnswer.NotFound(Durham, "getthedata", Terminated: false), await Find(Durham));
    }

    [Fact]
    public async Task A_district_that_the_second_service_matches_is_no_postcode()
    {
        _first.Reply = Reply.Html(503);
        _second.Reply = Documented.GetTheData("DH1", type: "postcode_district");

        Assert.Equal(new PostcodeAnswer.NotFound(Durham, "getthedata", Terminated: false), await Find(Durham));
    }

    [Fact]
    public async Task A_postcode_that_the_second_service_calls_terminated_does_not_exist_any_more()
    {
        _first.Reply = Reply.Html(503);
        _second.Reply = Documented.GetTheData("DH1 3LE", status: "terminated");

        Assert.Equal(new PostcodeAnswer.NotFound(Durham, "getthedata", Terminated: true), await Find(Durham));
    }

    [Fact]
    public async Task Northern_Ireland_is_not_asked_of_a_service_that_leaves_it_out()
    {
        _first.Reply = Reply.Html(503);
        _second.Reply = Documented.GetTheDataNoMatch;

        Assert.Equal("outcodes", (await Found(Belfast)).Source);
        Assert.Empty(_second.Paths);
    }

    [Fact]
    public async Task A_service_that_keeps_failing_is_left_alone_for_a_while_and_then_tried_again()
    {
        _first.Reply = Reply.Html(503);
        foreach (var postcode in new[] { "DH1 1AA", "DH1 1AB", "DH1 1AD", "DH1 1AE", "DH1 1AF" })
        {
            _second.Reply = Documented.GetTheData(postcode);
            Assert.Equal("getthedata", (await Found(Postcode.Parse(postcode))).Source);
        }
        Assert.Equal(3, _first.Paths.Count);

        _first.Reply = Documented.PostcodesIo("DH1 3LE");
        _time.Advance(TimeSpan.FromSeconds(16));

        Assert.Equal("postcodes.io", (await Found(Durham)).Source);
    }

    [Fact]
    public async Task Switched_off_no_service_is_asked()
    {
        using var services = Create(_first.Address, _second.Address, enabled: false);

        var answer = await services.Find(Durham, CancellationToken.None);

        Assert.Equal("outcodes", Assert.IsType<PostcodeAnswer.Found>(answer).Finding.Source);
        Assert.Empty(_first.Paths);
    }

    [Fact]
    public async Task A_found_postcode_is_remembered_for_a_day()
    {
        await Find(Durham);
        await Find(Durham);
        Assert.Single(_first.Paths);

        _time.Advance(TimeSpan.FromHours(25));
        await Find(Durham);
        Assert.Equal(2, _first.Paths.Count);
    }

    [Fact]
    public async Task A_postcode_that_does_not_exist_is_asked_for_again_soon()
    {
        _first.Reply = Documented.PostcodesIoUnknown;
        await Find(Durham);
        _first.Reply = Documented.PostcodesIo("DH1 3LE");

        Assert.IsType<PostcodeAnswer.NotFound>(await Find(Durham));
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.IsType<PostcodeAnswer.Found>(await Find(Durham));
    }

    [Fact]
    public async Task What_the_table_answered_is_not_remembered()
    {
        _first.Reply = _second.Reply = Reply.Html(503);
        Assert.Equal("outcodes", (await Found(Durham)).Source);

        _first.Reply = Documented.PostcodesIo("DH1 3LE");
        Assert.Equal("postcodes.io", (await Found(Durham)).Source);
    }

    [Fact]
    public async Task Callers_who_ask_for_the_same_postcode_at_once_share_one_look_up()
    {
        var gate = new TaskCompletionSource();
        _first.Reply = Documented.PostcodesIo("DH1 3LE") with { Gate = gate.Task };

        var all = Enumerable.Range(0, 50).Select(_ => Found(Durham)).ToList();
        await _first.Asked();
        gate.SetResult();

        Assert.All(await Task.WhenAll(all), f => Assert.Equal("postcodes.io", f.Source));
        Assert.Single(_first.Paths);
    }

    [Fact]
    public async Task A_caller_who_gives_up_leaves_the_look_up_to_the_others()
    {
        var gate = new TaskCompletionSource();
        _first.Reply = Documented.PostcodesIo("DH1 3LE") with { Gate = gate.Task };
        using var impatient = new CancellationTokenSource();

        var given = _services.Find(Durham, impatient.Token);
        var waited = Found(Durham);
        await _first.Asked();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        gate.SetResult();

        Assert.Equal("postcodes.io", (await waited).Source);
        Assert.Single(_first.Paths);
    }

    private Task<PostcodeAnswer> Find(Postcode postcode) => _services.Find(postcode, TestContext.Current.CancellationToken);

    private async Task<PostcodeFinding> Found(Postcode postcode) =>
        Assert.IsType<PostcodeAnswer.Found>(await Find(postcode)).Finding;

    private PostcodeServices Create(Uri first, Uri second, bool enabled = true) => new(
        new PostcodeServicesOptions { Enabled = enabled, PostcodesIo = first, GetTheData = second },
        _time,
        NullLogger<PostcodeServices>.Instance);
}
