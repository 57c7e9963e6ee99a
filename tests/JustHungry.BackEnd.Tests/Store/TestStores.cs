using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JustHungry.BackEnd.Endpoints;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Ids;
using JustHungry.Ordering;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Sqlite;
using JustHungry.Replication.Views;
using Xunit;

namespace JustHungry.BackEnd.Tests.Store;

/// <summary>
/// A primary's store and a backup's, side by side in a folder of their own, and what travels between them.
/// </summary>
internal sealed class TestStores : IDisposable
{
    private const string Lineage = "0123456789abcdef";
    private static readonly byte[] Secret = new byte[32];

    /// <summary>Few, so that tests see orders in the table and in memory.</summary>
    private const int IndexOrdersEvery = 7;

    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-stores-").FullName;
    private readonly List<LogEntry> _log = [];
    private int _commands;

    public TestStores()
    {
        Primary = Open("primary.db");
        Backup = Open("backup.db");
    }

    public ReplicaStore Primary { get; private set; }

    public ReplicaStore Backup { get; }

    /// <summary>The town's feature level.</summary>
    public int Level { get; init; } = StoreFeatures.Highest;

    public DateTimeOffset Now { get; set; } = new(2026, 3, 11, 12, 0, 0, TimeSpan.Zero);

    public Random Random { get; set; } = new(1);

    public IReadOnlyList<LogEntry> Log => _log;

    public string PathOf(string name) => Path.Combine(_folder, name);

    public ReplicaStore OpenWith(string name, Func<StoreOptions, StoreOptions> change) =>
        ReplicaStore.Open(change(new StoreOptions { Path = PathOf(name), TokenSecret = Secret }));

    public ReplicaStore Open(string name) => ReplicaStore.Open(
        new StoreOptions
        {
            Path = PathOf(name),
            TokenSecret = Secret,
            Synchronous = Synchronous.Off,
            IndexOrdersEvery = IndexOrdersEvery,
        });

    public void Reopen()
    {
        Primary.Dispose();
        Primary = Open("primary.db");
    }

    public DecisionContext Context => new(Now, Random, Level);

    /// <summary>Decides a batch on the primary, commits it as the next entry, and has the backup apply it.</summary>
    public IReadOnlyList<Answer> Do(params CommandSubmission[] commands)
    {
        var records = new List<ReadOnlyMemory<byte>>();
        var answers = new List<Answer>();
        Primary.Begin();
        foreach (var command in commands)
        {
            var decision = Primary.Decide(command, Context);
            answers.Add(decision.Answer);
            if (!decision.Record.IsEmpty)
            {
                records.Add(decision.Record);
            }
        }

        if (records.Count == 0)
        {
            Primary.Rollback();
            return answers;
        }

        Commit(records);
        return answers;
    }

    /// <summary>Commits what was decided on the primary as the next entry, and has the backup apply it.</summary>
    public void Commit(IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        var applied = Next();
        var attachment = Primary.EndEntry(Now);
        Primary.Commit(applied);
        _log.Add(new LogEntry(applied.Head.Position, 1, Now, "", applied.Head.Hash, null, records, default) { Attachment = attachment });
        Backup.Apply([_log[^1]], applied);
    }

    public AppliedState Next() => new(
        new LogHead(Lineage, _log.Count + 1, (_log.Count + 1).ToString("x64", CultureInfo.InvariantCulture)),
        new View(1, new ReplicaIdentity("replica-1", "a", "http://127.0.0.1:1"), [], Level),
        Now);

    /// <summary>A command as the front end sends it.</summary>
    public CommandSubmission Command(string type, string body, string? token = null, string? id = null)
    {
        var caller = token is null ? "" : $"\"caller\":\"{HashOf(token)}\",";
        var json = $$"""{"commands":[{"id":"{{id ?? $"command-{++_commands}"}}","type":"{{type}}",{{caller}}"body":{{body}}}]}""";
        var read = CommandReader.Read(Encoding.UTF8.GetBytes(json), out var refusal);
        Assert.Null(refusal);
        return Assert.Single(read).Submission ?? throw new InvalidOperationException(Text(read[0].Answer!));
    }

    public static CommandSubmission System(Command command) => CommandSubmission.OfSystem(command);

    /// <summary>Puts a sample restaurant in place.</summary>
    public void AddRestaurant(string slug) =>
        Assert.Equal(201, Do(Command("putRestaurant", $$"""{"document":{{Sample(slug)}}}"""))[0].Status);

    /// <summary>Puts a sample restaurant in place, changed.</summary>
    public void AddRestaurant(string slug, Action<JsonNode> change, int status = 201)
    {
        var document = JsonNode.Parse(Sample(slug))!;
        change(document);
        Assert.Equal(status, Do(Command("putRestaurant", $$"""{"document":{{document.ToJsonString()}}}"""))[0].Status);
    }

    /// <summary>Registers somebody, and returns their token.</summary>
    public string AddCustomer(string name = "Ada") =>
        Json(Do(Command("registerCustomer", $$"""{"name":"{{name}}","postcode":"DH1 3LE"}"""))[0]).GetProperty("token").GetString()!;

    public CommandSubmission PlaceOrder(string token, string? id = null, int quantity = 2, string item = "garlic-bread") => Command(
        "placeOrder", $$"""{"restaurant":"ask","lines":[{"item":"{{item}}","quantity":{{quantity}}}]}""", token, id);

    public CommandSubmission Cancel(string token, string order, string? id = null) =>
        Command("cancelOrder", $$"""{"order":"{{order}}"}""", token, id);

    /// <summary>Places an order, and returns its id.</summary>
    public string AddOrder(string token)
    {
        var answer = Do(PlaceOrder(token))[0];
        Assert.Equal(201, answer.Status);
        return Json(answer).GetProperty("id").GetString()!;
    }

    public static string HashOf(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    public static string Text(Answer answer) => Encoding.UTF8.GetString(answer.Body.Span);

    public static JsonElement Json(Answer answer) => JsonDocument.Parse(answer.Body).RootElement;

    public static string TypeOf(Answer answer) => Json(answer).GetProperty("type").GetString()!;

    public string HashOf(ReplicaStore store) => store.BeginContentHash()();

    /// <summary>Ids of all orders of a customer, read page by page, the latest first.</summary>
    public static List<string> Pages(ReplicaStore store, string token, int limit)
    {
        var all = new List<string>();
        var before = long.MaxValue;
        while (true)
        {
            var page = store.Readers.Use(reader =>
            {
                reader.Begin();
                return Page(reader, token, before, limit);
            });
            all.AddRange(page);
            if (page.Count < limit)
            {
                return all;
            }

            Uuid7.TryGetSequence(Guid.Parse(page[^1]), out before);
        }
    }

    /// <summary>One page of them.</summary>
    public static List<string> Page(ReadConnection reader, string token, long before, int limit)
    {
        var caller = reader.Tables.Customers.FindByToken(Convert.FromHexString(TestStores.HashOf(token)), DateTimeOffset.MinValue)!;
        return [.. reader.Tables.Orders.Page(caller.Number, before, limit).Select(order => order.Id.ToString())];
    }

    public void Dispose()
    {
        Primary.Dispose();
        Backup.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A restaurant's document as the primary has it.</summary>
    public string DocumentOf(string slug) =>
        Primary.Readers.Use(reader => Encoding.UTF8.GetString(reader.Tables.Restaurants.DocumentOf(slug)));

    private static string Sample(string slug, [CallerFilePath] string here = "") => File.ReadAllText(
        Path.Combine(Path.GetDirectoryName(here)!, "../../../samples/durham", $"{slug}.json"));
}
