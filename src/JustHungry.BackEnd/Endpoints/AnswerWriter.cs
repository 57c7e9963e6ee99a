using System.Buffers;
using System.Text.Json;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>
/// Writes the answer to <c>POST /inner/commands</c>:
/// <c>{"position","view","answers":[{"status","replayed","body":{…}}, …]}</c>. Safe for any thread.
/// </summary>
public static class AnswerWriter
{
    /// <summary>
    /// Status of a command that was not decided, in the middle of a fail-over: to be sent again under the same id.
    /// </summary>
    public const int NotDecided = 0;

    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <summary>Writes the answers in the order of the commands.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="position"><c>lineage:position</c> of the entry that proves them.</param>
    /// <param name="view">Number of the view in which they were given.</param>
    /// <param name="answers">A null is a command that was not decided.</param>
    public static void Write(IBufferWriter<byte> output, string position, long view, IReadOnlyList<Answer?> answers)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("position"u8, position);
        json.WriteNumber("view"u8, view);
        json.WriteStartArray("answers"u8);
        for (var index = 0; index < answers.Count; index++)
        {
            var answer = answers[index];
            json.WriteStartObject();
            json.WriteNumber("status"u8, answer?.Status ?? NotDecided);
            json.WriteBoolean("replayed"u8, answer?.Replayed ?? false);
            if (answer is { Body.IsEmpty: false })
            {
                json.WritePropertyName("body"u8);
                json.WriteRawValue(answer.Body.Span, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
