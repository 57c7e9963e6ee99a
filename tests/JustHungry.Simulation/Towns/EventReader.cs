using System.Globalization;
using System.Text;
using System.Text.Json;

namespace JustHungry.Simulation.Towns;

/// <summary>Reads an order's events as they come, over several connections: none is missing, none comes twice, all are true.</summary>
internal sealed class EventReader(FoodTown town, string device, string order)
{
    private object? _connection;

    /// <summary>The number of the last event.</summary>
    public long Last { get; private set; }

    /// <summary>Nothing comes any more.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>A new connection: what comes on an older one is thrown away.</summary>
    public Action<string> Connect()
    {
        var connection = new object();
        var text = new StringBuilder();
        _connection = connection;
        return piece =>
        {
            if (_connection == connection)
            {
                text.Append(piece);
                TakeWhole(text);
            }
        };
    }

    public void Disconnect() => _connection = null;

    private void TakeWhole(StringBuilder text)
    {
        while (text.ToString() is var all && all.IndexOf("\n\n", StringComparison.Ordinal) is >= 0 and var end)
        {
            text.Remove(0, end + 2);
            var lines = all[..end].Split('\n');
            if (lines.Length == 3)
            {
                Take(long.Parse(lines[0]["id: ".Length..], CultureInfo.InvariantCulture), lines[2]["data: ".Length..]);
            }
        }
    }

    private void Take(long number, string data)
    {
        using var document = JsonDocument.Parse(data);
        var status = document.RootElement.GetProperty("status").GetString();
        town.World.Tell($"{device} hears of order {order}: change {number}, {status}");
        if (number != Last + 1)
        {
            town.World.Break($"{device} hears change {number} of order {order} after change {Last}");
        }
        else if (town.LogChecks.Order(order)?.Statuses is not { } statuses || statuses.Count < number
            || statuses[(int)number - 1] != status)
        {
            town.World.Break($"{device} hears that change {number} of order {order} is {status}, and the log says otherwise");
        }
        Last = number;
        IsFinal = status is not "placed";
    }
}
