using System.Net;
using System.Text.Json;
using JustHungry.Commands;
using NodaTime;

namespace JustHungry.Bench;

/// <summary>
/// Reads every customer's orders back, page by page, and compares them with what was acknowledged. It tells the truth about
/// what was lost: an order that is not in its customer's list does not exist.
/// </summary>
internal sealed class ReadBack : ILoad
{
    private const int AtOnce = 8;
    private const string FirstPage = "/api/v1/orders?limit=100";
    private const int MostFailures = 50;

    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/London"];

    private readonly IReadOnlyList<Diner> _diners;
    private readonly Queue<(int Diner, string Path)> _pages = new();
    private readonly List<string>[] _listed;
    private readonly HashSet<(string Restaurant, LocalDate Day, string Number)> _numbers = [];
    private int _failures;
    private int _lastFailure;
    private int _numbersGivenTwice;

    private ReadBack(IReadOnlyList<Diner> diners)
    {
        _diners = diners;
        _listed = [.. diners.Select(_ => new List<string>())];
        for (var i = 0; i < diners.Count; i++)
        {
            _pages.Enqueue((i, FirstPage));
        }
    }

    /// <exception cref="RefusedException">The orders cannot be read.</exception>
    public static Comparison Compare(IPEndPoint frontEnd, IReadOnlyList<Diner> diners, TimeProvider time)
    {
        var load = new ReadBack(diners);
        while (load._pages.Count > 0 && load._failures <= MostFailures)
        {
            // A connection ends when there is no page for it just now, so further rounds take what came up meanwhile.
            LoadLoop.Run(frontEnd, Math.Min(AtOnce, load._pages.Count), load, time);
        }
        if (load._pages.Count > 0)
        {
            throw new RefusedException($"the orders cannot be read back: the front end {load.HowItFailed}.");
        }
        return load.Compare();
    }

    private string HowItFailed => _lastFailure == 0 ? "does not answer" : $"answers {_lastFailure}";

    public int Next(LoadConnection connection)
    {
        if (_failures > MostFailures || !_pages.TryDequeue(out var page))
        {
            return 0;
        }
        connection.Tag = page.Diner;
        connection.Path = page.Path;
        return RequestText.WriteGet(connection.Request, page.Path, _diners[page.Diner].Token);
    }

    public void Done(LoadConnection connection, int status, ReadOnlyMemory<byte> body, TimeSpan took)
    {
        if (status != (int)HttpStatusCode.OK)
        {
            _failures++;
            _lastFailure = status;
            _pages.Enqueue((connection.Tag, connection.Path));
            return;
        }
        using var json = JsonDocument.Parse(body);
        foreach (var item in json.RootElement.GetProperty("items").EnumerateArray())
        {
            _listed[connection.Tag].Add(item.GetProperty("id").GetString()!);
            _numbersGivenTwice += _numbers.Add(Number(item)) ? 0 : 1;
        }
        if (json.RootElement.TryGetProperty("next", out var next) && next.GetString() is { } path)
        {
            _pages.Enqueue((connection.Tag, path));
        }
    }

    // A number for people is unique in its restaurant and on the restaurant's day.
    private static (string Restaurant, LocalDate Day, string Number) Number(JsonElement order)
    {
        var placed = Instant.FromDateTimeOffset(order.GetProperty("placedAt").GetDateTimeOffset());
        return (order.GetProperty("restaurant").GetRawText(), placed.InZone(Zone).Date, order.GetProperty("number").GetString()!);
    }

    private Comparison Compare()
    {
        var (acknowledged, lost, doubled, extra) = (0, 0, 0, 0);
        for (var i = 0; i < _diners.Count; i++)
        {
            var diner = _diners[i];
            var listed = _listed[i].ToHashSet(StringComparer.Ordinal);
            acknowledged += diner.Acknowledged.Count;
            lost += diner.Acknowledged.Count(id => !listed.Contains(id));
            // Told twice, listed twice, or more orders than there were requests that may have placed one.
            doubled += diner.Acknowledged.Count - diner.Acknowledged.Distinct(StringComparer.Ordinal).Count();
            doubled += _listed[i].Count - listed.Count;
            var unasked = listed.Count - diner.Acknowledged.Count(listed.Contains);
            doubled += Math.Max(0, unasked - diner.Unknown);
            extra += Math.Min(unasked, diner.Unknown);
        }
        return new Comparison(acknowledged, lost, doubled, extra, _numbersGivenTwice);
    }
}

/// <summary>What reading back showed. Immutable.</summary>
/// <param name="Acknowledged">Orders that were acknowledged.</param>
/// <param name="Lost">Acknowledged orders that their customer's list does not have.</param>
/// <param name="Doubled">Orders that no request accounts for.</param>
/// <param name="TakenUnsaid">Orders of requests that were not answered; they may be there.</param>
/// <param name="NumbersGivenTwice">Orders whose number for people another order of that restaurant and day has too.</param>
internal sealed record Comparison(int Acknowledged, int Lost, int Doubled, int TakenUnsaid, int NumbersGivenTwice)
{
    /// <summary>True where nothing was lost, doubled or mixed up.</summary>
    public bool IsGood => this is { Lost: 0, Doubled: 0, NumbersGivenTwice: 0 };
}
