using System.Globalization;
using System.Text;
using System.Text.Json;
using JustHungry.BackEnd.Endpoints;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Replication.Views;

namespace JustHungry.Benchmarks;

/// <summary>A replica's store with the sample town in it, in a temporary folder. Used by one thread.</summary>
internal sealed class BenchStore : IDisposable
{
    private const string Lineage = "0123456789abcdef";
    private static readonly View View = new(1, new ReplicaIdentity("replica-1", "a", "http://127.0.0.1:1"), [], StoreFeatures.Highest);

    private readonly string _folder = Directory.CreateTempSubdirectory("hungry-benchmarks-").FullName;
    private readonly Random _random = new(1);
    private int _commands;

    public BenchStore()
    {
        Store = ReplicaStore.Open(new StoreOptions { Path = Path.Combine(_folder, "store.db"), TokenSecret = new byte[32] });
        foreach (var name in typeof(BenchStore).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".json", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(typeof(BenchStore).Assembly.GetManifestResourceStream(name)!);
            Do([Command("putRestaurant", $$"""{"document":{{reader.ReadToEnd()}}}""")]);
        }
        var registered = Do([Command("registerCustomer", """{"name":"Ada","postcode":"DH1 3LE"}""")])[0];
        using var answer = JsonDocument.Parse(registered.Body);
        var token = answer.RootElement.GetProperty("token").GetString()!;
        Caller = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }

    public ReplicaStore Store { get; }

    /// <summary>The hash of the token of a customer in the store.</summary>
    public string Caller { get; }

    public DateTimeOffset Now { get; } = new(2026, 3, 11, 12, 0, 0, TimeSpan.Zero);

    public long Position { get; private set; }

    public DecisionContext Context => new(Now, _random, View.Level);

    public CommandSubmission Order() => Command(
        "placeOrder",
        """{"restaurant":"ask","lines":[{"item":"garlic-bread","quantity":2},{"item":"garlic-bread","quantity":1,"note":"well done"}]}""",
        Caller);

    /// <summary>Decides in one batch, and commits it.</summary>
    public List<Answer> Do(IReadOnlyList<CommandSubmission> commands) => Decide(commands).Answers;

    /// <summary>Decides in one batch, commits it, and gives out what a log would hold of it.</summary>
    public BenchBatch Decide(IReadOnlyList<CommandSubmission> commands)
    {
        var records = new List<ReadOnlyMemory<byte>>();
        var answers = new List<Answer>();
        Store.Begin();
        foreach (var command in commands)
        {
            var decision = Store.Decide(command, Context);
            records.Add(decision.Record);
            answers.Add(decision.Answer);
        }
        Position++;
        var attachment = Store.EndEntry(Now);
        Store.Commit(StateAt(Position));
        return new BenchBatch(answers, records, attachment);
    }

    public AppliedState StateAt(long position) => new(
        new LogHead(Lineage, position, position.ToString("x64", CultureInfo.InvariantCulture)), View, Now);

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private CommandSubmission Command(string type, string body, string? caller = null)
    {
        var who = caller is null ? "" : $"\"caller\":\"{caller}\",";
        var json = $$"""{"commands":[{"id":"command-{{++_commands}}","type":"{{type}}",{{who}}"body":{{body}}}]}""";
        return CommandReader.Read(Encoding.UTF8.GetBytes(json), out _)[0].Submission!;
    }
}

/// <summary>What a batch came to.</summary>
internal sealed record BenchBatch(List<Answer> Answers, List<ReadOnlyMemory<byte>> Records, ReadOnlyMemory<byte> Attachment);
