using System.Net;
using System.Text.Json;
using JustHungry.Commands;

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

    private readonly IReadOnlyList<Diner> _diners;
    private readonly Queue<(int Diner, string Path)> _pages = new();
    private readonly List<string>[] _listed;
    private int _failures;

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
            throw new RefusedException("the orders cannot be read back: the front end does not answer.");
        }
        return load.Compare();
    }

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
            _pages.Enqueue((connection.Tag, connection.Path));
            return;
        }
        using var json = JsonDocument.Parse(body);
        foreach (var item in json.RootElement.GetProperty("items").EnumerateArray())
        {
            _listed[connection.Tag].Add(item.GetProperty("id").GetString()!);
        }
        if (json.RootElement.TryGetProperty("next", out var next) && next.GetString() is { } path)
        {
            _pages.Enqueue((connection.Tag, path));
        }
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
        return new Comparison(acknowledged, lost, doubled, extra);
    }
}

/// <summary>What reading back showed. Immutable.</summary>
/// <param name="Acknowledged">Orders that were acknowledged.</param>
/// <param name="Lost">Acknowledged orders that their customer's list does not have.</param>
/// <param name="Doubled">Orders that no request accounts for.</param>
/// <param name="TakenUnsaid">Orders of requests that were not answered; they may be there.</param>
internal sealed record Comparison(int Acknowledged, int Lost, int Doubled, int TakenUnsaid);
