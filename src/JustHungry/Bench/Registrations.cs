using System.Net;
using System.Text.Json;
using JustHungry.Commands;

namespace JustHungry.Bench;

/// <summary>Makes the customers who order: each registers through the front end.</summary>
internal sealed class Registrations(int count) : ILoad
{
    private const int AtOnce = 16;
    private const int MostFailures = 10;

    private readonly List<Diner> _made = [];
    private int _asked;
    private int _failures;
    private string _lastFailure = "";

    /// <exception cref="RefusedException">The front end does not take them.</exception>
    public static List<Diner> Make(IPEndPoint frontEnd, int count, TimeProvider time)
    {
        var load = new Registrations(count);
        LoadLoop.Run(frontEnd, Math.Min(AtOnce, count), load, time);
        return load._made.Count == count
            ? load._made
            : throw new RefusedException($"the front end at {frontEnd} does not take customers: {load._lastFailure}");
    }

    public int Next(LoadConnection connection)
    {
        if (_asked >= count || _failures > MostFailures)
        {
            return 0;
        }
        _asked++;
        return RequestText.WritePost(connection.Request, "/api/v1/customers", $$"""{"name":"Diner {{_asked}}","postcode":"DH1 3LE"}""");
    }

    public void Done(LoadConnection connection, int status, ReadOnlyMemory<byte> body, TimeSpan took)
    {
        if (status == (int)HttpStatusCode.Created)
        {
            using var json = JsonDocument.Parse(body);
            _made.Add(new Diner(json.RootElement.GetProperty("token").GetString()!));
            return;
        }
        _asked--;
        _failures++;
        _lastFailure = status == 0 ? "no answer" : System.Text.Encoding.UTF8.GetString(body.Span);
    }
}

/// <summary>A customer of the load: what was sent, and what was acknowledged.</summary>
internal sealed class Diner(string token)
{
    public string Token => token;

    public byte[] OrderHead { get; } = RequestText.OrderHead(token);

    /// <summary>The ids of the acknowledged orders.</summary>
    public List<string> Acknowledged { get; } = [];

    /// <summary>Requests of which nobody knows what became of them: each may have placed one order.</summary>
    public int Unknown { get; set; }
}
