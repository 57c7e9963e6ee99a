using System.Text;
using System.Text.Json;

namespace JustHungry.Bench;

/// <summary>Measurements as JSON, and failures for people.</summary>
internal static class BenchReport
{
    private const int Digits = 3;

    public static void PrintFailures(IReadOnlyDictionary<string, int> failures, TextWriter output)
    {
        foreach (var (kind, count) in failures.OrderByDescending(failure => failure.Value))
        {
            output.WriteLine($"      {count} × {kind}");
        }
    }

    public static string Json(IReadOnlyList<OrdersResult> results) => Write(json =>
    {
        json.WriteStartArray();
        foreach (var result in results)
        {
            WriteOrders(json, result);
        }
        json.WriteEndArray();
    });

    public static string Json(IReadOnlyList<BrowseResult> results) => Write(json =>
    {
        json.WriteStartArray();
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WriteNumber("connections", result.Connections);
            json.WriteNumber("menusPerSecond", Math.Round(result.PerSecond, Digits));
            WriteTimes(json, result.Percentile);
            WriteFailures(json, result.Failures);
            if (result.Orders is { } orders)
            {
                json.WritePropertyName("orders");
                WriteOrders(json, orders);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    public static string Json(FailoverResult result) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("fault", Faults.Words[(int)result.Fault]);
        json.WriteNumber("kills", result.Gaps.Count);
        json.WriteNumber("medianMs", Math.Round(result.Percentile(50), Digits));
        json.WriteNumber("p99Ms", Math.Round(result.Percentile(99), Digits));
        json.WriteNumber("worstMs", Math.Round(result.Percentile(100), Digits));
        json.WriteStartArray("gapsMs");
        foreach (var gap in result.Gaps)
        {
            json.WriteNumberValue(Math.Round(gap.TotalMilliseconds, Digits));
        }
        json.WriteEndArray();
        WriteOutcome(json, result.Failures, result.ReadBack);
        json.WriteBoolean("storesEqual", result.AreStoresEqual);
        json.WriteEndObject();
    });

    public static string Json(JoinResult result) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("orders", result.Orders);
        json.WriteNumber("secondsToBackup", Math.Round(result.Took.TotalSeconds, Digits));
        json.WriteNumber("ordersPerSecond", Math.Round(result.PerSecond, Digits));
        json.WriteNumber("longestPauseMs", Math.Round(result.LongestPause.TotalMilliseconds, Digits));
        json.WriteNumber("longestPauseBeforeMs", Math.Round(result.PauseBefore.TotalMilliseconds, Digits));
        WriteOutcome(json, result.Failures, result.ReadBack);
        json.WriteEndObject();
    });

    private static void WriteOrders(Utf8JsonWriter json, OrdersResult result)
    {
        json.WriteStartObject();
        json.WriteNumber("connections", result.Connections);
        json.WriteNumber("seconds", Math.Round(result.Duration.TotalSeconds, Digits));
        json.WriteNumber("ordersPerSecond", Math.Round(result.PerSecond, Digits));
        WriteTimes(json, result.Percentile);
        WriteOutcome(json, result.Failures, result.ReadBack);
        json.WriteEndObject();
    }

    private static void WriteTimes(Utf8JsonWriter json, Func<double, double> percentile)
    {
        json.WriteNumber("p50Ms", percentile(50));
        json.WriteNumber("p90Ms", percentile(90));
        json.WriteNumber("p99Ms", percentile(99));
        json.WriteNumber("maxMs", percentile(100));
    }

    private static void WriteFailures(Utf8JsonWriter json, IReadOnlyDictionary<string, int> failures)
    {
        json.WriteStartObject("failures");
        foreach (var (kind, count) in failures)
        {
            json.WriteNumber(kind, count);
        }
        json.WriteEndObject();
    }

    private static void WriteOutcome(Utf8JsonWriter json, IReadOnlyDictionary<string, int> failures, Comparison readBack)
    {
        WriteFailures(json, failures);
        json.WriteNumber("acknowledged", readBack.Acknowledged);
        json.WriteNumber("lost", readBack.Lost);
        json.WriteNumber("doubled", readBack.Doubled);
        json.WriteNumber("numbersGivenTwice", readBack.NumbersGivenTwice);
        json.WriteNumber("takenUnsaid", readBack.TakenUnsaid);
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            write(json);
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
