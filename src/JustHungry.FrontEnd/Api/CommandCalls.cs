using System.Text.Json;
using JustHungry.FrontEnd.BackEnd;
using JustHungry.Ordering;
using JustHungry.Ordering.Ids;
using JustHungry.Ordering.Orders;
using Microsoft.AspNetCore.Http;

namespace JustHungry.FrontEnd.Api;

/// <summary>The calls that change something: each one becomes a command for the primary. Safe for many threads.</summary>
/// <param name="forwarder">Brings commands to the primary.</param>
/// <param name="perCustomer">Limits orders and cancellations.</param>
/// <param name="perAddress">Limits new customers.</param>
/// <param name="perSecret">Limits tries of passwords and the like.</param>
/// <param name="time">For keys.</param>
/// <param name="random">For keys; used by one thread at a time.</param>
internal sealed class CommandCalls(
    CommandForwarder forwarder, RateLimit perCustomer, RateLimit perAddress, RateLimit perSecret, TimeProvider time, Random random)
{
    private static readonly CommandCall PutRestaurantCall = new("putRestaurant")
    {
        Shape = JsonShape.Anything,
        MostBytes = RequestBody.MostDocumentBytes,
        Complete = OfThatSlug,
        NeedsToken = true,
        Alone = true,
        Location = "/api/v1/restaurants/{slug}",
    };

    private readonly Lock _randomGate = new();

    /// <summary><c>POST /orders</c>.</summary>
    public async Task PlaceOrder(HttpContext http)
    {
        string? key = null;
        var refusal = RequestHeaders.Caller(http, out var caller) ?? RequestHeaders.Key(http, isRequired: true, out key);
        if (refusal is not null)
        {
            await Answers.Refuse(http, refusal);
            return;
        }
        if (perCustomer.Refuses(http, caller, out var answered))
        {
            await answered;
            return;
        }
        var parsed = await RequestBody.Read(http, RequestShapes.PlaceOrder);
        if (parsed.Refusal is not null)
        {
            await Answers.Refuse(http, parsed.Refusal);
            return;
        }
        await Send(http, new ForwardedCommand(key!, "placeOrder", caller, parsed.Command)
        {
            // Where a postcode lies may have to be asked of a web service first.
            Alone = parsed.Command.Span.IndexOf("\"postcode\":"u8) >= 0,
        });
    }

    /// <summary><c>POST /orders/{id}/cancel</c>.</summary>
    public async Task CancelOrder(HttpContext http)
    {
        string? key = null;
        var refusal = RequestHeaders.Caller(http, out var caller) ?? RequestHeaders.Key(http, isRequired: false, out key);
        if (refusal is not null)
        {
            await Answers.Refuse(http, refusal);
            return;
        }
        if (perCustomer.Refuses(http, caller, out var answered))
        {
            await answered;
            return;
        }
        await Forward(http, KitchenCalls.Cancel);
    }

    /// <summary><c>POST /customers</c>.</summary>
    public async Task RegisterCustomer(HttpContext http)
    {
        if (RequestHeaders.Key(http, isRequired: false, out var key) is { } refusal)
        {
            await Answers.Refuse(http, refusal);
            return;
        }
        if (perAddress.Refuses(http, http.Connection.RemoteIpAddress?.ToString() ?? "", out var answered))
        {
            await answered;
            return;
        }
        var parsed = await RequestBody.Read(http, RequestShapes.RegisterCustomer);
        if (parsed.Refusal is not null)
        {
            await Answers.Refuse(http, parsed.Refusal);
            return;
        }
        await Send(http, new ForwardedCommand(key ?? FreshKey(), "registerCustomer", null, parsed.Command) { Alone = true });
    }

    /// <summary>Any other call that is one command.</summary>
    public async Task Forward(HttpContext http, CommandCall call)
    {
        string? caller = null, key = null;
        var refusal = (call.NeedsToken ? RequestHeaders.Caller(http, out caller) : null)
            ?? RequestHeaders.Key(http, isRequired: false, out key);
        if (refusal is not null)
        {
            await Answers.Refuse(http, refusal);
            return;
        }
        if (call.TriesSecret && perSecret.Refuses(http, http.Connection.RemoteIpAddress?.ToString() ?? "", out var answered))
        {
            await answered;
            return;
        }
        var parsed = call.Shape is { } shape && !(call.MayBeEmpty && RequestBody.IsMissing(http))
            ? await RequestBody.Read(http, shape, call.MostBytes)
            : new Parsed(call.Body(http), null);
        if (parsed.Refusal is not null)
        {
            await Answers.Refuse(http, parsed.Refusal);
            return;
        }
        var body = call.Complete(http, parsed.Command);
        await Send(
            http,
            new ForwardedCommand(key ?? FreshKey(), call.Type, caller, body) { Alone = call.Alone },
            call.Location?.Replace("{slug}", http.Request.RouteValues["slug"] as string, StringComparison.Ordinal));
    }

    /// <summary>
    /// A command of the caller's whose answer is not yet the call's own. Null: it has no answer, and the call was answered here.
    /// </summary>
    public async Task<CommandAnswer?> Ask(HttpContext http, string type, ReadOnlyMemory<byte> body)
    {
        string? key = null;
        var refusal = RequestHeaders.Caller(http, out var caller) ?? RequestHeaders.Key(http, isRequired: false, out key);
        if (refusal is not null)
        {
            await Answers.Refuse(http, refusal);
            return null;
        }
        key ??= FreshKey();
        switch (await forwarder.Send(new ForwardedCommand(key, type, caller, body)))
        {
            case CommandOutcome.Answered(var answer, var position):
                Answers.SetPosition(http, position);
                return answer;
            case CommandOutcome.Overloaded:
                await Answers.Overloaded(http);
                return null;
            default:
                await Answers.OutcomeUnknown(http, key);
                return null;
        }
    }

    /// <summary><c>PUT /restaurants/{slug}</c>.</summary>
    public Task PutRestaurant(HttpContext http) => Forward(http, PutRestaurantCall);

    private static ReadOnlyMemory<byte> OfThatSlug(HttpContext http, ReadOnlyMemory<byte> document)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(document.Length + 128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("slug"u8, (string)http.Request.RouteValues["slug"]!);
            json.WritePropertyName("document"u8);
            json.WriteRawValue(document.Span, skipInputValidation: true);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private async Task Send(HttpContext http, ForwardedCommand command, string? location = null)
    {
        switch (await forwarder.Send(command))
        {
            case CommandOutcome.Answered(var answer, var position):
                Answers.SetPosition(http, position);
                if (answer.Replayed)
                {
                    http.Response.Headers["Idempotent-Replayed"] = "true";
                }
                if (answer is { Status: StatusCodes.Status201Created, Body.IsEmpty: false })
                {
                    http.Response.Headers.Location = location ?? LocationOf(command, answer.Body.Span);
                }
                await Answers.Write(http, answer.Status, answer.Body);
                break;
            case CommandOutcome.Overloaded:
                await Answers.Overloaded(http);
                break;
            default:
                await Answers.OutcomeUnknown(http, command.Id);
                break;
        }
    }

    private static string LocationOf(ForwardedCommand command, ReadOnlySpan<byte> body) =>
        command.Caller is null ? "/api/v1/customers/me" : $"/api/v1/orders/{IdIn(body)}";

    /// <summary>The text of the body's own <c>id</c>, which usually comes first.</summary>
    private static string IdIn(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isId = json.ValueTextEquals("id"u8);
            json.Read();
            if (isId)
            {
                return Uri.EscapeDataString(json.GetString() ?? "");
            }
            json.Skip();
        }
        return "";
    }

    private string FreshKey()
    {
        lock (_randomGate)
        {
            return Uuid7.Create(time.GetUtcNow(), random).ToString();
        }
    }
}
