using System.Text.Json;
using JustHungry.BackEnd.Endpoints;
using JustHungry.Ordering.Ids;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd.People;

/// <summary>The replica that made a town gives it its first operator, and says the one-time password once.</summary>
internal static class FirstOperator
{
    private const int Ok = 200;
    private const int Unavailable = 503;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The body of the command, for the holder of the cluster key.</summary>
    public static byte[] Command(string id, string password, string? unless) => JsonSerializer.SerializeToUtf8Bytes(
        new { commands = new[] { new { id, type = "makeOperator", body = new { password, unless } } } });

    /// <summary>Waits until this replica is the primary, and makes the operator, unless there is one.</summary>
    public static async Task Make(
        Replica replica, CommandDoor door, TimeProvider time, Random random, Action<string> say, CancellationToken stop)
    {
        var password = OneTimePassword.Create();
        var command = Command(Uuid7.Create(time.GetUtcNow(), random).ToString(), password, unless: "exists");
        try
        {
            while (!stop.IsCancellationRequested)
            {
                if (replica.IsPrimary && await door.Take(command, stop) is DoorAnswer.Answered { Body: var body })
                {
                    var status = StatusOf(body.Span);
                    if (status == Ok)
                    {
                        say(password);
                    }

                    if (status is not (AnswerWriter.NotDecided or Unavailable))
                    {
                        return;
                    }
                }

                await Task.Delay(Pause, time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The replica ends; the next start of a new town makes the operator.
        }
    }

    private static int StatusOf(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer);
        using var said = JsonDocument.ParseValue(ref reader);
        return said.RootElement.GetProperty("answers")[0].GetProperty("status").GetInt32();
    }
}
