using System.Text;
using System.Text.Json;
using JustHungry.BackEnd.Endpoints;
using JustHungry.BackEnd.People;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.People;
using JustHungry.Replication.Replicas;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

public sealed class PeopleTests : IDisposable
{
    private const string Password = "correct horse battery";

    private readonly TestStores _stores = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 11, 12, 0, 0, TimeSpan.Zero));
    private readonly PasswordDesk _desk;

    public PeopleTests()
    {
        _stores.AddRestaurant("ask");
        _stores.AddRestaurant("stantons");
        _desk = new PasswordDesk(_stores.Primary, _time, iterations: 100);
    }

    [Fact]
    public async Task Who_opens_an_account_comes_back_from_another_device_as_the_same_person()
    {
        var token = _stores.AddCustomer();
        var opened = await Do("openAccount", $$"""{"email":" Ada@Example.org ","password":"{{Password}}"}""", token);

        var session = await SignIn("ada@example.org", Password);

        Assert.Equal(200, opened.Status);
        Assert.Equal(201, session.Status);
        Assert.Equal(Text(opened, "id"), Text(session, "id"));
        Assert.Equal("customer", Text(session, "role"));
        Assert.Equal(201, _stores.Do(_stores.PlaceOrder(Text(session, "token")))[0].Status);
        StoresAreEqual();
    }

    [Fact]
    public async Task Log_and_stores_have_tokens_codes_and_passwords_as_hashes_alone()
    {
        var root = await FirstOperator();
        var invitation = await Do("inviteStaff", """{"role":"kitchen","restaurants":["ask"]}""", root);
        var accepted = await Accept(invitation, "kit@example.org");
        var signedIn = await SignIn("kit@example.org", Password);

        var log = string.Join('\n', _stores.Log.SelectMany(entry => entry.Commands).Select(each => Encoding.UTF8.GetString(each.Span)));
        var stored = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(_stores.PathOf("backup.db"), Cancel))
            + Encoding.UTF8.GetString(await Shared(_stores.PathOf("backup.db-wal")));

        foreach (var secret in (string[])[Text(signedIn, "token"), Text(accepted, "token"), Text(invitation, "code"), Password])
        {
            Assert.DoesNotContain(secret, log);
            Assert.DoesNotContain(secret, stored);
        }
    }

    [Fact]
    public async Task The_same_sign_in_again_is_told_the_same_token_and_another_password_under_its_key_is_refused()
    {
        await Account("ada@example.org");
        var body = $$"""{"email":"ada@example.org","password":"{{Password}}"}""";

        var first = await Do("signIn", body, id: "once");
        var again = await Do("signIn", body, id: "once");
        var other = await Do("signIn", body.Replace(Password, "another one"), id: "once");

        Assert.Equal(TestStores.Text(first), TestStores.Text(again));
        Assert.True(again.Replayed);
        Assert.Equal((422, "/problems/idempotency_key_reused"), (other.Status, TestStores.TypeOf(other)));
    }

    [Fact]
    public async Task Wrong_passwords_are_counted_across_replicas_and_then_even_the_right_one_has_to_wait()
    {
        await Account("ada@example.org");
        for (var attempt = 0; attempt < Attempts.Most; attempt++)
        {
            Assert.Equal(401, (await SignIn("ada@example.org", $"wrong {attempt}")).Status);
        }

        var refused = await SignIn("ada@example.org", Password);
        var counted = _stores.Backup.Readers.Use(
            reader => reader.Tables.Sessions.Attempts(Attempts.Subject("sign-in", "ada@example.org")));
        Pass(Attempts.Window);

        Assert.Equal((429, "/problems/too_many_attempts"), (refused.Status, TestStores.TypeOf(refused)));
        Assert.Equal(Attempts.Most, counted!.Count);
        Assert.Equal(201, (await SignIn("ada@example.org", Password)).Status);
        StoresAreEqual();
    }

    [Fact]
    public async Task Another_e_mail_address_needs_the_password_again_and_is_the_one_to_sign_in_with()
    {
        await Account("ada@example.org");
        await Account("eve@example.org");
        var token = Text(await SignIn("ada@example.org", Password), "token");

        var wrong = await Do("changeEmail", """{"email":"new@example.org","password":"not this one"}""", token);
        var taken = await Do("changeEmail", $$"""{"email":"EVE@example.org","password":"{{Password}}"}""", token);
        var malformed = await Do("changeEmail", $$"""{"email":"nowhere","password":"{{Password}}"}""", token);
        var guest = await Do("changeEmail", $$"""{"email":"guest@example.org","password":"{{Password}}"}""", _stores.AddCustomer());
        var changed = await Do("changeEmail", $$"""{"email":" New@Example.org ","password":"{{Password}}"}""", token);

        Assert.Equal((401, "/problems/sign_in_failed"), (wrong.Status, TestStores.TypeOf(wrong)));
        Assert.Equal((409, "/problems/email_taken"), (taken.Status, TestStores.TypeOf(taken)));
        Assert.Equal((422, "/problems/email_malformed"), (malformed.Status, TestStores.TypeOf(malformed)));
        Assert.Equal((409, "/problems/account_missing"), (guest.Status, TestStores.TypeOf(guest)));
        Assert.Equal(200, changed.Status);
        Assert.Equal(401, (await SignIn("ada@example.org", Password)).Status);
        Assert.Equal(Text(changed, "id"), Text(await SignIn("new@example.org", Password), "id"));
        Assert.Equal(201, _stores.Do(_stores.PlaceOrder(token))[0].Status);
        StoresAreEqual();
    }

    [Fact]
    public async Task A_guessed_password_at_a_change_of_the_e_mail_address_counts_like_any_other()
    {
        await Account("ada@example.org");
        var token = Text(await SignIn("ada@example.org", Password), "token");
        for (var attempt = 0; attempt < Attempts.Most; attempt++)
        {
            await Do("changeEmail", $$"""{"email":"mine@example.org","password":"wrong {{attempt}}"}""", token);
        }

        Assert.Equal(429, (await Do("changeEmail", $$"""{"email":"mine@example.org","password":"{{Password}}"}""", token)).Status);
        Assert.Equal(429, (await SignIn("ada@example.org", Password)).Status);
    }

    [Fact]
    public async Task An_unknown_address_is_answered_as_a_wrong_password_is()
    {
        await Account("ada@example.org");

        var wrong = await SignIn("ada@example.org", "not this one");
        var unknown = await SignIn("eve@example.org", "not this one");

        Assert.Equal(TestStores.Text(wrong), TestStores.Text(unknown));
    }

    [Fact]
    public async Task Signing_out_ends_this_token_and_signing_out_everywhere_ends_all()
    {
        var first = await Account("ada@example.org");
        var second = Text(await SignIn("ada@example.org", Password), "token");
        var third = Text(await SignIn("ada@example.org", Password), "token");

        await Do("signOut", """{"everywhere":false}""", second);
        Assert.Equal([200, 401, 200], await Try(first, second, third));
        await Do("signOut", """{"everywhere":true}""", third);

        Assert.Equal([401, 401, 401], await Try(first, second, third));
        StoresAreEqual();
    }

    [Fact]
    public async Task A_new_password_signs_the_other_devices_out_and_the_old_one_is_worth_nothing()
    {
        var here = await Account("ada@example.org");
        var there = Text(await SignIn("ada@example.org", Password), "token");

        var changed = await Do("changePassword", $$"""{"current":"{{Password}}","password":"a better one"}""", here);

        Assert.Equal(200, changed.Status);
        Assert.Equal([200, 401], await Try(here, there));
        Assert.Equal(401, (await SignIn("ada@example.org", Password)).Status);
        Assert.Equal(201, (await SignIn("ada@example.org", "a better one")).Status);
    }

    [Fact]
    public async Task A_session_ends_by_itself_after_its_time()
    {
        await Account("ada@example.org");
        var token = Text(await SignIn("ada@example.org", Password), "token");

        Pass(JustHungry.Ordering.People.Account.SessionTime - TimeSpan.FromSeconds(1));
        Assert.Equal([200], await Try(token));
        Pass(TimeSpan.FromSeconds(2));

        Assert.Equal([401], await Try(token));
    }

    [Theory]
    [InlineData("""{"email":"nonsense","password":"long enough"}""", 422, "email_malformed")]
    [InlineData("""{"email":"ada@example.org","password":"short"}""", 422, "password_too_weak")]
    [InlineData("""{"email":"ada@example.org","password":"aaaaaaaaaaaa"}""", 422, "password_too_weak")]
    [InlineData("""{"email":"TAKEN@example.org","password":"long enough"}""", 409, "email_taken")]
    public async Task An_account_that_cannot_be_is_refused_in_words(string body, int status, string code)
    {
        await Account("taken@example.org");

        var answer = await Do("openAccount", body, _stores.AddCustomer("Eve"));

        Assert.Equal((status, $"/problems/{code}"), (answer.Status, TestStores.TypeOf(answer)));
    }

    [Fact]
    public async Task The_first_operator_must_choose_a_password_before_they_may_do_anything_more_than_a_customer()
    {
        await Do("makeOperator", """{"password":"one-time words","unless":"exists"}""");
        var signedIn = await SignIn("operator", "one-time words");
        var token = Text(signedIn, "token");

        var early = await Do("inviteStaff", """{"role":"operator"}""", token);
        await Do("changePassword", $$"""{"current":"one-time words","password":"{{Password}}"}""", token);
        var late = await Do("inviteStaff", """{"role":"operator"}""", token);
        var second = await Do("makeOperator", """{"password":"one-time words","unless":"exists"}""");

        Assert.True(TestStores.Json(signedIn).GetProperty("passwordChangeNeeded").GetBoolean());
        Assert.Equal((403, "/problems/password_change_needed"), (early.Status, TestStores.TypeOf(early)));
        Assert.Equal(201, late.Status);
        Assert.Equal((409, "/problems/operator_exists"), (second.Status, TestStores.TypeOf(second)));
    }

    [Fact]
    public async Task Nobody_with_a_token_can_make_themselves_an_operator()
    {
        var answer = await Do("makeOperator", """{"password":"one-time words"}""", _stores.AddCustomer());

        Assert.Equal(403, answer.Status);
    }

    [Fact]
    public async Task An_invitation_works_once_and_gives_the_role_it_says()
    {
        var root = await FirstOperator();
        var invitation = await Do("inviteStaff", """{"role":"owner","restaurants":["ask"]}""", root);

        var accepted = await Accept(invitation, "owen@example.org");
        var again = await Accept(invitation, "other@example.org");

        Assert.Equal(201, accepted.Status);
        Assert.Equal("owner", Text(accepted, "role"));
        Assert.Equal((404, "/problems/invitation_not_found"), (again.Status, TestStores.TypeOf(again)));
        var caller = CallerOf(Text(accepted, "token"));
        Assert.True(caller.MayManage("ask") && caller.MayRunKitchenOf("ask"));
        Assert.False(caller.MayManage("stantons") || caller.MayRunKitchenOf("stantons") || caller.IsOperator);
        StoresAreEqual();
    }

    [Fact]
    public async Task An_owner_invites_for_their_own_restaurant_alone()
    {
        var owner = Text(await Accept(
            await Do("inviteStaff", """{"role":"owner","restaurants":["ask"]}""", await FirstOperator()), "owen@example.org"), "token");

        var own = await Do("inviteStaff", """{"role":"kitchen","restaurants":["ask"]}""", owner);
        var others = await Do("inviteStaff", """{"role":"kitchen","restaurants":["ask","stantons"]}""", owner);
        var operators = await Do("inviteStaff", """{"role":"operator"}""", owner);

        Assert.Equal([201, 403, 403], [own.Status, others.Status, operators.Status]);
    }

    [Fact]
    public async Task Who_was_dismissed_is_signed_out_and_a_customer_again()
    {
        var root = await FirstOperator();
        var kit = await Accept(
            await Do("inviteStaff", """{"role":"kitchen","restaurants":["ask"]}""", root), "kit@example.org");

        var dismissed = await Do("dismissStaff", $$"""{"person":"{{Text(kit, "id")}}"}""", root);
        var last = await Do("dismissStaff", $$"""{"person":"{{CallerOf(root).PersonId}}"}""", root);

        Assert.Equal(200, dismissed.Status);
        Assert.Equal([401], await Try(Text(kit, "token")));
        Assert.Equal("customer", Text(await SignIn("kit@example.org", Password), "role"));
        Assert.Equal((409, "/problems/last_operator"), (last.Status, TestStores.TypeOf(last)));
    }

    [Fact]
    public async Task Customers_can_neither_invite_nor_dismiss_nor_write_restaurants()
    {
        var ada = _stores.AddCustomer();
        var document = JsonSerializer.Serialize(new { document = new { slug = "ask" } });

        var answers = new[]
        {
            await Do("inviteStaff", """{"role":"operator"}""", ada),
            await Do("dismissStaff", """{"person":"nobody"}""", ada),
            await Do("withdrawInvitation", """{"invitation":"none"}""", ada),
            await Do("putRestaurant", document, ada),
        };

        Assert.All(answers, answer => Assert.Equal((403, "/problems/forbidden"), (answer.Status, TestStores.TypeOf(answer))));
    }

    [Fact]
    public async Task An_owner_writes_their_own_restaurant_and_no_other()
    {
        var owner = Text(await Accept(
            await Do("inviteStaff", """{"role":"owner","restaurants":["ask"]}""", await FirstOperator()), "owen@example.org"), "token");
        string Body(string slug, string of) => $$"""{"slug":"{{slug}}","document":{{_stores.DocumentOf(of)}}}""";

        var own = await Do("putRestaurant", Body("ask", "ask"), owner);
        var others = await Do("putRestaurant", Body("stantons", "stantons"), owner);
        var disguised = await Do("putRestaurant", Body("ask", "stantons"), owner);

        Assert.Equal([200, 403, 422], [own.Status, others.Status, disguised.Status]);
    }

    [Fact]
    public async Task Staff_who_never_said_where_they_are_cannot_order_until_they_have()
    {
        var token = Text(await Accept(
            await Do("inviteStaff", """{"role":"kitchen","restaurants":["ask"]}""", await FirstOperator()), "kit@example.org"), "token");

        var before = _stores.Do(_stores.PlaceOrder(token))[0];
        await Do("changePerson", """{"postcode":"dh13le"}""", token);

        Assert.Equal((422, "/problems/postcode_missing"), (before.Status, TestStores.TypeOf(before)));
        Assert.Equal(201, _stores.Do(_stores.PlaceOrder(token))[0].Status);
    }

    [Fact]
    public async Task A_guest_finds_an_order_by_number_and_phone_however_the_phone_is_written()
    {
        var token = _stores.AddCustomer();
        await Do("changePerson", """{"phone":"0191 498 0000"}""", token);
        var order = _stores.AddOrder(token);

        var found = await Do("findOrder", """{"number":"#1","phone":"+44 (0)191-498-0000","restaurant":"ask"}""");
        var wrong = await Do("findOrder", """{"number":"2","phone":"0191 498 0000"}""");

        Assert.Equal(200, found.Status);
        Assert.Equal(order, TestStores.Json(found).GetProperty("order").GetProperty("id").GetString());
        Assert.StartsWith("jho_", Text(found, "token"));
        Assert.Equal((404, "/problems/order_not_found"), (wrong.Status, TestStores.TypeOf(wrong)));
    }

    [Fact]
    public async Task An_order_is_found_by_the_phone_that_came_with_it_until_its_customer_is_forgotten()
    {
        var token = _stores.AddCustomer();
        var placed = _stores.Do(_stores.Command(
            "placeOrder",
            """{"restaurant":"ask","lines":[{"item":"garlic-bread","quantity":2}],"address":{"lines":["7 Secret Lane"],"town":"Durham","postcode":"DH1 3LE","phone":"0191 498 0007"}}""",
            token))[0];
        Assert.Equal(201, placed.Status);
        const string Search = """{"number":"1","phone":"+44 191 4980007"}""";

        var found = await Do("findOrder", Search);
        _stores.Do(_stores.Cancel(token, Text(placed, "id")));
        await Do("erasePerson", "{}", token);

        Assert.Equal(Text(placed, "id"), TestStores.Json(found).GetProperty("order").GetProperty("id").GetString());
        Assert.Equal(404, (await Do("findOrder", Search)).Status);
        StoresAreEqual();
    }

    [Fact]
    public async Task Nobody_tries_all_order_numbers_of_a_phone()
    {
        for (var number = 1; number <= Attempts.Most; number++)
        {
            Assert.Equal(404, (await Do("findOrder", $$"""{"number":"{{number}}","phone":"0191 498 0000"}""")).Status);
        }

        Assert.Equal(429, (await Do("findOrder", """{"number":"99","phone":"01914980000"}""")).Status);
    }

    [Fact]
    public async Task Who_is_erased_leaves_figures_behind_and_nothing_else()
    {
        var token = await Account("ada@example.org");
        await Do("changePerson", """{"phone":"0191 498 0000","address":["7 Secret Lane"]}""", token);
        var placed = _stores.Do(_stores.Command(
            "placeOrder",
            """{"restaurant":"ask","lines":[{"item":"garlic-bread","quantity":2,"note":"the Countess likes it hot"}]}""",
            token))[0];
        var order = Text(placed, "id");
        var underWay = await Do("erasePerson", $$"""{"password":"{{Password}}"}""", token);
        _stores.Do(_stores.Cancel(token, order));

        var wrong = await Do("erasePerson", """{"password":"a guess"}""", token);
        var erased = await Do("erasePerson", $$"""{"password":"{{Password}}"}""", token);

        Assert.Equal([409, 401, 200], [underWay.Status, wrong.Status, erased.Status]);
        Assert.Equal([401], await Try(token));
        Assert.Equal(401, (await SignIn("ada@example.org", Password)).Status);
        var kept = _stores.Backup.Readers.Use(reader =>
        {
            JustHungry.Ordering.Ids.Uuid7.TryGetSequence(Guid.Parse(order), out var number);
            return Encoding.UTF8.GetString(reader.Tables.Orders.Find(number)!.Document);
        });
        Assert.DoesNotContain("Countess", kept);
        Assert.DoesNotContain("Ada", kept);
        Assert.Equal(
            TestStores.Json(placed).GetProperty("totals").GetRawText(),
            JsonDocument.Parse(kept).RootElement.GetProperty("totals").GetRawText());
        StoresAreEqual();
    }

    [Fact]
    public async Task Somebody_with_many_orders_is_forgotten_in_pieces_of_which_none_takes_long()
    {
        const int Orders = 1_130;
        var token = _stores.AddCustomer("Countess");
        for (var placed = 0; placed < Orders; placed += 113)
        {
            var answers = _stores.Do([.. Enumerable.Range(0, 113).Select(_ => _stores.PlaceOrder(token))]);
            Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        }

        _stores.Now += TimeSpan.FromMinutes(11);
        for (var round = 0; round < 4; round++)
        {
            _stores.Do(TestStores.System(new JustHungry.Ordering.Orders.ExpireOrders(_stores.Now)));
        }

        Assert.Equal(200, (await Do("erasePerson", "{}", token)).Status);
        var left = new List<int> { Named() };
        var more = true;
        while (more && left.Count < 10)
        {
            more = TestStores.Json(_stores.Do(TestStores.System(new JustHungry.Ordering.Orders.EraseOrders()))[0]).GetProperty("more").GetBoolean();
            left.Add(Named());
        }

        Assert.Equal([630, 130, 0, 0], left);
        StoresAreEqual();

        int Named() => _stores.Backup.Readers.Use(reader =>
        {
            reader.Begin();
            return reader.Tables.Orders.Between(0, long.MaxValue, int.MaxValue)
                .Count(row => Encoding.UTF8.GetString(reader.Tables.Orders.Find(row.Number)!.Document).Contains("Countess", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_store_of_the_first_version_gets_the_tables_that_it_lacks()
    {
        var path = _stores.PathOf("old.db");
        using (var old = Replication.Sqlite.Database.Open(path, new Replication.Sqlite.DatabaseOptions()))
        {
            using var stream = typeof(ReplicaStore).Assembly.GetManifestResourceStream("JustHungry.BackEnd.Store.schema.sql")!;
            using var reader = new StreamReader(stream);
            old.Execute($"BEGIN; {reader.ReadToEnd()} PRAGMA user_version = 1; COMMIT;");
        }

        using var store = _stores.Open("old.db");

        Assert.Equal(_stores.HashOf(_stores.Open("new.db")), _stores.HashOf(store));
    }

    public void Dispose()
    {
        _desk.Dispose();
        _stores.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<Answer> Do(string type, string body, string? token = null, string? id = null) =>
        _stores.Do(await _desk.Prepare(_stores.Command(type, body, token, id), Cancel))[0];

    private Task<Answer> SignIn(string email, string password) =>
        Do("signIn", $$"""{"email":"{{email}}","password":"{{password}}"}""");

    /// <summary>A customer with an account; returns the token of their registration.</summary>
    private async Task<string> Account(string email)
    {
        var body = $$"""{"name":"Ada","postcode":"DH1 3LE","email":"{{email}}","password":"{{Password}}"}""";
        var answer = await Do("registerCustomer", body);
        Assert.Equal(201, answer.Status);
        return Text(answer, "token");
    }

    private async Task<string> FirstOperator()
    {
        await Do("makeOperator", """{"password":"one-time words"}""");
        var token = Text(await SignIn("operator", "one-time words"), "token");
        await Do("changePassword", $$"""{"current":"one-time words","password":"{{Password}}"}""", token);
        return token;
    }

    private Task<Answer> Accept(Answer invitation, string email) => Do(
        "acceptInvitation",
        $$"""{"code":"{{Text(invitation, "code")}}","name":"Kit","email":"{{email}}","password":"{{Password}}"}""");

    /// <summary>What each token is worth: 200 or 401.</summary>
    private async Task<IReadOnlyList<int>> Try(params string[] tokens)
    {
        var statuses = new List<int>();
        foreach (var token in tokens)
        {
            statuses.Add((await Do("changePerson", """{"name":"Ada"}""", token)).Status);
        }

        return statuses;
    }

    private Caller CallerOf(string token) => _stores.Backup.Readers.Use(reader =>
        reader.Tables.Customers.FindByToken(Convert.FromHexString(TestStores.HashOf(token)), _stores.Now)!.Caller);

    private void Pass(TimeSpan time)
    {
        _stores.Now += time;
        _time.Advance(time);
    }

    private void StoresAreEqual() => Assert.Equal(_stores.HashOf(_stores.Primary), _stores.HashOf(_stores.Backup));

    private static string Text(Answer answer, string name) => TestStores.Json(answer).GetProperty(name).GetString()!;

    private static async Task<byte[]> Shared(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, Cancel);
        return bytes;
    }
}
