using System.Buffers;
using System.Text;
using System.Text.Json;

namespace JustHungry.FrontEnd.BackEnd;

/// <summary>A batch of commands and its answers, as they stand on the wire (<c>POST /inner/commands</c>).</summary>
public static class CommandBatch
{
    /// <summary>Most commands in a batch.</summary>
    public const int MaxCommands = 256;

    /// <summary>Bytes of commands after which a batch takes no more; a replica accepts 8 MiB.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly JsonWriterOptions Writing = new() { SkipValidation = true };

    /// <summary>Writes the request's body.</summary>
    public static void Write(IReadOnlyList<ForwardedCommand> commands, IBufferWriter<byte> into)
    {
        using var json = new Utf8JsonWriter(into, Writing);
        json.WriteStartObject();
        json.WriteStartArray("commands"u8);
        for (var i = 0; i < commands.Count; i++)
        {
            var command = commands[i];
            json.WriteStartObject();
            json.WriteString("id"u8, command.Id);
            json.WriteString("type"u8, command.Type);
            if (command.Caller is not null)
            {
                json.WriteString("caller"u8, command.Caller);
            }
            json.WritePropertyName("body"u8);
            json.WriteRawValue(command.Body.Span, skipInputValidation: true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>
    /// Reads the body of a 200: a JSON object, and after it the bodies of those answers that tell a size. They are copies: the buffer may be
    /// used again.
    /// </summary>
    /// <exception cref="JsonException">It is not what a primary answers.</exception>
    public static BatchAnswer.Decided Read(ReadOnlySpan<byte> utf8, int expected)
    {
        var json = new Utf8JsonReader(utf8);
        var position = "";
        List<CommandAnswer>? answers = null;
        List<int> sizes = [];
        Expect(ref json, JsonTokenType.StartObject);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("position"u8))
            {
                json.Read();
                position = json.GetString() ?? "";
            }
            else if (json.ValueTextEquals("answers"u8))
            {
                answers = ReadAnswers(ref json, sizes, expected);
            }
            else
            {
                json.Skip();
            }
        }
        if (answers?.Count != expected)
        {
            throw new JsonException($"{answers?.Count ?? 0} answers to {expected} commands.");
        }
        AddBodies(answers, sizes, utf8[(int)json.BytesConsumed..]);
        return new BatchAnswer.Decided(position, answers);
    }

    private static List<CommandAnswer> ReadAnswers(ref Utf8JsonReader json, List<int> sizes, int expected)
    {
        var answers = new List<CommandAnswer>(expected);
        Expect(ref json, JsonTokenType.StartArray);
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            var status = 0;
            var replayed = false;
            var size = 0;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("status"u8))
                {
                    json.Read();
                    status = json.GetInt32();
                }
                else if (json.ValueTextEquals("replayed"u8))
                {
                    json.Read();
                    replayed = json.GetBoolean();
                }
                else if (json.ValueTextEquals("size"u8))
                {
                    json.Read();
                    size = json.GetInt32();
                }
                else
                {
                    json.Skip();
                }
            }
            answers.Add(new CommandAnswer(status, default, replayed));
            sizes.Add(size);
        }
        return answers;
    }

    private static void AddBodies(List<CommandAnswer> answers, List<int> sizes, ReadOnlySpan<byte> bodies)
    {
        for (var i = 0; i < answers.Count; i++)
        {
            if (sizes[i] < 0 || sizes[i] > bodies.Length)
            {
                throw new JsonException("The answers' bodies are cut off.");
            }
            answers[i] = answers[i] with { Body = bodies[..sizes[i]].ToArray() };
            bodies = bodies[sizes[i]..];
        }
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (!json.Read() || json.TokenType != type)
        {
            throw new JsonException($"Expected {type}, found {json.TokenType}.");
        }
    }
}
