using System.Text;
using JustHungry.Replication.Inner;

namespace JustHungry.Endurance.Fuzz;

/// <summary>Sound requests, of every kind that a port answers; they are spoilt before they are sent.</summary>
internal static class Corpus
{
    /// <summary>The public calls, as a customer makes them.</summary>
    public static List<HostileRequest> FrontEnd(string token, string order, string placed, Func<string> key)
    {
        string[] mine = [$"Authorization: Bearer {token}"];
        string[] json = ["Content-Type: application/json"];
        return
        [
            Get("/api/v1/postcodes/DH1%203LE"),
            Get("/api/v1/restaurants?postcode=DH1+3LE&q=pizza&cuisine=Italian&limit=5"),
            Get("/api/v1/restaurants/stantons"),
            Post("/api/v1/customers", """{"name":"Ada","postcode":"DH1 3LE"}""", json),
            Post("/api/v1/orders", placed, [.. mine, .. json, $"Idempotency-Key: {key()}"]),
            Post("/api/v1/quotes", placed, [.. mine, .. json]),
            Get("/api/v1/orders?limit=2", mine),
            Get($"/api/v1/orders/{order}", [.. mine, "Hungry-Consistency: session"]),
            Get($"/api/v1/orders/{order}/events", [.. mine, "Last-Event-ID: 1"]),
            Post($"/api/v1/orders/{order}/cancel", "", [.. mine, $"Idempotency-Key: {key()}"]),
            Get("/api/v1/customers/me", mine),
            Get("/api/v1/cluster"),
            Get("/health/ready"),
            Get("/openapi/v1.json"),
            Get("/"),
            Get("/api"),
        ];
    }

    /// <summary>What replicas answer to front ends and to each other; with and without the cluster key.</summary>
    public static List<HostileRequest> Replica(ClusterKey key)
    {
        var batch = """{"commands":[{"id":"a","type":"registerCustomer","body":{"name":"Ada","postcode":"DH1 3LE"}}]}""";
        return WithAndWithout(key,
        [
            Get(InnerApi.Status),
            Get($"{InnerApi.View}?after=0&wait=1"),
            Get($"{InnerApi.Verify}?at=1&wait=1"),
            Get(InnerApi.Reads + "/restaurants/stantons"),
            Get(InnerApi.Reads + "/orders"),
            Post(InnerApi.Commands, batch, ["Content-Type: application/json"]),
            Post(InnerApi.Heartbeat, """{"replica":{"id":"x","incarnation":"y","url":"http://127.0.0.1:1"}}""", ["Content-Type: application/json"]),
            Post($"{InnerApi.HandOver}?to=nobody", "", []),
        ]);
    }

    /// <summary>What the name server answers to replicas; with and without the cluster key.</summary>
    public static List<HostileRequest> NameServer(ClusterKey key) => WithAndWithout(key,
    [
        Get("/log/head"),
        Get("/log/entries?after=0&wait=1"),
        Get("/registry"),
        Post("/log/advance", """{"p":2}""", ["Content-Type: application/json", $"Hungry-Head: {new string('0', 32)}:1:{new string('0', 64)}"]),
        Post("/log/create?lineage=x", "", []),
        Post("/log/trim?upTo=0", "", []),
        new() { Method = "PUT", Target = "/registry", Body = """{"replica":{"id":""}}"""u8.ToArray() },
    ]);

    private static List<HostileRequest> WithAndWithout(ClusterKey key, List<HostileRequest> requests) =>
    [
        .. requests,
        .. requests.Select(request => new HostileRequest
        {
            Method = request.Method,
            Target = request.Target,
            Headers = [.. request.Headers, $"{InnerApi.KeyHeader}: {key.Hex}"],
            Body = request.Body,
            HasKey = true,
        }),
    ];

    private static HostileRequest Get(string target, params IEnumerable<string> headers) =>
        new() { Method = "GET", Target = target, Headers = [.. headers] };

    private static HostileRequest Post(string target, string body, IEnumerable<string> headers) =>
        new() { Method = "POST", Target = target, Headers = [.. headers], Body = Encoding.UTF8.GetBytes(body) };
}
