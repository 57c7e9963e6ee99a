using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using JustHungry.Ordering.Refusals;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>What a read is answered with. Immutable.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">UTF-8 JSON; a problem where the status is 400 or more.</param>
public sealed record ReadAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    private const int Ok = 200;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static implicit operator ReadAnswer(Refusal refusal) =>
        new(refusal.Reason.Status(), Problem.ToBytes(refusal));

    /// <summary>A 200 with the JSON that is written.</summary>
    public static ReadAnswer Of(Action<Utf8JsonWriter> write) => new(Ok, Json(write));

    /// <summary>UTF-8 JSON as it is written.</summary>
    public static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json);
        }

        return buffer.WrittenMemory;
    }
}
