using System.Buffers;
using System.Text.Json;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>
/// Writes the answer to <c>POST /inner/commands</c>: <c>{"position","view","answers":[{"status","replayed","size"?}, …]}</c>, and after it,
/// one behind the other, the bodies of the answers that have a size: the front end passes them on without reading them. Safe for any thread.
/// </summary>
public static class AnswerWriter
{
    /// <summary>
    /// Status of a command that was not decided, in the middle of a fail-over: to be sent again under the same id.
    /// </summary>
    public const int NotDecided = 0;

    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <summary>Writes the answers in the order of the commands.</summary>
    /// <param name="position"><c>lineage:position</c> of the entry that proves them.</param>
    /// <param name="view">Number of the view in which they were given.</param>
    /// <param name="answers">A null is a command that was not decided.</param>
    public static ReadOnlyMemory<byte> Write(string position, long view, IReadOnlyList<Answer?> answers)
    {
        var buffer = new ArrayBufferWriter<byte>(128 + (answers.Count * 64));
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("position"u8, position);
            json.WriteNumber("view"u8, view);
            json.WriteStartArray("answers"u8);
            foreach (var answer in answers)
            {
                WriteOne(json, answer);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Join(buffer.WrittenSpan, answers);
    }

    private static void WriteOne(Utf8JsonWriter json, Answer? answer)
    {
        json.WriteStartObject();
        json.WriteNumber("status"u8, answer?.Status ?? NotDecided);
        json.WriteBoolean("replayed"u8, answer?.Replayed ?? false);
        if (answer is { Body.IsEmpty: false })
        {
            json.WriteNumber("size"u8, answer.Body.Length);
        }

        json.WriteEndObject();
    }

    private static byte[] Join(ReadOnlySpan<byte> start, IReadOnlyList<Answer?> answers)
    {
        var whole = GC.AllocateUninitializedArray<byte>(start.Length + answers.Sum(answer => answer?.Body.Length ?? 0));
        start.CopyTo(whole);
        var at = start.Length;
        foreach (var answer in answers)
        {
            if (answer is not null)
            {
                answer.Body.Span.CopyTo(whole.AsSpan(at));
                at += answer.Body.Length;
            }
        }

        return whole;
    }
}
