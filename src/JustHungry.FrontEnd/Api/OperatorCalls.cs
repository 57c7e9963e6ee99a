using System.Buffers;
using System.Text.Json;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Ordering;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;
using JustHungry.Replication.Upkeep;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Api;

/// <summary>
/// What operators do with the town. Each act is first a command: the primary decides whether the caller may, and it stands in the
/// log who did it; only then it is done. Safe for many threads.
/// </summary>
internal sealed class OperatorCalls(CommandCalls commands, ReadForwarder reads, TownKeeper keeper, CommandLatencies latencies)
{
    private static readonly JsonShape.ObjectShape HandOverShape = new() { Members = [new("to", JsonShape.Text)] };

    private static readonly Refusal NobodyTakesOver = new(
        Reason.HandOverRefused, "No other replica is close enough to the primary to take over; try again in a moment.");

    private static readonly Refusal NotCompared = new(
        Reason.Unavailable, "The replicas did not get to one position together; one of them may be far behind.");

    private static readonly Refusal NoGiver = new(Reason.Unavailable, "No replica could give a backup just now.");

    /// <summary><c>POST /cluster/hand-over</c>.</summary>
    public async Task HandOver(HttpContext http)
    {
        var parsed = RequestBody.IsMissing(http)
            ? new Parsed("{}"u8.ToArray(), null)
            : await RequestBody.Read(http, HandOverShape);
        if (parsed.Refusal is not null)
        {
            await Answers.Refuse(http, parsed.Refusal);
            return;
        }
        using var body = JsonDocument.Parse(parsed.Command);
        var to = body.RootElement.TryGetProperty("to", out var id) ? id.GetString() : null;
        await After(http, new SuperviseTown("hand_over", to), async () =>
        {
            if (await keeper.HandOver(to, http.RequestAborted) is not { } view)
            {
                await Answers.Refuse(http, NobodyTakesOver);
                return;
            }
            await Tell(http, json =>
            {
                json.WriteStartObject("view"u8);
                json.WriteNumber("number"u8, view.Number);
                json.WriteString("primary"u8, view.Primary.Id);
                json.WriteEndObject();
            });
        });
    }

    /// <summary><c>POST /cluster/replicas/{id}/remove</c>.</summary>
    public Task Remove(HttpContext http)
    {
        var id = (string)http.Request.RouteValues["id"]!;
        return After(http, new SuperviseTown("remove_replica", id), async () =>
        {
            var outcome = await keeper.Remove(id, http.RequestAborted);
            await (RefusalOf(outcome, id) is { } refusal
                ? Answers.Refuse(http, refusal)
                : Tell(http, json =>
                {
                    json.WriteString("id"u8, id);
                    json.WriteBoolean("ended"u8, outcome == RemovalOutcome.Ended);
                }));
        });
    }

    /// <summary><c>POST /cluster/verify</c>.</summary>
    public Task Verify(HttpContext http) => After(http, new SuperviseTown("verify"), async () =>
    {
        if (await keeper.Verify(http.RequestAborted) is not { } found)
        {
            await Answers.Refuse(http, NotCompared);
            return;
        }
        await Tell(http, json =>
        {
            json.WriteNumber("position"u8, found.Position);
            json.WriteBoolean("equal"u8, found.AreEqual);
            json.WriteStartArray("replicas"u8);
            foreach (var (id, hash) in found.Replicas)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, id);
                json.WriteString("hash"u8, hash);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
    });

    /// <summary><c>POST /cluster/backup</c>: an archive of the town.</summary>
    public Task BackUp(HttpContext http) => After(http, new SuperviseTown("back_up"), async () =>
    {
        using var archive = await keeper.BackUp(http.RequestAborted);
        if (archive is null)
        {
            await Answers.Refuse(http, NoGiver);
            return;
        }
        http.Response.Headers.CacheControl = "no-store";
        await BackupAnswer.Write(http, archive, latencies.Now);
    });

    /// <summary><c>GET /cluster/rates</c>: orders of the town by second, and how long commands took at this front end.</summary>
    public async Task Rates(HttpContext http)
    {
        if (RequestHeaders.Caller(http, out var caller) is { } refusal)
        {
            await Answers.Refuse(http, refusal);
            return;
        }
        var answer = await reads.Read(new ReadRequest("cluster/rates", caller, null, "session"), http.RequestAborted);
        await ReadCalls.Write(http, answer is { Status: StatusCodes.Status200OK } ? answer with { Body = WithLatencies(answer.Body) } : answer);
    }

    private byte[] WithLatencies(ReadOnlyMemory<byte> rates)
    {
        using var known = JsonDocument.Parse(rates);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var member in known.RootElement.EnumerateObject())
            {
                member.WriteTo(json);
            }
            json.WriteStartArray("latencies"u8);
            foreach (var second in latencies.Latest())
            {
                json.WriteStartObject();
                json.WriteString("at"u8, second.At.UtcDateTime);
                json.WriteNumber("commands"u8, second.Commands);
                json.WriteNumber("median"u8, Math.Round(second.Median, 1));
                json.WriteNumber("p99"u8, Math.Round(second.Most99, 1));
                json.WriteNumber("worst"u8, Math.Round(second.Worst, 1));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Does it once the log has it; a command that was answered before is not done once more.</summary>
    private async Task After(HttpContext http, SuperviseTown act, Func<Task> done)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(act, CommandJson.Default.SuperviseTown);
        var noted = await commands.Ask(http, "superviseTown", body);
        if (noted is { Status: StatusCodes.Status200OK, Replayed: false })
        {
            await done();
        }
        else if (noted is not null)
        {
            http.Response.Headers["Idempotent-Replayed"] = noted.Replayed ? "true" : default;
            await Answers.Write(http, noted.Status, noted.Body);
        }
    }

    private static Refusal? RefusalOf(RemovalOutcome? outcome, string id) => outcome switch
    {
        RemovalOutcome.Unknown => new(Reason.ReplicaUnknown, "No replica of this town is called that."),
        RemovalOutcome.IsPrimary => new(Reason.ReplicaNotRemovable, $"{id} is the primary: let it hand over first."),
        RemovalOutcome.Joins => new(Reason.ReplicaNotRemovable, $"{id} joins the town just now: end its process first."),
        null => new(Reason.Unavailable, "The name server does not answer just now."),
        _ => null,
    };

    private static Task Tell(HttpContext http, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        http.Response.Headers.CacheControl = "no-store";
        return Answers.Write(http, StatusCodes.Status200OK, buffer.WrittenMemory);
    }
}
